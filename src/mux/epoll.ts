/** epoll(7), with the semantics of Python's `select.epoll`. */
import { constants as os } from "node:os";
import { inspect } from "node:util";
import { EPOLL_CLOEXEC, EPOLLIN, EPOLLOUT, EPOLLPRI, FD_SETSIZE, POLLIN } from "../constants.js";
import { check, osError } from "../errors.js";
import { type FileDescriptorLike, filenoOf, openFilenoOf } from "../file-descriptor.js";
import * as libc from "../sys/libc.js";
import { platform } from "../sys/platform.js";
import { FdFinalizer } from "../wait/fd-finalizer.js";
import {
  checkTimeout,
  deadlineIn,
  shouldYield,
  syscallTimeout,
  waitUntilReady,
  yieldToEventLoop,
} from "../wait/index.js";
import { epollEventNames, namedEpollEvents, type PollEvent } from "./event-names.js";

const { EINTR } = os.errno;
const { EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLL_CTL_MOD, event: EVENT } = platform.epoll;

const MAX_TIMEOUT_MS = 2 ** 31 - 1;

const owners = new FdFinalizer("an epoll");

/** The `struct epoll_event` that epoll_ctl(2) reads. */
const change = new DataView(new ArrayBuffer(EVENT.size));
const changeBytes = new Uint8Array(change.buffer);

/** The array of `struct epoll_event` that epoll_wait(2) fills in; it grows with `maxevents`. */
let answer = new DataView(new ArrayBuffer(0));
let answerBytes = new Uint8Array(answer.buffer);

/**
 * A set of descriptors that the kernel keeps, with the events they are watched for: `poll()`
 * costs as much as there are events, however many descriptors are watched.
 *
 * Level-triggered unless a mask has `EPOLLET`: what is ready is reported each time. A descriptor
 * leaves the set by `unregister()`, or when it is closed with all of its duplicates. Close the
 * epoll itself when it is no longer used.
 *
 * See epoll(7) and
 * [edge and level trigger polling](https://docs.python.org/3/library/select.html#edge-and-level-trigger-polling-epoll-objects).
 *
 * @example
 * const [left, right] = socketpair();
 * const epoll = new Epoll();
 * epoll.register(left, EPOLLIN | EPOLLET);
 * await right.send("hello");
 * console.log(await epoll.poll(1)); // [ [ ..., EPOLLIN ] ]
 * console.log(await epoll.poll(0)); // []
 * for (const resource of [epoll, left, right]) resource.close();
 */
export class Epoll {
  #fd: number;
  /** For showing only: the kernel's set is what counts. */
  readonly #masks = new Map<number, number>();

  /**
   * Opens an epoll, or takes over the open epoll descriptor `fileno`.
   * `flags` is 0 or `EPOLL_CLOEXEC`, the default: programs that this one starts do not get it.
   *
   * Throws `OSError`: `EMFILE`, `EINVAL` for other flags. See epoll_create1(2).
   */
  constructor(flags: number = EPOLL_CLOEXEC, fileno: number | null = null) {
    this.#fd =
      fileno === null
        ? check(libc.epoll_create1(flags), "epoll_create1", `flags ${flags}`)
        : filenoOf(fileno, "fileno");
    owners.track(this, this.#fd);
  }

  /**
   * The epoll of an open epoll descriptor, which it takes over. As in Python nothing is checked:
   * the first use of another descriptor throws `OSError` (`EINVAL`, `EBADF`).
   */
  static fromfd(fd: number): Epoll {
    return new Epoll(EPOLL_CLOEXEC, fd);
  }

  /**
   * Which mask each descriptor was registered with here; live. For showing only: what counts is
   * the kernel's own set, which also knows what was registered through a duplicate of this epoll
   * and forgets what is closed.
   */
  get registered(): ReadonlyMap<number, number> {
    return this.#masks;
  }

  /** Whether `close()` was called. */
  get closed(): boolean {
    return this.#fd < 0;
  }

  /** The epoll's own descriptor; -1 once it is closed. It is readable when a member has an event. */
  fileno(): number {
    return this.#fd;
  }

  /**
   * Watches `fd` for the events of `eventmask`. `EPOLLERR` and `EPOLLHUP` are reported unasked.
   *
   * Throws `FileExistsError` when it is registered, `PermissionError` for a regular file, which is
   * always ready, `OSError`: `EINVAL` for `EPOLLEXCLUSIVE` with `EPOLLONESHOT`, `EBADF` when
   * either is closed; `RangeError` for a mask outside 32 bits. See epoll_ctl(2).
   */
  register(fd: FileDescriptorLike, eventmask: number = EPOLLIN | EPOLLPRI | EPOLLOUT): void {
    this.#set("EPOLL_CTL_ADD", fd, eventmask);
  }

  /**
   * Replaces the mask of a registered descriptor; one that rests after `EPOLLONESHOT` is watched
   * again. Throws `FileNotFoundError` for an unknown one, `OSError`: `EINVAL` for one with `EPOLLEXCLUSIVE`,
   * and what `register()` throws.
   */
  modify(fd: FileDescriptorLike, eventmask: number): void {
    this.#set("EPOLL_CTL_MOD", fd, eventmask);
  }

  /** No longer watches `fd`. Throws `FileNotFoundError` for an unknown one, `OSError` (`EBADF`) for a closed one. */
  unregister(fd: FileDescriptorLike): void {
    const number = openFilenoOf(fd, "epoll_ctl");
    this.#masks.delete(number);
    this.#control("EPOLL_CTL_DEL", number);
  }

  /**
   * Waits until a registered descriptor has an event, and answers `[fd, event]` for each that has,
   * at most `maxevents`: those left out come first the next time. An empty array means that the
   * time was over.
   *
   * `timeout` is in seconds; `null`, left out or negative waits for ever, 0 only looks. A
   * `maxevents` of -1 is the default, 1023.
   *
   * Throws `OSError` (`EBADF`) when the epoll is or gets closed, `RangeError` for any other
   * `maxevents` below 1. See epoll_wait(2).
   */
  async poll(timeout: number | null = null, maxevents: number = -1): Promise<PollEvent[]> {
    checkTimeout(timeout, "seconds");
    const most = maxevents === -1 ? FD_SETSIZE - 1 : maxevents;
    if (!Number.isInteger(most) || most < 1) {
      throw new RangeError(`maxevents must be an integer greater than 0, not ${maxevents}`);
    }
    const deadline = deadlineIn(timeout === null || timeout < 0 ? null : timeout);
    if (shouldYield()) await yieldToEventLoop();
    while (true) {
      reserve(most);
      const block = Math.min(Math.ceil(syscallTimeout(deadline)), MAX_TIMEOUT_MS);
      const count = libc.epoll_wait(this.#fd, answerBytes, most, block);
      if (count > 0) return eventsOf(count);
      if (count === -EINTR) {
        await yieldToEventLoop();
      } else if (count < 0) {
        throw osError(-count, "epoll_wait", this.#name());
      } else if (performance.now() >= deadline) {
        return namedEpollEvents([]);
      } else {
        await waitUntilReady([this.#fd], [POLLIN], deadline);
      }
    }
  }

  /** Closes the epoll: whoever waits for it gets `OSError` (`EBADF`). Its members stay open. */
  close(): void {
    if (this.#fd < 0) return;
    const fd = this.#fd;
    this.#fd = -1;
    this.#masks.clear();
    owners.untrack(this, fd);
    check(libc.close(fd), "close", fd);
  }

  /** How it prints: `<Epoll fd=21, 22: EPOLLIN|EPOLLET>`. */
  [inspect.custom](): string {
    if (this.#fd < 0) return "<Epoll closed>";
    const members = [...this.#masks].map(([fd, mask]) => `${fd}: ${epollEventNames(mask)}`);
    return `<Epoll fd=${[this.#fd, ...members].join(", ")}>`;
  }

  #set(operation: "EPOLL_CTL_ADD" | "EPOLL_CTL_MOD", fd: FileDescriptorLike, mask: number): void {
    // In JavaScript `EPOLLIN | EPOLLET` is negative: bit 31 is the sign.
    if (!Number.isInteger(mask) || mask < -(2 ** 31) || mask >= 2 ** 32) {
      throw new RangeError(`eventmask must be an integer of 32 bits, not ${mask}`);
    }
    const number = openFilenoOf(fd, "epoll_ctl");
    change.setUint32(0, mask, true);
    change.setInt32(EVENT.data, number, true);
    this.#control(operation, number);
    this.#masks.set(number, mask >>> 0);
  }

  #control(operation: keyof typeof operations, fd: number): void {
    const result = libc.epoll_ctl(this.#fd, operations[operation], fd, changeBytes);
    if (result < 0) {
      const subject = this.closed ? this.#name() : `${operation} fd ${fd}`;
      throw osError(-result, "epoll_ctl", subject);
    }
  }

  /** How an error calls this epoll. */
  #name(): string {
    return this.closed ? "on a closed epoll" : `on fd ${this.#fd}`;
  }
}

const operations = { EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLL_CTL_MOD };

/** Makes room for that many events. */
function reserve(count: number): void {
  if (answerBytes.length >= count * EVENT.size) return;
  answer = new DataView(new ArrayBuffer(count * EVENT.size));
  answerBytes = new Uint8Array(answer.buffer);
}

/** The first `count` events of the answer. */
function eventsOf(count: number): PollEvent[] {
  const events: PollEvent[] = [];
  for (let offset = 0; events.length < count; offset += EVENT.size) {
    events.push([answer.getInt32(offset + EVENT.data, true), answer.getUint32(offset, true)]);
  }
  return namedEpollEvents(events);
}
