/** A point in time on the monotonic clock, in milliseconds. `Infinity` is never reached. */
export type Deadline = number;

/** The largest timeout of poll(2), epoll_wait(2) and `setTimeout`; a longer wait takes several calls. */
export const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Returns the deadline `seconds` from now; `null` waits indefinitely. */
export function deadlineIn(seconds: number | null): Deadline {
  return seconds === null ? Number.POSITIVE_INFINITY : performance.now() + seconds * 1000;
}

/** Returns the milliseconds left for one call or timer, from 0 to `MAX_TIMEOUT_MS`. */
export function millisecondsLeft(deadline: Deadline): number {
  return Math.min(Math.max(0, deadline - performance.now()), MAX_TIMEOUT_MS);
}
