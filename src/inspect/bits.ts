/**
 * Bitwise operations shown digit by digit, and helpers for masks. Pure.
 *
 * JavaScript computes with 32 bits in two's complement, Python with as many as it takes: each
 * result knows both answers.
 */
import { inspect } from "node:util";

/** The operators, as JavaScript writes them. */
export type Operator = "&" | "|" | "^" | "~" | "<<" | ">>" | ">>>";

/** How a result is shown. */
export interface BitsOptions {
  /**
   * The number of binary digits, 1 to 32; unless given as many as the numbers take, in groups of
   * four, and 32 for `~`, `>>`, `>>>` and for negative numbers.
   */
  readonly width?: number;
  /** Says what the bits of a mask mean, such as `eventNames`. */
  readonly names?: (mask: number) => string;
}

/** One line of a shown operation: an operand or the result. */
export interface BitsRow {
  /** The number itself. */
  readonly value: number;
  /** Its binary digits, the highest first; empty for the count of a shift. */
  readonly digits: string;
  /** What its bits mean; empty unless the option `names` tells. */
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

/** Python would answer with that many digits. */
const LARGEST_SHIFT = 1023;

/** An operation on bits: its numbers, its digits, and what Python makes of it. */
export class BitsResult {
  /** The operator. */
  readonly operator: Operator;
  /** The numbers that it was given. */
  readonly operands: readonly number[];
  /** The answer of JavaScript. */
  readonly value: number;
  /** The answer of Python; `null` where it has none: for `>>>` and for a negative shift count. */
  readonly python: bigint | null;
  /** The operands and then the result, in digits that stand below each other. */
  readonly rows: readonly BitsRow[];

  /** Throws `RangeError` for what is no integer, and for a width that is too small. */
  constructor(operator: Operator, operands: readonly number[], options: BitsOptions = {}) {
    for (const operand of operands) checkInteger(operand);
    const [a = 0, b = 0] = operands;
    const shifts = operator === "<<" || operator === ">>" || operator === ">>>";
    if (shifts && Math.abs(b) > LARGEST_SHIFT) {
      throw new RangeError(`a shift count must be at most ${LARGEST_SHIFT}, not ${b}`);
    }
    this.operator = operator;
    this.operands = operands;
    this.value = rules[operator].javascript(a, b);
    this.python = rules[operator].python(BigInt(a), BigInt(b));
    const shown = shifts ? [a, this.value] : [...operands, this.value];
    const wide = operator === "~" || operator === ">>" || operator === ">>>";
    const width = options.width ?? (wide ? 32 : widthOf(shown));
    for (const value of shown) checkWidth(value, width);
    const { names = () => "" } = options;
    const row = (value: number): BitsRow => ({
      value,
      digits: digitsOf(value, width),
      name: names(value),
    });
    const rows = shown.map(row);
    if (shifts) rows.splice(1, 0, { value: b, digits: "", name: "" });
    this.rows = rows;
  }

  /** Whether Python answers otherwise. */
  get differs(): boolean {
    return this.python !== BigInt(this.value);
  }

  /** The answer of JavaScript: a result can be computed with, as a number. */
  valueOf(): number {
    return this.value;
  }

  /** The operation in lines: decimal, binary, by name. A last line says where Python differs. */
  toString(): string {
    const last = this.rows.length - 1;
    // `~` stands before its only operand, the others before their second one.
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

  /** How it prints: as `toString()`. */
  [inspect.custom](): string {
    return this.toString();
  }
}

/**
 * `a & b`: the bits that both have.
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
 * `a | b`: the bits that one of them has, or both. How masks are built.
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

/** `a ^ b`: the bits that exactly one of them has. */
export function xor(a: number, b: number, options?: BitsOptions): BitsResult {
  return new BitsResult("^", [a, b], options);
}

/** `~a`: every bit turned over, the sign too: `-a - 1`. */
export function not(a: number, options?: BitsOptions): BitsResult {
  return new BitsResult("~", [a], options);
}

/**
 * `a << count`: the bits move to the left, zeros come after: `a * 2 ** count`, as long as there is
 * room. JavaScript uses the lowest five bits of `count`: 32 moves nothing.
 */
export function shl(a: number, count: number, options?: BitsOptions): BitsResult {
  return new BitsResult("<<", [a, count], options);
}

/** `a >> count`: the bits move to the right, the sign stays: `a / 2 ** count` rounded down. */
export function shr(a: number, count: number, options?: BitsOptions): BitsResult {
  return new BitsResult(">>", [a, count], options);
}

/** `a >>> count`: the bits move to the right and zeros come before, so that nothing is negative. */
export function ushr(a: number, count: number, options?: BitsOptions): BitsResult {
  return new BitsResult(">>>", [a, count], options);
}

/** Whether `mask` has every bit of `bit`. */
export function has(mask: number, bit: number): boolean {
  return (mask & bit) >>> 0 === bit >>> 0;
}

/** `mask` with the bits of `bit`: `mask | bit`, never negative, as Python answers for a mask. */
export function set(mask: number, bit: number): number {
  return (mask | bit) >>> 0;
}

/** `mask` without the bits of `bit`: `mask & ~bit`, never negative. */
export function clear(mask: number, bit: number): number {
  return (mask & ~bit) >>> 0;
}

/** `mask` with the bits of `bit` turned over: `mask ^ bit`, never negative. */
export function toggle(mask: number, bit: number): number {
  return (mask ^ bit) >>> 0;
}

function checkInteger(value: number): void {
  if (!Number.isSafeInteger(value)) throw new RangeError(`bits are of integers, not of ${value}`);
}

/** The digits that numbers take, in groups of four. */
function widthOf(values: readonly number[]): number {
  const largest = Math.max(...values);
  if (Math.min(...values) < 0 || largest >= 2 ** 31) return 32;
  return Math.max(4, Math.ceil((32 - Math.clz32(largest)) / 4) * 4);
}

/** What takes more than 32 digits is shown as JavaScript computes with it: by the last 32. */
function checkWidth(value: number, width: number): void {
  if (!Number.isInteger(width) || width < 1 || width > 32) {
    throw new RangeError(`width must be an integer from 1 to 32, not ${width}`);
  }
  if (width < 32 && (value < -(2 ** (width - 1)) || value >= 2 ** width)) {
    throw new RangeError(`${value} takes more than ${width} binary digits`);
  }
}

function digitsOf(value: number, width: number): string {
  return (value >>> 0).toString(2).padStart(32, "0").slice(-width);
}
