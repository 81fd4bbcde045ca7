/** poll(2), with the semantics of Python's `select.poll`. */
import { constants as os } from "node:os";
import { inspect } from "node:util";
import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLPRI } from "../constants.js";
import { osError } from "../errors.js";
import { type FileDescriptorLike, openFilenoOf } from "../file-descriptor.js";
import * as libc from "../sys/libc.js";
import { PollfdArray } from "../sys/structs.js";
import { checkInteger, checkTimeout } from "../validators.js";
import {
  deadlineIn,
  shouldYield,
  syscallTimeout,
  waitUntilReady,
  yieldToEventLoop,
} from "../wait/index.js";
import { eventNames, namedPollEvents, type PollEvent } from "./event-names.js";

const { EINTR, ENOENT } = os.errno;

/** Reported even if a mask does not include them. */
const ALWAYS_REPORTED = POLLERR | POLLHUP;

/**
 * A set of descriptors and the events that they are watched for; `poll()` waits for one of them.
 *
 * See poll(2) and [polling objects](https://docs.python.org/3/library/select.html#polling-objects).
 *
 * @example
 * const [left, right] = socketpair();
 * const poller = new Poll();
 * poller.register(left, POLLIN);
 * await right.send("hello");
 * console.log(await poller.poll(1000)); // [ [ ..., POLLIN ] ]
 * for (const [fd, event] of await poller.poll(1000)) {
 *   if (fd === left.fileno() && (event & POLLIN) !== 0) console.log(`${await left.recv(10)}`); // hello
 * }
 * for (const socket of [left, right]) socket.close();
 */
export class Poll {
  readonly #masks = new Map<number, number>();
  /** The argument of poll(2); `undefined` after a change, until the next call. */
  #pollfds: PollfdArray | undefined;

  /** A live view of the mask that each descriptor is registered with. */
  get registered(): ReadonlyMap<number, number> {
    return this.#masks;
  }

  /**
   * Watches `fd` for the events of `eventmask`. Registering a descriptor again replaces its mask.
   * POLLERR, POLLHUP and POLLNVAL are always reported.
   *
   * Throws `OSError` (`EBADF`) for a closed socket, `RangeError` for a mask outside 16 bits.
   */
  register(fd: FileDescriptorLike, eventmask: number = POLLIN | POLLPRI | POLLOUT): void {
    this.#set(openFilenoOf(fd, "poll.register"), eventmask);
  }

  /** Replaces the mask of a descriptor. Throws `FileNotFoundError` when it is not registered. */
  modify(fd: FileDescriptorLike, eventmask: number): void {
    const fileno = openFilenoOf(fd, "poll.modify");
    checkEventMask(eventmask);
    if (!this.#masks.has(fileno)) {
      throw osError(ENOENT, "poll.modify", `fd ${fileno}, which is not registered`);
    }
    this.#set(fileno, eventmask);
  }

  /**
   * Stops watching `fd`. For a socket that is already closed, pass the former descriptor number.
   * Throws `RangeError` when it is not registered.
   */
  unregister(fd: FileDescriptorLike): void {
    const fileno = openFilenoOf(fd, "poll.unregister");
    if (!this.#masks.delete(fileno)) {
      throw new RangeError(`poll.unregister: fd ${fileno} is not registered`);
    }
    this.#pollfds = undefined;
  }

  /**
   * Waits until a registered descriptor has an event, and returns `[fd, event]` for each ready one, in
   * the order of registration. An empty array means that the timeout expired.
   *
   * `timeout` is in milliseconds; `null` (the default) or a negative number waits indefinitely, 0 does
   * not wait. Several calls may wait at the same time, unlike in Python; each returns a result of its own.
   */
  async poll(timeout: number | null = null): Promise<PollEvent[]> {
    checkTimeout(timeout, "milliseconds");
    const deadline = deadlineIn(timeout === null || timeout < 0 ? null : timeout / 1000);
    if (shouldYield()) await yieldToEventLoop();
    while (true) {
      this.#pollfds ??= pollfdsOf(this.#masks);
      const pollfds = this.#pollfds;
      const block = Math.ceil(syscallTimeout(deadline));
      const count = libc.poll(pollfds.bytes, pollfds.length, block);
      if (count > 0) return namedPollEvents(readyEvents(pollfds, count));
      if (count === -EINTR) {
        await yieldToEventLoop();
      } else if (count < 0) {
        throw osError(-count, "poll", `of ${pollfds.length} descriptors`);
      } else if (performance.now() >= deadline) {
        return namedPollEvents([]);
      } else {
        const { fds, events } = interests(pollfds);
        await waitUntilReady(fds, events, deadline);
      }
    }
  }

  /** Returns `<Poll 5: POLLIN, 6: POLLIN|POLLOUT>`. */
  toString(): string {
    const members = [...this.#masks].map(([fd, mask]) => `${fd}: ${eventNames(mask)}`);
    return members.length === 0 ? "<Poll>" : `<Poll ${members.join(", ")}>`;
  }

  /** Prints as `toString()`. */
  [inspect.custom](): string {
    return this.toString();
  }

  #set(fd: number, eventmask: number): void {
    checkEventMask(eventmask);
    this.#masks.set(fd, eventmask);
    this.#pollfds = undefined;
  }
}

function checkEventMask(eventmask: number): void {
  checkInteger("eventmask", eventmask, 0, 0xffff, "an integer from 0 to 0xffff");
}

function pollfdsOf(masks: ReadonlyMap<number, number>): PollfdArray {
  const pollfds = PollfdArray.allocate(masks.size);
  let index = 0;
  for (const [fd, mask] of masks) pollfds.set(index++, fd, mask);
  return pollfds;
}

/** Returns the `count` entries that have events. */
function readyEvents(pollfds: PollfdArray, count: number): PollEvent[] {
  const ready: PollEvent[] = [];
  for (let i = 0; ready.length < count; i++) {
    const revents = pollfds.revents(i);
    if (revents !== 0) ready.push([pollfds.fd(i), revents]);
  }
  return ready;
}

/** Returns the descriptors of the entries and the events that make each ready. */
function interests(pollfds: PollfdArray): { fds: number[]; events: number[] } {
  const fds: number[] = [];
  const events: number[] = [];
  for (let i = 0; i < pollfds.length; i++) {
    fds.push(pollfds.fd(i));
    events.push(pollfds.events(i) | ALWAYS_REPORTED);
  }
  return { fds, events };
}
