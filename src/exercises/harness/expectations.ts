/** Compares what the student's code did with what it should do, and describes the difference. */
import { inspect, isDeepStrictEqual } from "node:util";
import { InterruptedError, OSError, TimeoutError } from "../../errors.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { ReportText } from "./report.js";

/** A mistake in the student's code. Ends the check. */
export class CheckFailure extends Error {
  constructor(
    readonly expected: ReportText,
    readonly actual: ReportText,
    /** Replaces the hint of the check. */
    readonly hint?: Bilingual,
    /** Whether the code used up its time. */
    readonly timedOut: boolean = false,
  ) {
    super("the answer is wrong");
  }
}

/** Ends the check. A hint given here replaces that of the check. */
export function fail(expected: ReportText, actual: ReportText, hint?: Bilingual): never {
  throw new CheckFailure(expected, actual, hint);
}

/** Ends the check unless the values are equal; `describe` is how the report prints them. */
export function expectEqual<T>(
  actual: T,
  expected: T,
  hint?: Bilingual,
  describe: (value: T) => string = format,
): void {
  if (isEqual(actual, expected)) return;
  const [wanted, got] = [describe(expected), describe(actual)];
  fail(
    wanted,
    wanted === got ? { zh: "内容不同", en: "different contents", code: got } : got,
    hint,
  );
}

/**
 * Deep equality of data. The prototypes do not count, so bytes are equal in a `Buffer` and in a
 * `Uint8Array`, and an instance of the student's own class equals an object with the same fields.
 */
export function isEqual(a: unknown, b: unknown): boolean {
  try {
    return isDeepStrictEqual(structuredClone(a), structuredClone(b));
  } catch (error) {
    if (error instanceof DOMException) return false; // holds functions, which are not data
    throw error;
  }
}

const MAX_BYTES = 40;
const MAX_CHARACTERS = 200;
const EXCERPT = 50;

/** Formats a value for the report. */
export function format(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Uint8Array && value.length > MAX_BYTES) return `${value.length} bytes`;
  if (typeof value === "string" && value.length > MAX_CHARACTERS) {
    return `${inspect(value.slice(0, EXCERPT))}… (${value.length} characters)`;
  }
  return inspect(value, { breakLength: 72, depth: 4, maxArrayLength: 20, maxStringLength: 200 });
}

/** Describes an error of the student's code for the report, with its place in the cell if known. */
export function describeError(error: unknown): Bilingual & { code: string } {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const place = /\(?(In\[\d+\]:\d+):\d+\)?$/m.exec(stack)?.[1];
  const where = place === undefined ? "" : ` (${place})`;
  return { zh: "抛出了错误", en: "an error", code: format(error) + where };
}

export function timedOut(expected: ReportText, seconds: number, hint?: Bilingual): CheckFailure {
  const actual = { zh: `过了 ${seconds} 秒还没有结果`, en: `no result after ${seconds} seconds` };
  return new CheckFailure(expected, actual, hint, true);
}

/** The failure to report for an error that a check threw. Rethrows an interrupt. */
export function failureOf(error: unknown): CheckFailure {
  if (error instanceof CheckFailure) return error;
  if (error instanceof InterruptedError) throw error;
  if (error instanceof OSError) {
    const actual = { zh: "检查的客户端出错", en: "the check's client failed", code: format(error) };
    const expected = { zh: "连接一直正常", en: "a working connection" };
    return new CheckFailure(expected, actual, undefined, error instanceof TimeoutError);
  }
  // The types forbid such a value, but a cell can get around them.
  return new CheckFailure(
    { zh: "题目要的那种值", en: "a value of the expected type" },
    { zh: "别的东西，检查时出错", en: "a value on which the check fails", code: format(error) },
  );
}
