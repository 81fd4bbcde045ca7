/** The two events that every selector knows, and what poll and epoll call them. */
import { POLLIN, POLLOUT } from "../../constants.js";
import type { PollEvent } from "../event-names.js";

/** Event of a selector: ready to be read, or to accept. */
export const EVENT_READ = 1;
/** Event of a selector: ready to be written. */
export const EVENT_WRITE = 2;

/** A descriptor that is ready, and for which of `EVENT_READ | EVENT_WRITE`. */
export type Ready = readonly [fd: number, events: number];

/** The mask of poll and epoll, whose bits are the same, for the events of a selector. */
export function toPollMask(events: number): number {
  return ((events & EVENT_READ) !== 0 ? POLLIN : 0) | ((events & EVENT_WRITE) !== 0 ? POLLOUT : 0);
}

/** An error or a hang-up makes a descriptor ready for both: the next call on it tells. */
export function fromPollEvent([fd, mask]: PollEvent): Ready {
  const read = (mask & ~POLLOUT) !== 0 ? EVENT_READ : 0;
  const write = (mask & ~POLLIN) !== 0 ? EVENT_WRITE : 0;
  return [fd, read | write];
}
