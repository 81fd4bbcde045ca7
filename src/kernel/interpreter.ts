/** Runs cells with tslab, and remembers what they declared. */
import {
  CompileError,
  describeFailure,
  type Failure,
  InterruptedError,
  isInterrupt,
} from "./cell-error.js";
import { registerCell } from "./cell-registry.js";
import { tellWhatToRun } from "./missing-names.js";
import { wholeTurn } from "./process/event-loop.js";
import {
  type Completion,
  type Conversion,
  type Converter,
  type Executor,
  loadTslab,
  type QuickInfo,
} from "./tslab/adapter.js";

interface RunningCell {
  name: string;
  conversion: Conversion;
  /** What it threw. */
  failure?: unknown;
  interrupted?: boolean;
}

/** A TypeScript session: each cell sees the declarations of those before it. */
export class Interpreter {
  readonly #tslab = loadTslab();
  readonly #converter: Converter;
  readonly #executor: Executor;
  readonly #interruptListeners = new Set<() => void>();
  #declarations = "";
  #cell: RunningCell | undefined;

  /** @param folder where cells import from */
  constructor(folder: string) {
    this.#converter = this.#tslab.createConverter({ isJS: false, isBrowser: false });
    const node = { ...this.#converter, convert: () => this.#cell?.conversion ?? NOTHING };
    const error = (...values: unknown[]) => {
      // tslab reports what a cell threw as one value, and diagnostics of a `@module` cell with a format.
      if (values.length === 1 && this.#cell) this.#cell.failure = values[0];
      else console.error(...values);
    };
    const converters = { node, browser: node, close: () => {} };
    this.#executor = this.#tslab.createExecutor(folder, converters, { log: console.log, error });
  }

  /**
   * Runs a cell. Only one may run at a time.
   * @param name how stack traces call the cell
   * @returns why the cell failed, or undefined
   */
  async run(name: string, code: string): Promise<Failure | undefined> {
    const cell: RunningCell = { name, conversion: NOTHING };
    this.#cell = cell;
    try {
      if (!this.#tslab.getCodeMetadata(code).module) cell.conversion = this.#convert(name, code);
      // An interrupt that came meanwhile is delivered now.
      await wholeTurn();
      if (cell.interrupted) throw new InterruptedError("interrupted");
      if (await this.#executor.execute(code)) return undefined;
      // It did not end by itself, so it may have begun to wait since the interrupt.
      if (isInterrupt(cell.failure)) this.#notifyInterrupt();
      return describeFailure(cell.failure);
    } catch (error) {
      return describeFailure(error);
    } finally {
      this.#cell = undefined;
    }
  }

  #convert(name: string, code: string): Conversion {
    const conversion = this.#converter.convert(this.#declarations, code);
    const { diagnostics, output = "", declOutput = "" } = conversion;
    if (diagnostics.length > 0) {
      throw new CompileError(tellWhatToRun(diagnostics, code), name, code);
    }
    // tslab forgets the declarations of a cell that throws; a server that it had started would be out of reach.
    this.#declarations = declOutput;
    // tslab overlooks some forms of top-level await, such as `await (x)` and `for await`: any cell may await.
    return { ...conversion, output: registerCell(name, code, output), hasToplevelAwait: true };
  }

  /** See `Host.onInterrupt`. */
  onInterrupt(listener: () => void): () => void {
    this.#interruptListeners.add(listener);
    return () => this.#interruptListeners.delete(listener);
  }

  /** The listeners cancel what the cell waits for, so that none of it continues to wait after the cell's end. */
  #notifyInterrupt(): void {
    for (const listener of this.#interruptListeners) listener();
  }

  /** Cancels what the running cell waits for, and makes it fail unless it does so by itself in this turn. */
  interrupt(): void {
    this.#notifyInterrupt();
    const cell = this.#cell;
    if (!cell) return;
    cell.interrupted = true;
    setImmediate(() => {
      if (cell === this.#cell) this.#executor.interrupt();
    });
  }

  /** What TypeScript knows about the code at `position`. */
  inspect(code: string, position: number): QuickInfo | undefined {
    return this.#converter.inspect(this.#declarations, code, position);
  }

  /** What could stand at `position`. */
  complete(code: string, position: number): Completion {
    return this.#converter.complete(this.#declarations, code, position);
  }

  /** Whether `code` can run, or its author is still in the middle of it. */
  isComplete(code: string): { completed: boolean; indent?: string } {
    return this.#tslab.isCompleteCode(code);
  }
}

/** A cell that does nothing. */
const NOTHING: Conversion = { diagnostics: [] };
