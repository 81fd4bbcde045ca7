/** The report of an exercise: a line for each check, whether the answer passes, and the progress. */
import { inspect } from "node:util";
import type { MimeBundle } from "../../notebook/host.js";
import { CODE } from "../../notebook/render/html-table.js";
import { type Bilingual, bilingual } from "../../notebook/render/phrases.js";
import { type Fragment, type Markup, markup } from "../../text/markup.js";
import { EXERCISE_NAMES, type ExerciseName } from "../exercise-list.js";

/** Text of a report: words in both languages, code, or words followed by code. */
export type ReportText = Bilingual | string | (Bilingual & { readonly code: string });

/** Why a check does not pass. What is left out is not shown. */
export interface Mistake {
  readonly expected?: ReportText | undefined;
  readonly actual?: ReportText | undefined;
  /** What was predicted, in place of `actual`. */
  readonly predicted?: ReportText | undefined;
  readonly hint?: Bilingual | undefined;
  /** The checks that fail for the same reason are not listed again. */
  readonly cause?: string | undefined;
}

/** The result of one check; `mistake` is `null` if it passed. */
export interface CheckResult {
  readonly title: ReportText;
  readonly mistake: Mistake | null;
}

const LABELS = {
  expected: { zh: "期望", en: "expected" },
  actual: { zh: "得到", en: "got" },
  predicted: { zh: "你的预测", en: "your prediction" },
  hint: { zh: "想一想", en: "think" },
} as const satisfies Record<string, Bilingual>;

const PASSED: Bilingual = { zh: "通过", en: "passed" };
const FAILED: Bilingual = { zh: "未通过", en: "not passed" };
const NOT_WRITTEN: Bilingual = {
  zh: "还没有写：在写着「在这里写」的地方写上你的答案，运行那个单元格，再运行这一个",
  en: 'not written yet: put your answer where the cell says "write here", run that cell, and then this one',
};

interface Line {
  readonly mark: "✅" | "❌" | "";
  readonly label?: Bilingual;
  readonly text: ReportText;
  readonly emphasis?: "strong" | "faint";
}

/** The outcome of one check in a report. */
export interface CheckOutcome {
  /** What was checked, in both languages. */
  readonly title: string;
  /** Whether the answer did what it should. */
  readonly passed: boolean;
  /** What was expected, what happened and the hint, as the report shows them; empty if the check passed. */
  readonly said: string;
}

/**
 * What the checks of an exercise have found. As a text, and as the value of a cell, it is the report.
 *
 * @example
 * const { passed, checks, total } = await checkBits({ and: 8, or: 14, xor: 6, left: 48, right: 0 });
 * assert.deepEqual([passed, checks.filter(({ passed }) => passed).length, total], [false, 4, 5]);
 */
export interface CheckReport {
  /** The name of the exercise. */
  readonly exercise: string;
  /** Whether the answer passes all checks. */
  readonly passed: boolean;
  /** The checks that have run, in this order. One that times out is the last. */
  readonly checks: readonly CheckOutcome[];
  /** The number of all checks. */
  readonly total: number;
}

/** What the report shows beside the results. */
interface ReportOptions {
  /** The number of all checks; the answer passes if that many have passed. */
  readonly total: number;
  /** The number of exercises that are solved. */
  readonly solved: number;
  /** Nothing is written yet. */
  readonly notWritten?: boolean;
  /** A line below the results. */
  readonly note?: Bilingual | undefined;
}

/** Returns the report on these results, and how it is shown. */
export function reportOf(
  exercise: ExerciseName,
  results: readonly CheckResult[],
  { total, solved, notWritten = false, note }: ReportOptions,
): { report: CheckReport; bundle: MimeBundle } {
  const count = results.filter(({ mistake }) => mistake === null).length;
  const passed = count === total && !notWritten;
  const lines = notWritten ? [] : linesOf(results);
  if (note !== undefined) lines.push({ mark: "", text: note, emphasis: "faint" });
  const verdict = notWritten ? NOT_WRITTEN : verdictOf(passed, `${count}/${total}`);
  lines.push({ mark: passed ? "✅" : "❌", text: verdict, emphasis: "strong" });
  lines.push({ mark: "", text: solvedText(solved), emphasis: "faint" });
  const bundle = bundleOf(lines);
  const checks = notWritten ? [] : results.map(outcomeOf);
  const text = () => bundle["text/plain"];
  // Not enumerable, so that a copy or JSON has the facts only. A kernel that has shown the bundle below the cell does
  // not show it again as the cell's value.
  const report = Object.defineProperties({ exercise, passed, checks, total } as CheckReport, {
    [Symbol.for("Jupyter.display")]: { value: () => bundle },
    [inspect.custom]: { value: text },
    toString: { value: text },
  });
  return { report, bundle };
}

function outcomeOf({ title, mistake }: CheckResult): CheckOutcome {
  const said = mistake === null ? [] : mistakeLines(title, mistake).slice(1);
  return {
    title: plainText(title),
    passed: mistake === null,
    said: said.map((line) => plainLine(line).trimStart()).join("\n"),
  };
}

/** How many of all exercises are solved. */
export function solvedText(solved: number): Bilingual {
  const count = `${solved}/${EXERCISE_NAMES.length}`;
  return { zh: `练习已完成 ${count}`, en: `${count} exercises solved` };
}

function verdictOf(passed: boolean, count: string): Bilingual {
  const { zh, en } = passed ? PASSED : FAILED;
  return { zh: `${zh} ${count}`, en: `${en} ${count}` };
}

/** The lines on the results. Those that fail for the same cause as an earlier one are only counted there. */
function linesOf(results: readonly CheckResult[]): Line[] {
  const seen = new Set<string>();
  return results.flatMap(({ title, mistake }, index): Line[] => {
    if (mistake === null) return [{ mark: "✅", text: title }];
    const { cause } = mistake;
    if (cause === undefined) return mistakeLines(title, mistake);
    if (seen.has(cause)) return [];
    seen.add(cause);
    const same = results.slice(index + 1).filter((other) => other.mistake?.cause === cause);
    return [...mistakeLines(title, mistake), ...sameCause(same.length)];
  });
}

function mistakeLines(title: ReportText, mistake: Mistake): Line[] {
  const lines: Line[] = [{ mark: "❌", text: title }];
  for (const part of ["predicted", "expected", "actual"] as const) {
    const text = mistake[part];
    if (text !== undefined) lines.push({ mark: "", label: LABELS[part], text });
  }
  const { hint } = mistake;
  if (hint !== undefined) {
    lines.push({ mark: "", label: LABELS.hint, text: hint, emphasis: "faint" });
  }
  return lines;
}

function sameCause(count: number): Line[] {
  if (count === 0) return [];
  const en = count === 1 ? "1 more check fails" : `${count} more checks fail`;
  const text = { zh: `另外 ${count} 项也是因为这个没过`, en: `${en} for the same reason` };
  return [{ mark: "❌", text }];
}

const LINE = "margin:0;padding:2px 0 2px 2.2em;line-height:1.5;font-size:14px;color:inherit";
const EMPHASIS = { strong: ";font-weight:600", faint: ";opacity:.8" };

function bundleOf(lines: readonly Line[]): MimeBundle {
  return {
    "text/plain": lines.map(plainLine).join("\n"),
    "text/html": markup`<div>${lines.map(htmlLine)}</div>`.source,
  };
}

function plainLine({ mark, label, text }: Line): string {
  const plain = plainText(text);
  if (label !== undefined) {
    return `     ${label.zh} ${label.en}: ${plain.replaceAll("\n", "\n       ")}`;
  }
  return mark === "" ? `     ${plain}` : `${mark} ${plain}`;
}

function plainText(text: ReportText): string {
  if (typeof text === "string") return text;
  const words = `${text.zh} · ${text.en}`;
  return "code" in text ? `${words}: ${text.code}` : words;
}

function htmlLine({ mark, label, text, emphasis }: Line): Markup {
  const style = emphasis === undefined ? LINE : LINE + EMPHASIS[emphasis];
  if (label !== undefined) {
    return markup`<div style="${style}">${bilingual(label)}: ${htmlText(text)}</div>`;
  }
  if (mark === "") return markup`<div style="${style}">${htmlText(text)}</div>`;
  const hanging = `${style};text-indent:-1.7em`;
  return markup`<div style="${hanging}">${htmlMark(mark)} ${htmlText(text)}</div>`;
}

/** Replaces the emoji of the plain text, for which not every system has a font. */
export function htmlMark(mark: "✅" | "❌"): Fragment {
  const [sign, color] = mark === "✅" ? ["✔", "#2da44e"] : ["✘", "#e5484d"];
  return markup`<span style="color:${color};font-weight:700">${sign}</span>`;
}

function htmlText(text: ReportText): Fragment {
  if (typeof text === "string") return htmlCode(text);
  return "code" in text ? [bilingual(text), ": ", htmlCode(text.code)] : bilingual(text);
}

function htmlCode(code: string): Markup {
  return markup`<code style="${CODE};white-space:pre-wrap;overflow-wrap:anywhere">${code}</code>`;
}
