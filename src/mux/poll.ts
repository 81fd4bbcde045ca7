/** poll(2), with the semantics of Python's `select.poll`. */
import { constants as os } from "node:os";
import { inspect } from "node:util";
import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLPRI } from "../constants.js";
import { osError } from "../errors.js";
import { type FileDescriptorLike, openFilenoOf } from "../file-descriptor.js";
import * as libc from "../sys/libc.js";
import {
  checkTimeout,
  deadlineIn,
  shouldYield,
  syscallTimeout,
  waitUntilReady,
  yieldToEventLoop,
} from "../wait/index.js";
import { eventNames, namedPollEvents, type PollEvent } from "./event-names.js";

const { EINTR, ENOENT } = os.errno;

/** `struct pollfd { int fd; short events; short revents; }` */
const POLLFD_SIZE = 8;
const EVENTS_OFFSET = 4;
const REVENTS_OFFSET = 6;

const MAX_TIMEOUT_MS = 2 ** 31 - 1;
const UNASKED = POLLERR | POLLHUP;

/**
 * A set of descriptors and the events they are watched for; `poll()` asks poll(2) which came.
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
  /** The array of `struct pollfd` for the call; built anew after a change. */
  #pollfds: Pollfds | undefined;

  /** Which events each descriptor is registered for; live. */
  get registered(): ReadonlyMap<number, number> {
    return this.#masks;
  }

  /**
   * Watches `fd` for the events of `eventmask`. Registering a descriptor again replaces its mask.
   * POLLERR, POLLHUP and POLLNVAL are reported unasked.
   *
   * Throws `OSError` (`EBADF`) for a closed socket, `RangeError` for a mask outside 16 bits.
   */
  register(fd: FileDescriptorLike, eventmask: number = POLLIN | POLLPRI | POLLOUT): void {
    this.#set(openFilenoOf(fd, "poll.register"), eventmask);
  }

  /** Replaces the mask of a registered descriptor. Throws `FileNotFoundError` for an unknown one. */
  modify(fd: FileDescriptorLike, eventmask: number): void {
    const number = openFilenoOf(fd, "poll.modify");
    if (!this.#masks.has(number)) {
      throw osError(ENOENT, "poll.modify", `fd ${number}, which is not registered`);
    }
    this.#set(number, eventmask);
  }

  /**
   * No longer watches `fd`. Throws `RangeError` for one that is not registered.
   * A descriptor closed earlier is unregistered by its number.
   */
  unregister(fd: FileDescriptorLike): void {
    const number = openFilenoOf(fd, "poll.unregister");
    if (!this.#masks.delete(number)) {
      throw new RangeError(`poll.unregister: fd ${number} is not registered`);
    }
    this.#pollfds = undefined;
  }

  /**
   * Waits until a registered descriptor has an event, and answers `[fd, event]` for each that
   * has, in the order of registration. An empty array means that the time was over.
   *
   * `timeout` is in milliseconds; `null`, left out or negative waits for ever, 0 only looks.
   */
  async poll(timeout: number | null = null): Promise<PollEvent[]> {
    checkTimeout(timeout, "milliseconds");
    const deadline = deadlineIn(timeout === null || timeout < 0 ? null : timeout / 1000);
    if (shouldYield()) await yieldToEventLoop();
    while (true) {
      this.#pollfds ??= new Pollfds(this.#masks);
      const pollfds = this.#pollfds;
      const block = Math.min(Math.ceil(syscallTimeout(deadline)), MAX_TIMEOUT_MS);
      const count = libc.poll(pollfds.bytes, pollfds.length, block);
      if (count > 0) return pollfds.ready(count);
      if (count === -EINTR) {
        await yieldToEventLoop();
      } else if (count < 0) {
        throw osError(-count, "poll", `of ${pollfds.length} descriptors`);
      } else if (performance.now() >= deadline) {
        return namedPollEvents([]);
      } else {
        const { fds, events } = pollfds.interests();
        await waitUntilReady(fds, events, deadline);
      }
    }
  }

  /** How it prints: `<Poll 5: POLLIN, 6: POLLIN|POLLOUT>`. */
  [inspect.custom](): string {
    const members = [...this.#masks].map(([fd, mask]) => `${fd}: ${eventNames(mask)}`);
    return members.length === 0 ? "<Poll>" : `<Poll ${members.join(", ")}>`;
  }

  #set(fd: number, eventmask: number): void {
    if (!Number.isInteger(eventmask) || eventmask < 0 || eventmask > 0xffff) {
      throw new RangeError(`eventmask must be an integer from 0 to 0xffff, not ${eventmask}`);
    }
    this.#masks.set(fd, eventmask);
    this.#pollfds = undefined;
  }
}

/** The array of `struct pollfd` that poll(2) reads and fills in. */
class Pollfds {
  readonly length: number;
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  constructor(masks: ReadonlyMap<number, number>) {
    this.length = masks.size;
    this.bytes = new Uint8Array(masks.size * POLLFD_SIZE);
    this.#view = new DataView(this.bytes.buffer);
    let offset = 0;
    for (const [fd, mask] of masks) {
      this.#view.setInt32(offset, fd, true);
      this.#view.setUint16(offset + EVENTS_OFFSET, mask, true);
      offset += POLLFD_SIZE;
    }
  }

  /** The `count` entries that have events. */
  ready(count: number): PollEvent[] {
    const view = this.#view;
    const found: PollEvent[] = [];
    for (let offset = 0; found.length < count; offset += POLLFD_SIZE) {
      const revents = view.getUint16(offset + REVENTS_OFFSET, true);
      if (revents !== 0) found.push([view.getInt32(offset, true), revents]);
    }
    return namedPollEvents(found);
  }

  /** What makes one of the entries ready. */
  interests(): { fds: number[]; events: number[] } {
    const fds: number[] = [];
    const events: number[] = [];
    for (let offset = 0; offset < this.bytes.length; offset += POLLFD_SIZE) {
      fds.push(this.#view.getInt32(offset, true));
      events.push(this.#view.getUint16(offset + EVENTS_OFFSET, true) | UNASKED);
    }
    return { fds, events };
  }
}
