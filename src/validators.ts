/** Checks of numbers before they reach a system call. Each error names the argument. */
import { inspect } from "node:util";

/**
 * Throws a `RangeError` unless `value` is an integer from `min` to `max`. `range` describes the range
 * in the message when its limits would be hard to read.
 */
export function checkInteger(
  name: string,
  value: number,
  min: number,
  max: number = Number.MAX_SAFE_INTEGER,
  range?: string,
): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  const expected =
    range ?? (max === Number.MAX_SAFE_INTEGER ? `>= ${min}` : `from ${min} to ${max}`);
  throw new RangeError(`${name} must be an integer ${expected}, not ${inspect(value)}`);
}

/** Throws a `TypeError` unless `timeout` is a number or `null`, a `RangeError` for `NaN`. */
export function checkTimeout(timeout: number | null, unit: "seconds" | "milliseconds"): void {
  const valid = timeout === null || typeof timeout === "number";
  if (valid && !Number.isNaN(timeout)) return;
  const message = `timeout must be null or a number of ${unit}, not ${timeout}`;
  throw valid ? new RangeError(message) : new TypeError(message);
}

/** As `checkTimeout()` for a timeout in seconds that must not be negative. */
export function checkNonNegativeTimeout(timeout: number | null): void {
  checkTimeout(timeout, "seconds");
  if (timeout !== null && timeout < 0) {
    throw new RangeError(`timeout must be null or a number of seconds >= 0, not ${timeout}`);
  }
}
