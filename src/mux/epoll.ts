/** epoll(7), with the semantics of Python's `select.epoll`. */
import { constants as os } from "node:os";
import { inspect } from "node:util";
import { EPOLL_CLOEXEC, EPOLLIN, EPOLLOUT, EPOLLPRI, FD_SETSIZE, POLLIN } from "../constants.js";
import { check, osError } from "../errors.js";
import { type FileDescriptorLike, openFilenoOf } from "../file-descriptor.js";
import * as libc from "../sys/libc.js";
import { platform } from "../sys/platform.js";
import { EpollEventArray } from "../sys/structs.js";
import {
  checkFd,
  checkInt,
  checkInteger,
  checkMask,
  checkTimeout,
  INT_MAX,
} from "../validators.js";
import { FdFinalizer } from "../wait/fd-finalizer.js";
import {
  deadlineIn,
  shouldYield,
  syscallTimeout,
  waitUntilReady,
  yieldToEventLoop,
} from "../wait/index.js";
import { epollEventNames, namedEpollEvents, type PollEvent } from "./event-names.js";

const { EINTR } = os.errno;
const { EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLL_CTL_MOD } = platform.constants;

const finalizer = new FdFinalizer("an epoll");

/** The limit of epoll_wait(2): the size of the events in bytes is an `int`. */
const MAX_MAXEVENTS = EpollEventArray.lengthOf(INT_MAX);

/** The event that epoll_ctl(2) reads. */
const change = EpollEventArray.allocate(1);

/** The events that epoll_wait(2) fills in; grows with `maxevents`. */
let results = EpollEventArray.allocate(0);

/**
 * A set of descriptors in the kernel, with the events that they are watched for. The cost of `poll()`
 * grows with the number of events, not with the number of descriptors.
 *
 * Level-triggered unless a mask includes `EPOLLET`: a descriptor is reported as long as it is ready.
 * `unregister()` removes a descriptor from the set; so does closing it and all of its duplicates. Close
 * the epoll when it is no longer used.
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
  /** For display only; the kernel has the actual set. */
  readonly #masks = new Map<number, number>();

  /**
   * Opens an epoll, whose descriptor child processes do not inherit. As in Python, the arguments have no
   * effect: Linux no longer uses `sizehint`, which is -1 or positive, and `flags` is 0 or `EPOLL_CLOEXEC`.
   *
   * Throws `OSError`: `EMFILE`, `EINVAL` for other flags. See epoll_create1(2).
   */
  constructor(sizehint?: number, flags?: number);
  /** @internal Takes over an open descriptor. */
  constructor(sizehint: -1, flags: 0, fileno: number);
  constructor(sizehint: number = -1, flags: number = 0, fileno?: number) {
    if (sizehint !== -1) checkInteger("sizehint", sizehint, 1, INT_MAX, "-1 or a positive integer");
    checkInt("flags", flags);
    if (fileno !== undefined) checkFd("fileno", fileno);
    this.#fd = fileno ?? open(flags);
    finalizer.track(this, this.#fd);
  }

  /**
   * Takes over an open epoll descriptor. As in Python, it is not checked: using a descriptor that is not
   * an epoll throws `OSError` (`EINVAL`, `EBADF`).
   */
  static fromfd(fd: number): Epoll {
    checkFd("fd", fd);
    return new Epoll(-1, 0, fd);
  }

  /**
   * A live view of the mask that each descriptor was registered with on this object. For display only:
   * the kernel's set also contains descriptors that were registered through a duplicate of this epoll,
   * and no longer contains closed ones.
   */
  get registered(): ReadonlyMap<number, number> {
    return this.#masks;
  }

  /** Whether the epoll is closed. */
  get closed(): boolean {
    return this.#fd < 0;
  }

  /** Returns the epoll's descriptor, which is readable when a member has an event; -1 once it is closed. */
  fileno(): number {
    return this.#fd;
  }

  /**
   * Watches `fd` for the events of `eventmask`. `EPOLLERR` and `EPOLLHUP` are always reported.
   *
   * Throws `FileExistsError` when it is already registered, `PermissionError` for a regular file,
   * which is always ready, `OSError` (`EINVAL` for `EPOLLEXCLUSIVE` with `EPOLLONESHOT`, `EBADF` when
   * `fd` or the epoll is closed), and `RangeError` for a mask outside 32 bits. See epoll_ctl(2).
   */
  register(fd: FileDescriptorLike, eventmask: number = EPOLLIN | EPOLLPRI | EPOLLOUT): void {
    this.#set("EPOLL_CTL_ADD", fd, eventmask);
  }

  /**
   * Replaces the mask of a registered descriptor, which also re-arms it after `EPOLLONESHOT`. Throws
   * `FileNotFoundError` when it is not registered, `OSError` (`EINVAL`) when it was registered with
   * `EPOLLEXCLUSIVE`, and the errors of `register()`.
   */
  modify(fd: FileDescriptorLike, eventmask: number): void {
    this.#set("EPOLL_CTL_MOD", fd, eventmask);
  }

  /**
   * Stops watching `fd`. Throws `FileNotFoundError` when it is not registered, `OSError` (`EBADF`) when
   * it is closed.
   */
  unregister(fd: FileDescriptorLike): void {
    const fileno = openFilenoOf(fd, "epoll_ctl");
    this.#masks.delete(fileno);
    this.#control("EPOLL_CTL_DEL", fileno);
  }

  /**
   * Waits until a registered descriptor has an event, and returns `[fd, event]` for at most `maxevents`
   * ready descriptors; the next call reports the others first. An empty array means that the timeout
   * expired.
   *
   * `timeout` is in seconds; `null` (the default) or a negative number waits indefinitely, 0 does not
   * wait. `maxevents` is 1023 by default; -1 means the default.
   *
   * Throws `OSError` (`EBADF`) when the epoll is closed before or during the wait, and `RangeError` for
   * any other `maxevents` below 1. See epoll_wait(2).
   */
  async poll(timeout: number | null = null, maxevents: number = -1): Promise<PollEvent[]> {
    checkTimeout(timeout, "seconds");
    if (maxevents !== -1) checkInteger("maxevents", maxevents, 1, MAX_MAXEVENTS);
    const limit = maxevents === -1 ? FD_SETSIZE - 1 : maxevents;
    const deadline = deadlineIn(timeout === null || timeout < 0 ? null : timeout);
    if (shouldYield()) await yieldToEventLoop();
    while (true) {
      if (results.length < limit) results = EpollEventArray.allocate(limit);
      const block = Math.ceil(syscallTimeout(deadline));
      const count = libc.epoll_wait(this.#fd, results.bytes, limit, block);
      if (count > 0) return namedEpollEvents(firstEvents(results, count));
      if (count === -EINTR) {
        await yieldToEventLoop();
      } else if (count < 0) {
        throw osError(-count, "epoll_wait", this.#describe());
      } else if (performance.now() >= deadline) {
        return namedEpollEvents([]);
      } else {
        await waitUntilReady([this.#fd], [POLLIN], deadline);
      }
    }
  }

  /** Closes the epoll: pending `poll()` calls throw `OSError` (`EBADF`). Its members stay open. */
  close(): void {
    if (this.#fd < 0) return;
    const fd = this.#fd;
    this.#fd = -1;
    this.#masks.clear();
    finalizer.untrack(this, fd);
    check(libc.close(fd), "close", fd);
  }

  /** Closes the epoll at the end of the block that declares it with `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Returns `<Epoll fd=21, 22: EPOLLIN|EPOLLET>`. */
  toString(): string {
    if (this.#fd < 0) return "<Epoll closed>";
    const members = [...this.#masks].map(([fd, mask]) => `${fd}: ${epollEventNames(mask)}`);
    return `<Epoll fd=${[this.#fd, ...members].join(", ")}>`;
  }

  /** Prints as `toString()`. */
  [inspect.custom](): string {
    return this.toString();
  }

  #set(operation: "EPOLL_CTL_ADD" | "EPOLL_CTL_MOD", fd: FileDescriptorLike, mask: number): void {
    checkMask("eventmask", mask);
    const fileno = openFilenoOf(fd, "epoll_ctl");
    change.set(0, mask, fileno);
    this.#control(operation, fileno);
    this.#masks.set(fileno, mask >>> 0);
  }

  #control(operation: keyof typeof OPERATIONS, fd: number): void {
    const result = libc.epoll_ctl(this.#fd, OPERATIONS[operation], fd, change.bytes);
    if (result < 0) {
      const subject = this.closed ? this.#describe() : `${operation} fd ${fd}`;
      throw osError(-result, "epoll_ctl", subject);
    }
  }

  /** The subject of an error that concerns the epoll itself. */
  #describe(): string {
    return this.closed ? "on a closed epoll" : `on fd ${this.#fd}`;
  }
}

function open(flags: number): number {
  return check(libc.epoll_create1(flags | EPOLL_CLOEXEC), "epoll_create1", `flags ${flags}`);
}

const OPERATIONS = { EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLL_CTL_MOD };

function firstEvents(events: EpollEventArray, count: number): PollEvent[] {
  const first: PollEvent[] = [];
  for (let i = 0; i < count; i++) first.push([events.fd(i), events.events(i)]);
  return first;
}
