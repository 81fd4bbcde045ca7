/** Points in time on the monotonic clock, in milliseconds; `Infinity` never comes. */
export type Deadline = number;

/** The deadline that many seconds from now; `null` is never. */
export function deadlineIn(seconds: number | null): Deadline {
  return seconds === null ? Number.POSITIVE_INFINITY : performance.now() + seconds * 1000;
}

/** The milliseconds left, 0 when the deadline has passed. */
export function millisecondsLeft(deadline: Deadline): number {
  return Math.max(0, deadline - performance.now());
}
