/** What a check says: a line for each thing that it tried, and whether the answer passes. */

import type { MimeBundle } from "../../notebook/host.js";
import { CODE } from "../../notebook/render/html-table.js";
import { type Bilingual, bilingual } from "../../notebook/render/phrases.js";
import { type Fragment, type Markup, markup } from "../../text/markup.js";

/** What was expected, or what came: words in both languages, code, or words that name some code. */
export type Said = Bilingual | string | (Bilingual & { readonly code: string });

/** Why an attempt does not pass. */
export interface Mistake {
  readonly expected: Said;
  readonly came: Said;
  /** What may help. */
  readonly hint?: Bilingual | undefined;
}

/** One thing that was tried, and its mistake, if there was one. */
export interface Trial {
  readonly tried: Said;
  readonly mistake: Mistake | null;
}

const EXPECTED: Bilingual = { zh: "期望", en: "expected" };
const CAME: Bilingual = { zh: "得到", en: "got" };
const HINT: Bilingual = { zh: "想一想", en: "think" };
const PASSED: Bilingual = { zh: "通过", en: "passed" };
const FAILED: Bilingual = { zh: "未通过", en: "not passed" };
const NOT_WRITTEN: Bilingual = {
  zh: "还没有写：在写着「在这里写」的地方写上你的答案，再运行这一格",
  en: "not written yet: write your answer where the cell says so, and run it again",
};

/** One line of a report. */
interface Line {
  readonly mark: "✅" | "❌" | "";
  readonly label?: Bilingual;
  readonly said: Said;
  readonly weight?: "strong" | "faint";
}

/** The forms of a report: `total` trials are needed to pass. */
export function reportOf(trials: readonly Trial[], total: number): MimeBundle {
  const passed = trials.filter(({ mistake }) => mistake === null).length;
  const lines = trials.flatMap(linesOf);
  const count = `${passed}/${total}`;
  if (passed === total) lines.push(verdict("✅", PASSED, count));
  else lines.push(verdict("❌", FAILED, count));
  return bundleOf(lines);
}

/** The forms of the report on an answer that is not written yet. */
export function notWritten(): MimeBundle {
  return bundleOf([{ mark: "❌", said: NOT_WRITTEN, weight: "strong" }]);
}

function verdict(mark: "✅" | "❌", { zh, en }: Bilingual, count: string): Line {
  return { mark, said: { zh: `${zh} ${count}`, en: `${en} ${count}` }, weight: "strong" };
}

function linesOf({ tried, mistake }: Trial): Line[] {
  if (mistake === null) return [{ mark: "✅", said: tried }];
  const { expected, came, hint } = mistake;
  const lines: Line[] = [
    { mark: "❌", said: tried },
    { mark: "", label: EXPECTED, said: expected },
    { mark: "", label: CAME, said: came },
  ];
  if (hint !== undefined) lines.push({ mark: "", label: HINT, said: hint, weight: "faint" });
  return lines;
}

const LINE = "margin:0;padding:2px 0 2px 2.2em;line-height:1.5;font-size:14px;color:inherit";
const WEIGHTS = { strong: ";font-weight:600", faint: ";opacity:.8" };

function bundleOf(lines: readonly Line[]): MimeBundle {
  return {
    "text/plain": lines.map(textOf).join("\n"),
    "text/html": markup`<div>${lines.map(htmlOf)}</div>`.source,
  };
}

function textOf({ mark, label, said }: Line): string {
  const text = textOfSaid(said);
  if (label === undefined) return `${mark} ${text}`;
  return `     ${label.zh} ${label.en}: ${text.replaceAll("\n", "\n       ")}`;
}

function textOfSaid(said: Said): string {
  if (typeof said === "string") return said;
  const words = `${said.zh} · ${said.en}`;
  return "code" in said ? `${words}: ${said.code}` : words;
}

function htmlOf({ mark, label, said, weight }: Line): Markup {
  const style = weight === undefined ? LINE : LINE + WEIGHTS[weight];
  if (label === undefined) {
    const hanging = `${style};text-indent:-1.7em`;
    return markup`<div style="${hanging}">${htmlOfMark(mark)} ${htmlOfSaid(said)}</div>`;
  }
  return markup`<div style="${style}">${bilingual(label)}: ${htmlOfSaid(said)}</div>`;
}

/** Not every system has a font for the marks of the text. */
function htmlOfMark(mark: Line["mark"]): Fragment {
  if (mark === "") return "";
  const [sign, color] = mark === "✅" ? ["✔", "#2da44e"] : ["✘", "#e5484d"];
  return markup`<span style="color:${color};font-weight:700">${sign}</span>`;
}

function htmlOfSaid(said: Said): Fragment {
  if (typeof said === "string") return htmlOfCode(said);
  return "code" in said ? [bilingual(said), ": ", htmlOfCode(said.code)] : bilingual(said);
}

function htmlOfCode(code: string): Markup {
  return markup`<code style="${CODE};white-space:pre-wrap;overflow-wrap:anywhere">${code}</code>`;
}
