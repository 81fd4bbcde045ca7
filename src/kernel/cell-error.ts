/** Converts the errors of cells to the form in which Jupyter shows them. */
import { inspect } from "node:util";
import { quote, quoteFirstFrame } from "./quote.js";
import type { Content } from "./transport/wire.js";
import type { Diagnostic } from "./tslab/adapter.js";
import { withoutGeneratedNames } from "./tslab/generated-names.js";

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
  if (!isError(thrown)) {
    return { ename: "Uncaught", evalue: text, traceback: `Uncaught ${text}`.split("\n") };
  }
  const stack = textOf(() => thrown.stack);
  return {
    ename: textOf(() => thrown.name) ?? "Error",
    evalue: withoutGeneratedNames(textOf(() => thrown.message) ?? ""),
    traceback: [...quoteFirstFrame(stack ?? ""), ...text.split("\n")].concat(hint ?? []),
  };
}

/** Formats a thrown value; an error with its stack trace, properties and causes. */
export function formatThrown(thrown: unknown): string {
  const text =
    textOf(() => inspect(thrown)) ??
    textOf(() => inspect(thrown, { customInspect: false, getters: false })) ??
    "[a value that cannot be inspected]";
  if (!isError(thrown)) return text;
  // util.inspect() puts an error without frames in brackets.
  const stack = textOf(() => thrown.stack);
  const bare = `[${stack}]`;
  return text.startsWith(bare) ? `${stack}${text.slice(bare.length)}` : text;
}

/** Returns a property as text, or undefined if its getter or its conversion throws. */
function textOf(read: () => unknown): string | undefined {
  try {
    return String(read());
  } catch {
    return undefined;
  }
}

function isError(value: unknown): value is Error {
  try {
    return value instanceof Error;
  } catch {
    return false; // a Proxy
  }
}
