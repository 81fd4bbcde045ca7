/** Compares what the student's code did with what it should do, and describes the difference. */
import { inspect, isDeepStrictEqual } from "node:util";
import { InterruptedError, OSError, TimeoutError } from "../../errors.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { Mistake, ReportText } from "./report.js";

/** A mistake in the student's code. Ends the check. */
export class CheckFailure extends Error {
  constructor(
    readonly mistake: Mistake,
    /** Whether the code used up its time. */
    readonly timedOut: boolean = false,
  ) {
    super("the answer is wrong");
  }
}

const NOTHING_RETURNED: Bilingual = {
  zh: "什么也没有返回：是不是忘了 return？",
  en: "nothing was returned: is a return missing?",
};
const PROMISE: Bilingual = {
  zh: "这里有一个还没等到结果的 Promise：前面要加 await",
  en: "there is a promise whose result nobody waited for: put await before it",
};

/** How a promise appears in a value, a text or the message of an error. */
const UNAWAITED = /Promise \{|instance of Promise|\[object Promise\]/;

/**
 * Ends the check. A hint given here replaces that of the check. Of the checks with one `cause` only the first is
 * explained; by default an error is one, wherever it appears.
 */
export function fail(
  expected: ReportText,
  actual: ReportText,
  hint?: Bilingual,
  cause?: string,
): never {
  throw new CheckFailure(mistakeOf(expected, actual, hint, cause));
}

function mistakeOf(
  expected: ReportText,
  actual: ReportText,
  hint?: Bilingual,
  cause?: string,
): Mistake {
  const error = typeof actual === "object" && "code" in actual ? actual.code : undefined;
  const code = typeof actual === "string" ? actual : (error ?? "");
  if (code === "undefined") return { expected, actual, hint: NOTHING_RETURNED, cause: code };
  if (UNAWAITED.test(code)) return { expected, actual, hint: PROMISE, cause: "promise" };
  return { expected, actual, hint, cause: cause ?? error };
}

/** Ends the check unless the values are equal; `describe` is how the report prints them. */
export function expectEqual<T>(
  actual: T,
  expected: T,
  hint?: Bilingual,
  describe: (value: T) => string = format,
): void {
  if (isEqual(actual, expected)) return;
  const [wanted, got] = [describe(expected), described(actual, describe)];
  if (wanted !== got) fail(wanted, got, hint);
  const same = { zh: "内容不同", en: "different contents", code: got };
  throw new CheckFailure({ expected: wanted, actual: same, hint });
}

/** Describes a value that may be of any kind: the types forbid others, but a cell can get around them. */
function described<T>(value: T, describe: (value: T) => string): string {
  if (value === undefined) return format(value);
  try {
    return describe(value);
  } catch {
    return format(value);
  }
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
  return new CheckFailure({ expected, actual, hint }, true);
}

/** The failure to report for an error that a check threw. Rethrows an interrupt. */
export function failureOf(error: unknown): CheckFailure {
  if (error instanceof CheckFailure) return error;
  if (error instanceof InterruptedError) throw error;
  if (error instanceof OSError) {
    const actual = { zh: "检查的客户端出错", en: "the check's client failed", code: format(error) };
    const expected = { zh: "连接一直正常", en: "a working connection" };
    return new CheckFailure(mistakeOf(expected, actual), error instanceof TimeoutError);
  }
  const expected = { zh: "题目要的那种值", en: "a value of the expected type" };
  const code = format(error);
  const actual = { zh: "别的东西，检查时出错", en: "a value on which the check fails", code };
  return new CheckFailure(mistakeOf(expected, actual));
}
