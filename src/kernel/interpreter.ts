/** Runs cells. */
import { type CellError, compileError, INTERRUPTED, thrownError } from "./cell-error.js";
import { registerCell } from "./cell-registry.js";
import { addHints, hintOnThrown, notesOn } from "./coach/coach.js";
import { loopIteration } from "./event-loop.js";
import { explainMissingNames } from "./missing-names.js";
import { isByProduct, type ResultBundle, resultBundle } from "./result.js";
import { Interruptible } from "./transport/messages.js";
import type { Content } from "./transport/wire.js";
import { type Conversion, isInterrupt, Session } from "./tslab/adapter.js";
import type { Completion, SymbolInfo } from "./tslab/language.js";
import { lastMethodCalled } from "./tslab/last-expression.js";

type Show = (bundle: ResultBundle) => void;

/** A cell to run. */
export interface Cell {
  /** Its name in stack traces. */
  name: string;
  code: string;
  /** When it arrived, see `monotonicMs()`. */
  arrivedAt: number;
}

interface RunningCell {
  arrivedAt: number;
  interrupted: boolean;
}

/** An interrupt that arrived longer than this before a cell is not for that cell: it ended a loop before it. */
const WITH_CELL_MS = 400;

/** A TypeScript session whose cells can be interrupted. */
export class Interpreter {
  readonly #session: Session;
  readonly #preparation: Iterator<void>;
  readonly #interruptListeners = new Set<() => void>();
  #running: RunningCell | undefined;
  #isRunningCode = false;
  #isIdle = false;
  /** Called with the code that runs from now on and may be ended halfway. */
  onInterruptible: (code: Interruptible) => void = () => {};
  /** A cell that has run to its end waits for this: what the user is still asked for. */
  beforeEnd: () => Promise<void> = async () => {};

  /** @param folder the directory to which imports in cells are relative */
  constructor(folder: string) {
    this.#session = new Session(folder);
    this.#preparation = this.#session.prepare();
  }

  /**
   * Runs a cell. Only one may run at a time.
   * @param show shows the value of the cell's last expression
   * @returns the error of the cell, or undefined
   */
  async run({ name, code, arrivedAt }: Cell, show: Show): Promise<CellError | undefined> {
    const cell: RunningCell = { arrivedAt, interrupted: false };
    this.#running = cell;
    try {
      return await this.#run(cell, name, code, show);
    } catch (error) {
      return thrownError(error); // the compiler failed, or the result could not be inspected
    } finally {
      this.#running = undefined;
    }
  }

  async #run(
    cell: RunningCell,
    name: string,
    code: string,
    show: Show,
  ): Promise<CellError | undefined> {
    const conversion = this.#convert(code);
    const { diagnostics, output, checked } = conversion;
    if (diagnostics.length > 0) {
      const explained = checked ? addHints(diagnostics, checked) : diagnostics;
      return compileError(explainMissingNames(explained, code), name, code);
    }
    for (const note of checked ? notesOn(checked) : []) process.stderr.write(`${name}:${note}\n`);
    // An interrupt that arrived during the conversion is delivered now.
    await loopIteration();
    if (cell.interrupted) return INTERRUPTED;
    const script = registerCell(name, code, output);
    this.#setRunning(true);
    const outcome = await this.#session
      .execute(conversion, script, name)
      .finally(() => this.#setRunning(false));
    if (outcome.status === "ok") {
      const method = checked && lastMethodCalled(checked);
      if ("value" in outcome && !isByProduct(outcome.value, method)) {
        const bundle = await this.#untilInterrupt(resultBundle(outcome.value));
        if (bundle) show(bundle);
      }
      await this.beforeEnd();
      return cell.interrupted ? INTERRUPTED : undefined;
    }
    if (outcome.status === "thrown") {
      return thrownError(outcome.thrown, this.hintOn(outcome.thrown));
    }
    // The first notification did not end the cell, so the cell may have started another wait since.
    this.#notifyInterrupt();
    return INTERRUPTED;
  }

  #convert(code: string): Conversion {
    try {
      return this.#session.convert(code);
    } catch (error) {
      const isTooDeep = error instanceof RangeError && /call stack/.test(error.message);
      throw isTooDeep ? new RangeError("The cell is nested too deeply for the compiler.") : error;
    }
  }

  /**
   * Evaluates an expression, which is not a cell, for a front end: it declares nothing and prints nothing. Never rejects.
   * @returns an entry of the field `user_expressions` of an `execute_reply`
   */
  async evaluate(expression: string): Promise<Content> {
    try {
      const data = await this.#untilInterrupt(
        this.#session.evaluate(expression).then(resultBundle),
      );
      return data ? { status: "ok", data, metadata: {} } : { status: "error", ...INTERRUPTED };
    } catch (error) {
      return { status: "error", ...(isInterrupt(error) ? INTERRUPTED : thrownError(error)) };
    }
  }

  /** Returns a line that helps with an error that code of a cell has thrown, if there is one. */
  hintOn(thrown: unknown): string | undefined {
    return hintOnThrown(thrown, this.#session.variables());
  }

  /**
   * Cancels the library's waits, and ends the running cell unless that makes it throw.
   * @param arrivedAt when the interrupt arrived, see `monotonicMs()`
   */
  interrupt(arrivedAt: number): void {
    const cell = this.#running;
    if (cell && arrivedAt < cell.arrivedAt - WITH_CELL_MS) return;
    if (cell) {
      cell.interrupted = true;
      setImmediate(() => {
        if (cell === this.#running) this.#session.interrupt();
      });
    }
    this.#notifyInterrupt();
  }

  /** See `Host.onInterrupt`. */
  onInterrupt(listener: () => void): () => void {
    this.#interruptListeners.add(listener);
    return () => this.#interruptListeners.delete(listener);
  }

  /** While the kernel handles no request, only timers and the like of cells run. */
  setIdle(isIdle: boolean): void {
    this.#isIdle = isIdle;
    this.#reportInterruptible();
  }

  #setRunning(isRunning: boolean): void {
    this.#isRunningCode = isRunning;
    this.#reportInterruptible();
  }

  #reportInterruptible(): void {
    const { NOTHING, CELL, BACKGROUND } = Interruptible;
    this.onInterruptible(this.#isRunningCode ? CELL : this.#isIdle ? BACKGROUND : NOTHING);
  }

  /** Uses the compiler, which must not be ended halfway, while a cell may be waiting. */
  #compiling<T>(work: () => T): T {
    this.onInterruptible(Interruptible.NOTHING);
    try {
      return work();
    } finally {
      this.#reportInterruptible();
    }
  }

  /** Resolves as `promise` does, or with undefined after an interrupt. */
  async #untilInterrupt<T>(promise: Promise<T>): Promise<T | undefined> {
    let stopListening = () => {};
    const interrupted = new Promise<undefined>((resolve) => {
      stopListening = this.onInterrupt(() => resolve(undefined));
    });
    try {
      return await Promise.race([promise, interrupted]);
    } finally {
      stopListening();
    }
  }

  #notifyInterrupt(): void {
    for (const listener of this.#interruptListeners) listener();
  }

  /** Does the next step of `Session.prepare`. Returns whether there may be another one. */
  prepare(): boolean {
    return !this.#compiling(() => this.#preparation.next()).done;
  }

  /** See `Session.inspect`. */
  inspect(code: string, position: number, detailed: boolean): SymbolInfo | undefined {
    return this.#compiling(() => this.#session.inspect(code, position, detailed));
  }

  /** Returns the completions at `position`. */
  complete(code: string, position: number): Completion {
    return this.#compiling(() => this.#session.complete(code, position));
  }
}
