/**
 * Checks of arguments before they reach a system call. Each throws a `TypeError` for a value of the wrong
 * type and a `RangeError` for one that is out of range; the message names the argument and shows the value.
 */
import { inspect } from "node:util";

/** The range of C's `int`. */
const INT_MIN = -(2 ** 31);
export const INT_MAX: number = 2 ** 31 - 1;

/** Shows an argument in a message: a string in quotes, an object without what is inside its members. */
export function shown(value: unknown): string {
  return inspect(value, { depth: 0, maxStringLength: 100, breakLength: Number.POSITIVE_INFINITY });
}

/**
 * Throws unless `value` is an integer from `min` to `max`. `expected` describes the valid values in the
 * message; the default contains the limits.
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
  const message = `${name} must be ${expected}, not ${shown(value)}`;
  throw typeof value === "number" ? new RangeError(message) : new TypeError(message);
}

/** Whether `value` is a number in the range of C's `int`. */
export function isInt(value: unknown): value is number {
  return typeof value === "number" && (value | 0) === value;
}

/** Throws unless `value` is in the range of C's `int`, which a system call would reduce it to. */
export function checkInt(name: string, value: number): void {
  if (!isInt(value)) checkInteger(name, value, INT_MIN, INT_MAX, "a 32-bit integer");
}

/** Throws unless `value` is the size of a buffer: a non-negative `int`. */
export function checkSize(name: string, value: number): void {
  if (!isInt(value) || value < 0) checkInteger(name, value, 0, INT_MAX);
}

/** Throws unless `value` is a descriptor number, open or not. */
export function checkFd(name: string, value: number): void {
  if (!isInt(value) || value < 0) {
    checkInteger(name, value, 0, INT_MAX, `a descriptor number from 0 to ${INT_MAX}`);
  }
}

/**
 * Throws unless `value` is a mask of 32 bits. Masks with bit 31, such as `EPOLLIN | EPOLLET`, are negative
 * in JavaScript, where that bit is the sign.
 */
export function checkMask(name: string, value: number): void {
  if (!isInt(value)) checkInteger(name, value, INT_MIN, 2 ** 32 - 1, "a 32-bit integer");
}

/**
 * Throws unless `timeout` is `null` or a number other than `NaN`, and at least `min`. A timeout may be
 * infinite.
 */
export function checkTimeout(
  timeout: number | null,
  unit: "seconds" | "milliseconds",
  min: number = Number.NEGATIVE_INFINITY,
  name: string = "timeout",
): void {
  if (timeout === null || (typeof timeout === "number" && timeout >= min)) return;
  const limit = min === Number.NEGATIVE_INFINITY ? "" : ` >= ${min}`;
  const message = `${name} must be null or a number of ${unit}${limit}, not ${shown(timeout)}`;
  throw typeof timeout === "number" ? new RangeError(message) : new TypeError(message);
}

/** Throws unless `value` is a number of seconds that is not negative. */
export function checkSeconds(name: string, value: number): void {
  if (typeof value === "number" && value >= 0) return;
  const message = `${name} must be a number of seconds >= 0, not ${shown(value)}`;
  throw typeof value === "number" ? new RangeError(message) : new TypeError(message);
}

/** Throws a `TypeError` unless `value` is a string. */
export function checkString(name: string, value: string): void {
  if (typeof value !== "string") {
    throw new TypeError(`${name} must be a string, not ${shown(value)}`);
  }
}

/**
 * Throws a `TypeError` unless `value` is a string without a NUL, at which C would cut it off, and without
 * half of a surrogate pair, which has no bytes in UTF-8.
 */
export function checkText(name: string, value: string): void {
  checkString(name, value);
  if (value.includes("\0")) {
    throw new TypeError(`${name} must not contain a NUL: ${shown(value)}`);
  }
  if (HALF_PAIR.test(value)) {
    throw new TypeError(`${name} must not contain half of a surrogate pair: ${shown(value)}`);
  }
}

const HALF_PAIR = /\p{Surrogate}/u;

/** Throws a `TypeError` unless `value` is a boolean or, as in Python, an integer instead. */
export function checkBoolean(name: string, value: boolean | number): void {
  if (typeof value === "boolean" || Number.isSafeInteger(value)) return;
  throw new TypeError(`${name} must be a boolean, not ${shown(value)}`);
}

/** Throws a `TypeError` unless `value` is a `Uint8Array`, such as a `Buffer`. */
export function checkBytes(name: string, value: Uint8Array): void {
  if (value instanceof Uint8Array) return;
  throw new TypeError(`${name} must be a Uint8Array, not ${shown(value)}`);
}

/** Throws a `TypeError` unless `value` is an array. */
export function checkArray(name: string, value: readonly unknown[]): void {
  if (!Array.isArray(value)) throw new TypeError(`${name} must be an array, not ${shown(value)}`);
}

/** Throws a `TypeError` unless `value` is a function. */
export function checkFunction(name: string, value: unknown): void {
  if (typeof value === "function") return;
  throw new TypeError(`${name} must be a function, not ${shown(value)}`);
}

/** Throws a `TypeError` unless `value` is an object of a class. */
export function checkInstance(
  name: string,
  value: unknown,
  Class: { readonly name: string } & (abstract new (...args: never[]) => unknown),
): void {
  if (value instanceof Class) return;
  throw new TypeError(`${name} must be a ${Class.name}, not ${shown(value)}`);
}

/** Throws a `TypeError` unless `value` is one of `choices`. */
export function checkChoice(name: string, value: unknown, choices: readonly string[]): void {
  if (choices.includes(value as string)) return;
  const list = choices.map((choice) => JSON.stringify(choice)).join(", ");
  throw new TypeError(`${name} must be one of ${list}, not ${shown(value)}`);
}

/** Throws a `TypeError` unless `value` is an object, whose members are then checked one by one. */
export function checkOptions(value: object, name: string = "options"): void {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return;
  throw new TypeError(`${name} must be an object, not ${shown(value)}`);
}
