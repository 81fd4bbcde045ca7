/** Converts the errors of cells to the form in which Jupyter shows them. */
import { inspect } from "node:util";
import { quote, quoteFirstFrame } from "./quote.js";
import type { Content } from "./transport/wire.js";
import type { Diagnostic } from "./tslab/adapter.js";

/** The content of Jupyter's `error` message. */
export interface CellError extends Content {
  ename: string;
  evalue: string;
  traceback: string[];
}

/**
 * The error of a cell that was interrupted, unless the cell threw its own error as a result. The name is
 * that of the library's `InterruptedError`.
 */
export const INTERRUPTED: CellError = {
  ename: "InterruptedError",
  evalue: "interrupted",
  traceback: ["InterruptedError: interrupted"],
};

/**
 * Converts the errors that TypeScript finds in a cell.
 * @param cell the cell's name
 * @param source the cell's code
 */
export function compileError(diagnostics: Diagnostic[], cell: string, source: string): CellError {
  const [first] = diagnostics;
  const more = diagnostics.length > 1 ? ` (and ${diagnostics.length - 1} more)` : "";
  return {
    ename: "CompileError",
    evalue: `${first?.messageText}${more}`,
    traceback: diagnostics.flatMap((diagnostic) => {
      const { start, end, fileName, code, messageText, hint = [] } = diagnostic;
      const place = { line: start.line + 1, column: start.character + 1 };
      const title = `${fileName ?? cell}:${place.line}:${place.column} - error TS${code}: ${messageText}`;
      if (fileName) return [title];
      return [title, ...quote(source, place, end.offset - start.offset)].concat(hint);
    }),
  };
}

/** Converts a value that a cell has thrown, which need not be an `Error`. The line `hint` is below an error. */
export function thrownError(thrown: unknown, hint?: string): CellError {
  const text = formatThrown(thrown);
  if (!(thrown instanceof Error)) {
    return { ename: "Uncaught", evalue: text, traceback: `Uncaught ${text}`.split("\n") };
  }
  return {
    ename: String(thrown.name),
    evalue: String(thrown.message),
    traceback: [...quoteFirstFrame(String(thrown.stack)), ...text.split("\n")].concat(hint ?? []),
  };
}

/** Formats a thrown value; an error with its stack trace, properties and causes. */
export function formatThrown(thrown: unknown): string {
  const text = inspect(thrown);
  if (!(thrown instanceof Error)) return text;
  // util.inspect() puts an error without frames in brackets.
  const bare = `[${thrown.stack}]`;
  return text.startsWith(bare) ? `${thrown.stack}${text.slice(bare.length)}` : text;
}
