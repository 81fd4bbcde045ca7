/**
 * Bitwise operations that print their binary digits, and helpers for masks.
 *
 * JavaScript computes with 32 bits in two's complement, Python with as many bits as needed. A result
 * contains both values.
 */
import { inspect } from "node:util";
import {
  checkArray,
  checkChoice,
  checkFunction,
  checkInteger,
  checkMask,
  checkOptions,
} from "../validators.js";

/** The bitwise operators of JavaScript. */
export type Operator = "&" | "|" | "^" | "~" | "<<" | ">>" | ">>>";

/** Options of an operation. */
export interface BitsOptions {
  /**
   * The number of binary digits, 1 to 32. Default: 32 for `~`, `>>`, `>>>` and for negative numbers,
   * otherwise the smallest multiple of four that fits all numbers.
   */
  readonly width?: number;
  /** Names the bits of a mask, such as `eventNames`. */
  readonly names?: (mask: number) => string;
}

/** A line of a printed operation: an operand or the result. */
export interface BitsRow {
  /** The number. */
  readonly value: number;
  /** Its binary digits, the most significant first; empty for the count of a shift. */
  readonly digits: string;
  /** The names of its bits; empty without the option `names`. */
  readonly name: string;
}

interface Rule {
  readonly javascript: (a: number, b: number) => number;
  /** `null` where Python has no such operation. */
  readonly python: (a: bigint, b: bigint) => bigint | null;
}

const rules: Record<Operator, Rule> = {
  "&": { javascript: (a, b) => a & b, python: (a, b) => a & b },
  "|": { javascript: (a, b) => a | b, python: (a, b) => a | b },
  "^": { javascript: (a, b) => a ^ b, python: (a, b) => a ^ b },
  "~": { javascript: (a) => ~a, python: (a) => ~a },
  "<<": { javascript: (a, b) => a << b, python: (a, b) => (b < 0n ? null : a << b) },
  ">>": { javascript: (a, b) => a >> b, python: (a, b) => (b < 0n ? null : a >> b) },
  ">>>": { javascript: (a, b) => a >>> b, python: () => null },
};

/** Limits the number of digits in Python's result. */
const MAX_SHIFT = 1023;

/** A bitwise operation: its operands, its result in JavaScript and in Python, and their digits. */
export class BitsResult {
  /** The operator. */
  readonly operator: Operator;
  /** The operands. */
  readonly operands: readonly number[];
  /** The result in JavaScript. */
  readonly value: number;
  /** The result in Python; `null` for `>>>` and for a negative shift count, which Python rejects. */
  readonly python: bigint | null;
  /** The operands and the result, with the same number of digits. */
  readonly rows: readonly BitsRow[];

  /** Throws `RangeError` for an operand that is not an integer, a width that is too small, a shift > 1023. */
  constructor(operator: Operator, operands: readonly number[], options: BitsOptions = {}) {
    checkChoice("operator", operator, Object.keys(rules));
    checkArray("operands", operands);
    for (const operand of operands) checkOperand(operand);
    checkOptions(options);
    const [a = 0, b = 0] = operands;
    const isShift = operator === "<<" || operator === ">>" || operator === ">>>";
    if (isShift && Math.abs(b) > MAX_SHIFT) {
      throw new RangeError(`a shift count must be at most ${MAX_SHIFT}, not ${b}`);
    }
    this.operator = operator;
    this.operands = operands;
    this.value = rules[operator].javascript(a, b);
    this.python = rules[operator].python(BigInt(a), BigInt(b));
    const values = isShift ? [a, this.value] : [...operands, this.value];
    const needs32 = operator === "~" || operator === ">>" || operator === ">>>";
    const { width = needs32 ? 32 : widthOf(values) } = options;
    for (const value of values) checkWidth(value, width);
    const { names = () => "" } = options;
    checkFunction("names", names);
    const row = (value: number): BitsRow => ({
      value,
      digits: digitsOf(value, width),
      name: names(value),
    });
    const rows = values.map(row);
    if (isShift) rows.splice(1, 0, { value: b, digits: "", name: "" });
    this.rows = rows;
  }

  /** Whether the result in Python differs. */
  get differs(): boolean {
    return this.python !== BigInt(this.value);
  }

  /** The result in JavaScript, so that arithmetic works on this object. */
  valueOf(): number {
    return this.value;
  }

  /** Formats the operands and the result in decimal, binary and by name, and Python's result if it differs. */
  toString(): string {
    const last = this.rows.length - 1;
    // `~` precedes its only operand, the other operators their second one.
    const signs = this.rows.map((_, row) => {
      if (row === last) return "=";
      return row === last - 1 ? this.operator : "";
    });
    const column = Math.max(...signs.map(({ length }) => length));
    const decimals = Math.max(...this.rows.map(({ value }) => `${value}`.length));
    const lines = this.rows.map(({ value, digits, name }, row) =>
      [
        (signs[row] as string).padEnd(column),
        `${value}`.padStart(decimals),
        digits.replace(/\B(?=(\d{4})+$)/g, " "),
        name,
      ]
        .join("  ")
        .trimEnd(),
    );
    if (this.differs) lines.push(`Python: ${this.python ?? "no such operation"}`);
    return lines.join("\n");
  }

  /** Prints as `toString()`. */
  [inspect.custom](): string {
    return this.toString();
  }
}

/**
 * `a & b`: the bits that are set in both operands.
 *
 * @example
 * console.log(bits.and(11, 14));
 * //    11  1011
 * // &  14  1110
 * // =  10  1010
 */
export function and(a: number, b: number, options?: BitsOptions): BitsResult {
  return new BitsResult("&", [a, b], options);
}

/**
 * `a | b`: the bits that are set in at least one operand. This is how masks are built.
 *
 * @example
 * console.log(bits.or(POLLIN, POLLHUP, { names: eventNames }));
 * //     1  0000 0001  POLLIN
 * // |  16  0001 0000  POLLHUP
 * // =  17  0001 0001  POLLIN|POLLHUP
 */
export function or(a: number, b: number, options?: BitsOptions): BitsResult {
  return new BitsResult("|", [a, b], options);
}

/** `a ^ b`: the bits that are set in exactly one operand. */
export function xor(a: number, b: number, options?: BitsOptions): BitsResult {
  return new BitsResult("^", [a, b], options);
}

/** `~a`: every bit inverted, including the sign: `-a - 1`. */
export function not(a: number, options?: BitsOptions): BitsResult {
  return new BitsResult("~", [a], options);
}

/**
 * `a << count`: shifts the bits to the left and fills with zeros: `a * 2 ** count`, unless it overflows.
 * JavaScript uses only the lowest five bits of `count`, so a count of 32 has no effect.
 */
export function shl(a: number, count: number, options?: BitsOptions): BitsResult {
  return new BitsResult("<<", [a, count], options);
}

/** `a >> count`: shifts the bits to the right and keeps the sign: `a / 2 ** count`, rounded down. */
export function shr(a: number, count: number, options?: BitsOptions): BitsResult {
  return new BitsResult(">>", [a, count], options);
}

/** `a >>> count`: shifts the bits to the right and fills with zeros; the result is never negative. */
export function ushr(a: number, count: number, options?: BitsOptions): BitsResult {
  return new BitsResult(">>>", [a, count], options);
}

/** Whether all bits of `bit` are set in `mask`. */
export function has(mask: number, bit: number): boolean {
  checkMasks(mask, bit);
  return (mask & bit) >>> 0 === bit >>> 0;
}

/** Returns `mask` with the bits of `bit` set: `mask | bit`, but never negative, as in Python. */
export function set(mask: number, bit: number): number {
  checkMasks(mask, bit);
  return (mask | bit) >>> 0;
}

/** Returns `mask` with the bits of `bit` cleared: `mask & ~bit`, but never negative. */
export function clear(mask: number, bit: number): number {
  checkMasks(mask, bit);
  return (mask & ~bit) >>> 0;
}

/** Returns `mask` with the bits of `bit` inverted: `mask ^ bit`, but never negative. */
export function toggle(mask: number, bit: number): number {
  checkMasks(mask, bit);
  return (mask ^ bit) >>> 0;
}

function checkMasks(mask: number, bit: number): void {
  checkMask("mask", mask);
  checkMask("bit", bit);
}

function checkOperand(value: number): void {
  checkInteger("operands", value, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, "integers");
}

/** Returns the number of digits for a list of numbers, a multiple of four. */
function widthOf(values: readonly number[]): number {
  const largest = Math.max(...values);
  if (Math.min(...values) < 0 || largest >= 2 ** 31) return 32;
  return Math.max(4, Math.ceil((32 - Math.clz32(largest)) / 4) * 4);
}

/** Throws unless `width` digits are enough. 32 always are: JavaScript computes with the lowest 32 bits. */
function checkWidth(value: number, width: number): void {
  checkInteger("width", width, 1, 32);
  if (width < 32 && (value < -(2 ** (width - 1)) || value >= 2 ** width)) {
    throw new RangeError(`${value} needs more than ${width} binary digits`);
  }
}

function digitsOf(value: number, width: number): string {
  return (value >>> 0).toString(2).padStart(32, "0").slice(-width);
}
