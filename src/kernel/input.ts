/** What cells ask the user for. */
import type { Interpreter } from "./interpreter.js";
import type { Channels, Incoming } from "./transport/channels.js";

/** How {@link Input.ask} asks. */
export interface InputOptions {
  /** Hides what the user types. */
  password?: boolean | undefined;
}

/** The user interrupted the kernel while a cell waited for input. */
class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

/** The front end cannot ask the user. The name is that of ipykernel's error. */
class StdinNotImplementedError extends Error {
  override readonly name = "StdinNotImplementedError";
}

/** Asks the front end that sent the running cell. */
export class Input {
  readonly #channels: Channels;
  readonly #open = new Set<Promise<unknown>>();
  #cell: Incoming | undefined;
  #hasAsked = false;
  /** Called when a cell has ended. */
  onEnd: () => void = () => {};

  constructor(channels: Channels, interpreter: Interpreter) {
    this.#channels = channels;
    interpreter.onInterrupt(() => this.#cancel());
  }

  /** Lets a cell ask until {@link end}. */
  begin(cell: Incoming): void {
    this.#cell = cell;
  }

  /** Nothing may be asked until the next cell begins. */
  end(): void {
    this.#cell = undefined;
    if (this.#hasAsked) this.#cancel();
    this.#hasAsked = false;
    this.onEnd();
  }

  #cancel(): void {
    this.#channels.cancelInputs(new InterruptedError("interrupted"));
  }

  /** Throws if nothing can be asked now. */
  check(): void {
    this.#asker();
  }

  /** Asks for a line. Rejects with `InterruptedError` if the user interrupts the kernel. */
  async ask(prompt: string, { password = false }: InputOptions = {}): Promise<string> {
    const answer = this.#channels.requestInput(this.#asker(), { prompt, password });
    this.#open.add(answer);
    try {
      return await answer;
    } finally {
      this.#open.delete(answer);
    }
  }

  /** Asks for a line, and blocks the main thread until the user has entered it. */
  askSync(prompt: string, { password = false }: InputOptions = {}): string {
    const answer = this.#channels.requestInputSync(this.#asker(), { prompt, password });
    if (answer === undefined) throw new InterruptedError("interrupted");
    return answer;
  }

  /** Resolves when nothing is being asked. */
  async settled(): Promise<void> {
    while (this.#open.size > 0) await Promise.allSettled(this.#open);
  }

  #asker(): Incoming {
    if (!this.#cell) throw new Error("input is only possible while a cell is running");
    if (this.#cell.request.content.allow_stdin !== true) {
      throw new StdinNotImplementedError(
        "this front end does not support input (allow_stdin is not true)",
      );
    }
    this.#hasAsked = true;
    return this.#cell;
  }
}
