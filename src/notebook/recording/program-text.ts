/** The part of a program's text that a recording shows. */
import type { SourceLocation } from "../../sys/host.js";
import type { RecordedProgram } from "./format.js";

/** A longer text is cut around the line. */
const MAX_LINES = 120;
/** Longer lines are cut, such as those that hold data. */
const MAX_WIDTH = 300;

/**
 * The cell, or the function of a file, that contains the line. Functions of files begin and end at the
 * left margin.
 */
export function programOf({ name, source, line, whole }: SourceLocation): RecordedProgram {
  const lines = source.split("\n");
  let [start, end] = [0, lines.length];
  if (!whole) {
    start = line - 1;
    while (start > 0 && !FUNCTION.test(lines[start] as string)) start--;
    const close = lines.findIndex((text, index) => index >= line - 1 && text.startsWith("}"));
    end = close < 0 ? lines.length : close + 1;
  }
  if (end - start > MAX_LINES) {
    start = Math.min(Math.max(start, line - 1 - MAX_LINES / 2), end - MAX_LINES);
    end = start + MAX_LINES;
  }
  const shown = lines.slice(start, end).map((text) => cut(text));
  return { name, source: shown.join("\n"), firstLine: start + 1 };
}

function cut(text: string): string {
  if (text.length <= MAX_WIDTH) return text;
  return `${text.slice(0, MAX_WIDTH).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

const FUNCTION = /^(?:export )?(?:default )?(?:async )?function\b/;
