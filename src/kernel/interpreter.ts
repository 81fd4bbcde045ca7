/** Runs cells with tslab, and remembers what they declared. */
import { CompileError, describeFailure, type Failure, InterruptedError } from "./failure.js";
import { nameCell } from "./stack.js";
import {
  type Completion,
  type Converter,
  type Executor,
  loadTslab,
  type QuickInfo,
} from "./tslab.js";

interface RunningCell {
  name: string;
  /** What it threw. */
  failure?: unknown;
  interrupted?: boolean;
}

/** A TypeScript session: each cell sees the declarations of those before it. */
export class Interpreter {
  readonly #executor: Executor;
  readonly #isCompleteCode;
  #declarations = "";
  #cell: RunningCell | undefined;

  /** @param folder where cells import from */
  constructor(folder: string) {
    const { createConverter, createExecutor, isCompleteCode } = loadTslab();
    this.#isCompleteCode = isCompleteCode;
    const node = this.#mend(createConverter({ isJS: false, isBrowser: false }));
    this.#executor = createExecutor(
      folder,
      { node, browser: node, close: () => {} },
      {
        log: console.log,
        error: (...values) => {
          // tslab reports what a cell threw as one value, and diagnostics of a `@module` cell with a format.
          if (values.length === 1 && this.#cell) this.#cell.failure = values[0];
          else console.error(...values);
        },
      },
    );
  }

  /** What is different from tslab's converter. */
  #mend(converter: Converter): Converter {
    return {
      ...converter,
      convert: (_, code) => {
        const conversion = converter.convert(this.#declarations, code);
        const name = this.#cell?.name ?? "";
        if (conversion.diagnostics.length > 0) {
          throw new CompileError(conversion.diagnostics, name, code);
        }
        // tslab forgets the declarations of a cell that throws; a server that it had started would be out of reach.
        this.#declarations = conversion.declOutput ?? "";
        // tslab overlooks some forms of top-level await, such as `await (x)` and `for await`: any cell may await.
        return {
          ...conversion,
          output: nameCell(name, code, conversion.output ?? ""),
          hasToplevelAwait: true,
        };
      },
      inspect: (_, code, position) => converter.inspect(this.#declarations, code, position),
      complete: (_, code, position) => converter.complete(this.#declarations, code, position),
    };
  }

  /**
   * Runs a cell. Only one may run at a time.
   * @param name how stack traces call the cell
   * @returns why the cell failed, or undefined
   */
  async run(name: string, code: string): Promise<Failure | undefined> {
    const cell: RunningCell = { name };
    this.#cell = cell;
    try {
      if (await this.#executor.execute(code)) return undefined;
      return describeFailure(
        cell.interrupted || isInterrupt(cell.failure)
          ? new InterruptedError("interrupted")
          : cell.failure,
      );
    } catch (error) {
      return describeFailure(error);
    } finally {
      this.#cell = undefined;
    }
  }

  /** Makes the running cell fail, unless it ends by itself in this turn of the event loop. */
  interrupt(): void {
    const cell = this.#cell;
    if (!cell) return;
    setImmediate(() => {
      if (cell !== this.#cell) return;
      cell.interrupted = true;
      this.#executor.interrupt();
    });
  }

  /** What TypeScript knows about the code at `position`. */
  inspect(code: string, position: number): QuickInfo | undefined {
    return this.#executor.inspect(code, position);
  }

  /** What could stand at `position`. */
  complete(code: string, position: number): Completion {
    return this.#executor.complete(code, position);
  }

  /** Whether `code` can run, or its author is still in the middle of it. */
  isComplete(code: string): { completed: boolean; indent?: string } {
    return this.#isCompleteCode(code);
  }
}

/** Node ends a cell that never awaits in its own way. */
function isInterrupt(thrown: unknown): boolean {
  return (
    thrown instanceof Error &&
    (thrown as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_INTERRUPTED"
  );
}
