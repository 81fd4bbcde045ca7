/** Points in time on the monotonic clock, in milliseconds; `Infinity` never comes. */
export type Deadline = number;

/** Throws a `TypeError` for a timeout that is neither a number nor `null`, a `RangeError` for `NaN`. */
export function checkTimeout(timeout: number | null, unit: string): void {
  const message = `timeout must be null or a number of ${unit}, not ${timeout}`;
  if (timeout !== null && typeof timeout !== "number") throw new TypeError(message);
  if (Number.isNaN(timeout)) throw new RangeError(message);
}

/** The deadline that many seconds from now; `null` is never. */
export function deadlineIn(seconds: number | null): Deadline {
  return seconds === null ? Number.POSITIVE_INFINITY : performance.now() + seconds * 1000;
}

/** The milliseconds left, 0 when the deadline has passed. */
export function millisecondsLeft(deadline: Deadline): number {
  return Math.max(0, deadline - performance.now());
}
