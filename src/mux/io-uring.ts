/** io_uring(7): the kernel carries out operations, and reports when they are done. */
import { constants as os } from "node:os";
import { inspect } from "node:util";
import type { Address } from "../address-family.js";
import { MSG_NOSIGNAL, POLLIN, SOCK_CLOEXEC, SOCK_NONBLOCK } from "../constants.js";
import { osError } from "../errors.js";
import { type FileDescriptorLike, openFilenoOf } from "../file-descriptor.js";
import { opcodes, uring } from "../sys/linux-uring.js";
import { sqe } from "../sys/uring-structs.js";
import {
  checkBytes,
  checkFunction,
  checkInt,
  checkInteger,
  checkMask,
  checkSeconds,
  checkTimeout,
  shown,
} from "../validators.js";
import { FdFinalizer } from "../wait/fd-finalizer.js";
import {
  deadlineIn,
  shouldYield,
  syscallTimeout,
  untrackFd,
  waitUntilReady,
  yieldToEventLoop,
} from "../wait/index.js";
import type { Completion, OperationState } from "./uring/completion.js";
import { MAX_BLOCK_SIZE } from "./uring/memory-pool.js";
import { encodeNumericAddress } from "./uring/numeric-address.js";
import { type IoUringOptions, ringSizes } from "./uring/options.js";
import { Ring } from "./uring/ring.js";
import { unsupportedReason } from "./uring/support.js";

export type { Completion, OperationState } from "./uring/completion.js";
export type { UringOperation } from "./uring/operations.js";
export type { IoUringOptions } from "./uring/options.js";

const { EBADF, EINTR, ETIME } = os.errno;

const finalizer = new FdFinalizer("an io_uring");

/**
 * Two rings in memory that this process shares with the kernel: entries of the submission queue ask for operations,
 * entries of the completion queue report what has become of them. One system call submits any number of operations
 * and waits for completions.
 *
 * `select()`, `Poll` and `Epoll` report that an operation would not wait; here the kernel carries it out. The methods
 * are named as in liburing: `prep...()` fill in an entry of the submission queue, `submit()` and `submitAndWait()` pass
 * them to the kernel, `forEachCompletion()` and `completions()` return what is done. `userData` is any value; the
 * completion contains it.
 *
 * Memory that the kernel writes to belongs to the ring, not to JavaScript: what is sent is copied into it, what is
 * received is copied out of it. A ring is used only in the thread that has created it. Close it when it is no longer
 * used; operations under way are then cancelled.
 *
 * Closing a socket does not end its operations, which keep the connection open, or accept further connections: cancel
 * them with `prepCancel()`, or call `shutdown()`, first.
 *
 * See io_uring(7) and [liburing](https://github.com/axboe/liburing).
 *
 * @example
 * const [left, right] = socketpair();
 * const ring = new IoUring<string>();
 * ring.prepRecv(left, "received");
 * ring.prepSend(right, Buffer.from("hello"), "sent");
 * await ring.submitAndWait(2);
 * for (const { userData, res, data } of ring.completions()) console.log(userData, res, `${data}`);
 * for (const resource of [ring, left, right]) resource.close();
 */
export class IoUring<T = unknown> {
  readonly #ring: Ring<T>;

  /**
   * Sets up a ring with a submission queue of `entries` entries, which the kernel rounds up to a power of two.
   *
   * Throws `PermissionError` or `OSError` where the system does not allow or have io_uring; the message says why. See
   * io_uring_setup(2).
   */
  constructor(entries: number = 256, options: IoUringOptions = {}) {
    this.#ring = new Ring(ringSizes(entries, options));
    finalizer.track(this, this.#ring.fd);
  }

  /** Whether this system allows io_uring, and has what this class needs. */
  static supported(): boolean {
    return unsupportedReason() === null;
  }

  /** Returns why `supported()` is `false`, in one sentence; `null` if it is `true`. */
  static unsupportedReason(): string | null {
    return unsupportedReason();
  }

  /** Whether the ring is closed. */
  get closed(): boolean {
    return this.#ring.fd < 0;
  }

  /** The size of the submission queue. */
  get sqEntries(): number {
    return this.#ring.rings.sqEntries;
  }

  /** The size of the completion queue. */
  get cqEntries(): number {
    return this.#ring.rings.cqEntries;
  }

  /** The number of operations that have been prepared and not been submitted. */
  get prepared(): number {
    return this.#ring.prepared;
  }

  /** The number of operations that have not ended, including those that have not been submitted. */
  get pending(): number {
    return this.#ring.operations.count;
  }

  /** Returns the operations that have not ended, and their completions, without removing these. */
  operations(): OperationState<T>[] {
    return this.closed ? [] : this.#ring.states();
  }

  /** The number of completions in the completion queue. */
  get ready(): number {
    return this.closed ? 0 : this.#ring.rings.ready;
  }

  /** Returns the ring's descriptor, which is readable when a completion has arrived; -1 once it is closed. */
  fileno(): number {
    return this.#ring.fd;
  }

  /** Prepares an operation that does nothing. */
  prepNop(userData: T): void {
    this.#ring.begin("nop", opcodes.NOP, -1, userData);
  }

  /**
   * Prepares accept(2): `res` is the descriptor of the connection, which `new Socket(undefined, undefined, undefined,
   * res)` takes over.
   */
  prepAccept(fd: FileDescriptorLike, userData: T): void {
    this.#ring.begin("accept", opcodes.ACCEPT, openFilenoOf(fd, "accept"), userData);
    this.#ring.setWord(sqe.opFlags, SOCK_NONBLOCK | SOCK_CLOEXEC);
  }

  /** Prepares accept(2) for all connections: there is a completion for each of them, until one is not `more`. */
  prepMultishotAccept(fd: FileDescriptorLike, userData: T): void {
    this.prepAccept(fd, userData);
    this.#ring.setIoprio(uring.IORING_ACCEPT_MULTISHOT);
  }

  /**
   * Prepares connect(2). Hosts are numeric. Throws `TypeError` for a host name: look it up with `getaddrinfo()`.
   */
  prepConnect(fd: FileDescriptorLike, address: Address, userData: T): void {
    const fileno = openFilenoOf(fd, "connect");
    const sockaddr = encodeNumericAddress(address);
    this.#ring.begin("connect", opcodes.CONNECT, fileno, userData);
    this.#ring.setSockaddr(sockaddr);
  }

  /**
   * Prepares recv(2) into one of the buffers of the ring: `data` has at most `bufferSize` bytes, and none at the end of
   * the stream. `res` is `-ENOBUFS` when no buffer is free.
   */
  prepRecv(fd: FileDescriptorLike, userData: T, flags: number = 0): void {
    checkInt("flags", flags);
    this.#ring.beginRecv(opcodes.RECV, openFilenoOf(fd, "recv"), userData);
    this.#ring.setWord(sqe.opFlags, flags);
  }

  /**
   * Prepares recv(2) for all that arrives: there is a completion each time, until one is not `more`, as at the end of
   * the stream, after an error, and when no buffer is free (`-ENOBUFS`).
   */
  prepMultishotRecv(fd: FileDescriptorLike, userData: T, flags: number = 0): void {
    this.prepRecv(fd, userData, flags);
    this.#ring.setIoprio(uring.IORING_RECV_MULTISHOT);
  }

  /**
   * Prepares send(2). `res` is the number of bytes sent, which may be less than `data` has; at most 256 KiB are sent.
   * The data is copied at once, so `data` may be changed.
   */
  prepSend(fd: FileDescriptorLike, data: Uint8Array, userData: T, flags: number = 0): void {
    checkBytes("data", data);
    checkInt("flags", flags);
    const length = Math.min(data.length, MAX_BLOCK_SIZE);
    const fileno = openFilenoOf(fd, "send");
    this.#ring.beginWrite("send", opcodes.SEND, fileno, data, length, userData);
    this.#ring.setWord(sqe.opFlags, flags | MSG_NOSIGNAL);
  }

  /** Prepares read(2) of at most 256 KiB at `offset`, which is -1 for what is not a regular file. */
  prepRead(fd: FileDescriptorLike, size: number, offset: number, userData: T): void {
    const fileno = openFilenoOf(fd, "read");
    checkInteger("size", size, 0);
    checkInteger("offset", offset, -1);
    const length = Math.min(size, MAX_BLOCK_SIZE);
    this.#ring.beginRead(opcodes.READ, fileno, length, userData);
    this.#ring.setOffset(offset);
  }

  /** Prepares write(2) of at most 256 KiB at `offset`, which is -1 for what is not a regular file; see `prepSend()`. */
  prepWrite(fd: FileDescriptorLike, data: Uint8Array, offset: number, userData: T): void {
    checkBytes("data", data);
    checkInteger("offset", offset, -1);
    const length = Math.min(data.length, MAX_BLOCK_SIZE);
    const fileno = openFilenoOf(fd, "write");
    this.#ring.beginWrite("write", opcodes.WRITE, fileno, data, length, userData);
    this.#ring.setOffset(offset);
  }

  /** Prepares close(2) of a descriptor, or of a socket, which is then detached. Its other operations continue. */
  prepClose(fd: number | { detach(): number }, userData: T): void {
    this.#ring.assertOpen("close");
    const fileno = detached(fd);
    untrackFd(fileno);
    this.#ring.begin("close", opcodes.CLOSE, fileno, userData);
  }

  /**
   * Prepares the cancellation of an operation that was begun with `target`, which then completes with `-ECANCELED`.
   * `res` is 0, `-ENOENT` if there is none, `-EALREADY` if it cannot be cancelled any more.
   */
  prepCancel(target: T, userData: T): void {
    const id = this.#ring.operations.find(target);
    this.#ring.begin("cancel", opcodes.ASYNC_CANCEL, -1, userData);
    this.#ring.setWord(sqe.addr, id);
    if (id < 0) this.#ring.setWord(sqe.addr + 1, -1);
  }

  /**
   * Prepares the cancellation of all operations that are under way, which then complete with `-ECANCELED`. `res` is their
   * number.
   */
  prepCancelAll(userData: T): void {
    this.#ring.begin("cancel", opcodes.ASYNC_CANCEL, -1, userData);
    this.#ring.setWord(sqe.opFlags, uring.IORING_ASYNC_CANCEL_ALL | uring.IORING_ASYNC_CANCEL_ANY);
  }

  /** Prepares a timeout, in seconds: `res` is `-ETIME` when it expires. */
  prepTimeout(seconds: number, userData: T): void {
    checkSeconds("seconds", seconds);
    this.#ring.begin("timeout", opcodes.TIMEOUT, -1, userData);
    this.#ring.setTimespec(seconds * 1000);
  }

  /** Prepares one poll(2): `res` is the mask of the events that have occurred, also of `POLLRDHUP`. */
  prepPollAdd(fd: FileDescriptorLike, eventmask: number, userData: T): void {
    checkMask("eventmask", eventmask);
    this.#ring.begin("poll", opcodes.POLL_ADD, openFilenoOf(fd, "poll"), userData);
    this.#ring.setWord(sqe.opFlags, eventmask);
  }

  /** Prepares poll(2) for all events to come: there is a completion each time, until one is not `more`. */
  prepPollMultishot(fd: FileDescriptorLike, eventmask: number, userData: T): void {
    this.prepPollAdd(fd, eventmask, userData);
    this.#ring.setWord(sqe.len, uring.IORING_POLL_ADD_MULTI);
  }

  /** Submits what has been prepared, without waiting. Returns how many operations that were. See io_uring_enter(2). */
  submit(): number {
    const submitted = this.#ring.enter(0, 0);
    if (submitted < 0) throw osError(-submitted, "io_uring_enter", this.#ring.describe());
    return submitted;
  }

  /**
   * Submits what has been prepared and waits until at least `count` completions have arrived, or `timeout` seconds
   * have passed; `null` waits indefinitely. Resolves to the number of completions.
   *
   * With `minWait`, it waits at most that many seconds for `count` completions; then one is enough. Before Linux 6.12,
   * and with cooperative waiting, one is enough at once.
   *
   * With blocking waiting this is one system call. Rejects with `InterruptedError`, and with `OSError` (`EBADF`) when
   * the ring is closed; the operations stay under way. See io_uring_enter(2).
   */
  async submitAndWait(
    count: number = 1,
    timeout: number | null = null,
    minWait: number | null = null,
  ): Promise<number> {
    checkInteger("count", count, 0, this.cqEntries);
    checkTimeout(timeout, "seconds");
    checkTimeout(minWait, "seconds", 0, "minWait");
    const deadline = deadlineIn(timeout === null || timeout < 0 ? null : timeout);
    if (shouldYield()) await yieldToEventLoop();
    let batch = minWait !== null && count > 1 && this.#ring.hasMinWait ? minWait * 1000 : 0;
    const enough = minWait === null ? count : Math.min(count, 1);
    while (true) {
      const block = syscallTimeout(deadline);
      if (block === 0 && performance.now() < deadline) this.#openEventfd();
      const wanted = batch > 0 ? count : enough;
      const result = this.#ring.enter(block === 0 ? 0 : wanted, block, block === 0 ? 0 : batch);
      batch = 0;
      if (result < 0 && result !== -EINTR && result !== -ETIME) {
        throw osError(-result, "io_uring_enter", this.#ring.describe());
      }
      const { ready, hasWork } = this.#ring.rings;
      if (ready >= enough || performance.now() >= deadline) return ready;
      // A signal has arrived, if this thread waits in the system call.
      if (block !== 0) await yieldToEventLoop();
      // One call does a part of the work, and the eventfd does not report the rest again.
      else if (!hasWork) await waitUntilReady([this.#ring.eventfd], [POLLIN], deadline);
    }
  }

  /**
   * Calls `visit` with each completion in the completion queue, and removes it. Returns how many there were.
   *
   * The same object is passed for all of them, so it is valid only until `visit` returns or handles other completions;
   * its `data` may be kept. `visit` may prepare operations, and close the ring. If it throws, that completion is
   * removed, and the others stay in the queue.
   */
  forEachCompletion(visit: (completion: Completion<T>) => void): number {
    checkFunction("visit", visit);
    this.#ring.assertOpen("forEachCompletion");
    let count = 0;
    // `visit` may close the ring, or handle completions itself.
    for (let left = this.ready; left > 0 && this.ready > 0; left--) {
      count++;
      this.#ring.complete(visit);
    }
    return count;
  }

  /**
   * Removes the oldest completion and returns it; `null` if there is none. The same object is returned each time, so
   * it is valid until the next call of this method, `submit()` or `submitAndWait()`; its `data` may be kept.
   */
  nextCompletion(): Completion<T> | null {
    this.#ring.assertOpen("nextCompletion");
    return this.#ring.rings.ready === 0 ? null : this.#ring.next();
  }

  /** Removes all completions from the completion queue, and returns them. */
  completions(): Completion<T>[] {
    const completions: Completion<T>[] = [];
    this.forEachCompletion(() => completions.push(this.#ring.current.copy()));
    return completions;
  }

  /**
   * Cancels the operations that are under way, and closes the ring. Waiting calls throw `OSError` (`EBADF`). The
   * descriptors that the operations use stay open; connections that were accepted and not reported are closed.
   */
  close(): void {
    if (this.closed) return;
    const { fd, eventfd } = this.#ring;
    if (eventfd >= 0) finalizer.untrack(this, eventfd);
    finalizer.untrack(this, fd);
    this.#ring.close();
  }

  /** Closes the ring at the end of the block that declares it with `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Returns `<IoUring fd=21 prepared=0 pending=2 ready=1>`. */
  toString(): string {
    if (this.#ring.fd < 0) return "<IoUring closed>";
    const { prepared, pending, ready } = this;
    return `<IoUring fd=${this.#ring.fd} prepared=${prepared} pending=${pending} ready=${ready}>`;
  }

  /** Prints as `toString()`. */
  [inspect.custom](): string {
    return this.toString();
  }

  /** Opens what cooperative waiting waits for. */
  #openEventfd(): void {
    this.#ring.assertOpen("io_uring_enter");
    const fd = this.#ring.openEventfd();
    if (fd >= 0) finalizer.track(this, fd);
  }
}

/** Takes the descriptor over from the socket that owns it, if one does. */
function detached(fd: number | { detach(): number }): number {
  if (typeof fd === "number") return openFilenoOf(fd, "close");
  if (typeof fd?.detach !== "function") {
    throw new TypeError(`fd must be a descriptor number or a socket, not ${shown(fd)}`);
  }
  const fileno = fd.detach();
  if (fileno < 0) throw osError(EBADF, "close", "of a closed socket");
  return fileno;
}
