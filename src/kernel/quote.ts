/** Quotes lines of a cell, with carets that mark a place. */
import { findCell } from "./cell-registry.js";
import type { Place } from "./tslab/source-maps.js";

/** Quotes the first line of a cell that `stack` names, with a caret under the column. */
export function quoteFirstFrame(stack: string): string[] {
  const [, name = "", line, column] = / \(?(In\[\d+\]):(\d+):(\d+)\)?$/m.exec(stack) ?? [];
  const cell = findCell(name);
  if (!cell) return [];
  return [`${name}:${line}`, ...quote(cell.source, { line: Number(line), column: Number(column) })];
}

/** Quotes a line of source, with carets under the `length` characters at `place`. */
export function quote(source: string, { line, column }: Place, length = 1): string[] {
  const text = source.split("\n")[line - 1] ?? "";
  const indent = text.slice(0, column - 1).replace(/[^\t]/g, " ");
  const carets = "^".repeat(Math.max(1, Math.min(length, text.length - column + 1)));
  return [`  ${text}`, `  ${indent}${carets}`];
}
