/** How a cell's failure is told to the notebook. */
import { inspect } from "node:util";
import { quote, quoteFirstFrame } from "./quote.js";
import type { Content } from "./transport/wire.js";
import type { Diagnostic } from "./tslab/adapter.js";

/** What Jupyter's `error` message carries. */
export interface Failure extends Content {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** The user stopped a cell. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

/** TypeScript refuses a cell. */
export class CompileError extends Error {
  override readonly name = "CompileError";
  /** Every diagnostic with the line it is about. */
  readonly report: string[];

  /**
   * @param cell the cell's name
   * @param source the cell's code
   */
  constructor(diagnostics: Diagnostic[], cell: string, source: string) {
    const [first] = diagnostics;
    const more = diagnostics.length > 1 ? ` (and ${diagnostics.length - 1} more)` : "";
    super(`${first?.messageText}${more}`);
    this.report = diagnostics.flatMap((diagnostic) => {
      const { start, end, fileName, code, messageText } = diagnostic;
      const place = { line: start.line + 1, column: start.character + 1 };
      const title = `${fileName ?? cell}:${place.line}:${place.column} - error TS${code}: ${messageText}`;
      return fileName ? [title] : [title, ...quote(source, place, end.offset - start.offset)];
    });
  }
}

/** Describes anything that a cell can throw. */
export function describeFailure(thrown: unknown): Failure {
  if (isInterrupt(thrown)) return describeFailure(new InterruptedError("interrupted"));
  if (thrown instanceof CompileError) {
    return { ename: thrown.name, evalue: thrown.message, traceback: thrown.report };
  }
  const text = print(thrown);
  if (!(thrown instanceof Error)) {
    return { ename: "Uncaught", evalue: text, traceback: `Uncaught ${text}`.split("\n") };
  }
  return {
    ename: String(thrown.name),
    evalue: String(thrown.message),
    traceback: [...quoteFirstFrame(String(thrown.stack)), ...text.split("\n")],
  };
}

/** Anything that was thrown as text: its frames, properties and causes. */
export function print(thrown: unknown): string {
  const text = inspect(thrown);
  if (!(thrown instanceof Error)) return text;
  // An error without frames is put in brackets, which say nothing to students.
  const bare = `[${thrown.stack}]`;
  return text.startsWith(bare) ? `${thrown.stack}${text.slice(bare.length)}` : text;
}

/** tslab ends a cell that awaits, and Node.js one that does not, with an error that speaks of themselves. */
export function isInterrupt(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { code } = thrown as NodeJS.ErrnoException;
  return (
    code === "ERR_SCRIPT_EXECUTION_INTERRUPTED" || thrown.message === "Interrupted asynchronously"
  );
}
