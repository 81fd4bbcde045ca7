/** Quotes lines of a cell, with carets that mark a place. */
import { findCell } from "./cell-registry.js";
import { columnsOf, wholeCharacters } from "./columns.js";
import type { Place } from "./tslab/source-maps.js";

/** Quotes the first line of a cell that `stack` names, with a caret under the column. */
export function quoteFirstFrame(stack: string): string[] {
  const [, name = "", line, column] = / \(?(In\[\d+\]):(\d+):(\d+)\)?$/m.exec(stack) ?? [];
  const cell = findCell(name);
  if (!cell) return [];
  return [`${name}:${line}`, ...quote(cell.source, { line: Number(line), column: Number(column) })];
}

/** What ends a line for TypeScript and V8. */
const LINE_BREAK = /\r\n|[\n\r\u2028\u2029]/;

const MARGIN = "  ";

/** Quotes a line of source, with carets under the `length` UTF-16 units at `place`. */
export function quote(source: string, { line, column }: Place, length = 1): string[] {
  const text = source.split(LINE_BREAK)[line - 1] ?? "";
  const [start, end] = wholeCharacters(text, column - 1, column - 1 + length);
  const before = text.slice(0, start);
  const carets = columnsOf(text.slice(0, end), MARGIN.length) - columnsOf(before, MARGIN.length);
  // Tabs stay tabs, as their width depends on where the quote is shown.
  const indent = before.split("\t").map((part) => " ".repeat(columnsOf(part)));
  return [MARGIN + text, MARGIN + indent.join("\t") + "^".repeat(Math.max(1, carets))];
}
