/** The two events of selectors, and their equivalents in poll and epoll. */
import { POLLIN, POLLOUT } from "../../constants.js";
import type { PollEvent } from "../event-names.js";

/** Event of a selector: ready for reading or accepting. */
export const EVENT_READ = 1;
/** Event of a selector: ready for writing. */
export const EVENT_WRITE = 2;

/** A ready descriptor and its events, a combination of `EVENT_READ` and `EVENT_WRITE`. */
export type Ready = readonly [fd: number, events: number];

/** Converts the events of a selector to a mask, which is the same for poll and epoll. */
export function toPollMask(events: number): number {
  return ((events & EVENT_READ) !== 0 ? POLLIN : 0) | ((events & EVENT_WRITE) !== 0 ? POLLOUT : 0);
}

/** An error or a hang-up makes a descriptor ready for both, because the next call on it will not wait. */
export function fromPollEvent([fd, mask]: PollEvent): Ready {
  const read = (mask & ~POLLOUT) !== 0 ? EVENT_READ : 0;
  const write = (mask & ~POLLIN) !== 0 ? EVENT_WRITE : 0;
  return [fd, read | write];
}
