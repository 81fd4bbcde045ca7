/** Checks of numeric arguments before they reach a system call. Each error names the argument. */
import { inspect } from "node:util";

/**
 * Throws a `RangeError` unless `value` is an integer from `min` to `max`. `expected` describes the valid
 * values in the message; the default contains the limits.
 */
export function checkInteger(
  name: string,
  value: number,
  min: number,
  max: number = Number.MAX_SAFE_INTEGER,
  expected: string = max === Number.MAX_SAFE_INTEGER
    ? `an integer >= ${min}`
    : `an integer from ${min} to ${max}`,
): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  throw new RangeError(`${name} must be ${expected}, not ${inspect(value)}`);
}

/** Throws a `TypeError` unless `timeout` is a number or `null`, and a `RangeError` for `NaN`. */
export function checkTimeout(timeout: number | null, unit: "seconds" | "milliseconds"): void {
  const valid = timeout === null || typeof timeout === "number";
  if (valid && !Number.isNaN(timeout)) return;
  const message = `timeout must be null or a number of ${unit}, not ${timeout}`;
  throw valid ? new RangeError(message) : new TypeError(message);
}

/** Like `checkTimeout()`, for a timeout in seconds; also throws a `RangeError` if it is negative. */
export function checkNonNegativeTimeout(timeout: number | null): void {
  checkTimeout(timeout, "seconds");
  if (timeout !== null && timeout < 0) {
    throw new RangeError(`timeout must be null or a number of seconds >= 0, not ${timeout}`);
  }
}
