/** The report of an exercise: a line for each check, and whether the answer passes. */
import type { MimeBundle } from "../../notebook/host.js";
import { CODE } from "../../notebook/render/html-table.js";
import { type Bilingual, bilingual } from "../../notebook/render/phrases.js";
import { type Fragment, type Markup, markup } from "../../text/markup.js";

/** Text of a report: words in both languages, code, or words followed by code. */
export type ReportText = Bilingual | string | (Bilingual & { readonly code: string });

/** Why a check does not pass. */
export interface Mistake {
  readonly expected: ReportText;
  readonly actual: ReportText;
  readonly hint?: Bilingual | undefined;
}

/** The result of one check; `mistake` is `null` if it passed. */
export interface CheckResult {
  readonly title: ReportText;
  readonly mistake: Mistake | null;
}

const EXPECTED: Bilingual = { zh: "期望", en: "expected" };
const ACTUAL: Bilingual = { zh: "得到", en: "got" };
const HINT: Bilingual = { zh: "想一想", en: "think" };
const PASSED: Bilingual = { zh: "通过", en: "passed" };
const FAILED: Bilingual = { zh: "未通过", en: "not passed" };
const NOT_WRITTEN: Bilingual = {
  zh: "还没有写：在写着「在这里写」的地方写上你的答案，再运行这一格",
  en: "not written yet: write your answer where the cell says so, and run it again",
};

interface Line {
  readonly mark: "✅" | "❌" | "";
  readonly label?: Bilingual;
  readonly text: ReportText;
  readonly emphasis?: "strong" | "faint";
}

/** The report on these results; the answer passes if all `total` checks do. */
export function reportOf(results: readonly CheckResult[], total: number): MimeBundle {
  const passed = results.filter(({ mistake }) => mistake === null).length;
  const [mark, { zh, en }] =
    passed === total ? (["✅", PASSED] as const) : (["❌", FAILED] as const);
  const count = `${passed}/${total}`;
  const text = { zh: `${zh} ${count}`, en: `${en} ${count}` };
  return bundleOf([...results.flatMap(linesOf), { mark, text, emphasis: "strong" }]);
}

/** The report on an answer that is not written yet. */
export function notWrittenReport(): MimeBundle {
  return bundleOf([{ mark: "❌", text: NOT_WRITTEN, emphasis: "strong" }]);
}

function linesOf({ title, mistake }: CheckResult): Line[] {
  if (mistake === null) return [{ mark: "✅", text: title }];
  const { expected, actual, hint } = mistake;
  const lines: Line[] = [
    { mark: "❌", text: title },
    { mark: "", label: EXPECTED, text: expected },
    { mark: "", label: ACTUAL, text: actual },
  ];
  if (hint !== undefined) lines.push({ mark: "", label: HINT, text: hint, emphasis: "faint" });
  return lines;
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
  if (label === undefined) return `${mark} ${plain}`;
  return `     ${label.zh} ${label.en}: ${plain.replaceAll("\n", "\n       ")}`;
}

function plainText(text: ReportText): string {
  if (typeof text === "string") return text;
  const words = `${text.zh} · ${text.en}`;
  return "code" in text ? `${words}: ${text.code}` : words;
}

function htmlLine({ mark, label, text, emphasis }: Line): Markup {
  const style = emphasis === undefined ? LINE : LINE + EMPHASIS[emphasis];
  if (label === undefined) {
    const hanging = `${style};text-indent:-1.7em`;
    return markup`<div style="${hanging}">${htmlMark(mark)} ${htmlText(text)}</div>`;
  }
  return markup`<div style="${style}">${bilingual(label)}: ${htmlText(text)}</div>`;
}

/** Replaces the emoji of the plain text, for which not every system has a font. */
function htmlMark(mark: Line["mark"]): Fragment {
  if (mark === "") return "";
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
