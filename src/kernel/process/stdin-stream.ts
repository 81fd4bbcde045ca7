/** `process.stdin` as a stream of lines that the user is asked for when somebody waits for them. */
import readline from "node:readline";
import readlinePromises from "node:readline/promises";
import { Readable } from "node:stream";
import { loopIteration } from "../event-loop.js";

/** Asks the user for a line. */
export interface Asker {
  /** Throws if that is not possible now. */
  check(): void;
  /** Rejects if it is not possible, and after an interrupt. */
  ask(prompt: string): Promise<string>;
  /** Blocks the thread meanwhile. */
  askSync(prompt: string): string;
}

/**
 * What the front end shows for a read that has no prompt. An empty line ends the input, as the end of a file does, because
 * a user cannot type one in a notebook.
 */
export const READ_PROMPT = "输入一行，空行结束 · a line, or an empty one to end the input: ";

/** One input from its first line to its end. */
class Lines extends Readable {
  readonly #asker: Asker;
  readonly #interfaces = new Set<readline.Interface>();
  /** The prompts of interfaces whose line has not been entered. */
  readonly #prompts = new Map<readline.Interface, string>();
  #isWanted = false;
  #isReleased = false;
  #asking: Promise<void> | undefined;

  constructor(asker: Asker) {
    super();
    this.#asker = asker;
    this.on("newListener", () => this.#askSoon());
  }

  /** Whether nothing more can be read here. */
  get isOver(): boolean {
    return this.destroyed || this.readableEnded || this.#isReleased;
  }

  override _read(): void {
    this.#isWanted = true;
    this.#askSoon();
  }

  /** Reads for an interface of `node:readline`, which listens to this stream even if it waits for nothing. */
  addInterface(rl: readline.Interface): void {
    this.#interfaces.add(rl);
    rl.once("close", () => {
      this.#interfaces.delete(rl);
      this.#prompts.delete(rl);
      // The interface has paused this stream, and later listeners would wait forever.
      const isUnused = this.#interfaces.size === 0 && this.listenerCount("data") === 0;
      this.#isReleased = isUnused && this.readableLength === 0;
    });
    rl.on("newListener", () => this.#askSoon());
  }

  /** Shows a prompt for the next line of an interface. Throws if that is not possible. */
  prompt(rl: readline.Interface, text: string): void {
    this.#asker.check();
    this.#prompts.set(rl, text);
    this.#askSoon();
  }

  /** Listeners are added to a stream, and prompts shown, one after another, so wait for all of them. */
  #askSoon(): void {
    setImmediate(() => {
      if (this.isWaiting()) this.#asking ??= this.#askOnce();
    });
  }

  /** Returns whether somebody waits for a line. */
  isWaiting(): boolean {
    if (!this.#isWanted || this.destroyed || this.readableEnded) return false;
    const interfaces = [...this.#interfaces];
    return (
      this.listenerCount("data") > interfaces.length ||
      this.listenerCount("readable") > 0 ||
      this.#prompts.size > 0 ||
      interfaces.some((rl) => rl.listenerCount("line") > 0)
    );
  }

  async #askOnce(): Promise<void> {
    const [prompt] = this.#prompts.values();
    try {
      const line = await this.#asker.ask(prompt ?? READ_PROMPT);
      this.#prompts.clear();
      this.#isWanted = false;
      this.push(line === "" && prompt === undefined ? null : `${line}\n`);
    } catch (error) {
      this.#fail(error as Error);
    } finally {
      this.#asking = undefined;
    }
  }

  #fail(error: Error): void {
    const isReported = this.listenerCount("error") > 0 || error.name !== "InterruptedError";
    this.abandon(isReported ? error : undefined);
  }

  /** Ends everything that reads this stream. */
  abandon(error?: Error): void {
    for (const rl of this.#interfaces) rl.close();
    this.destroy(error);
  }
}

/** `process.stdin`: a new stream when the last one is over. */
export class StdinStream {
  readonly #asker: Asker;
  #lines: Lines | undefined;

  constructor(asker: Asker) {
    this.#asker = asker;
  }

  get current(): Readable {
    if (!this.#lines || this.#lines.isOver) this.#lines = new Lines(this.#asker);
    return this.#lines;
  }

  /** Resolves when nobody waits for a line. */
  async settled(): Promise<void> {
    while (this.#lines) {
      await loopIteration();
      if (!this.#lines.isWaiting()) return;
    }
  }

  /** Ends what a cell has left waiting. */
  endCell(): void {
    if (this.#lines?.isWaiting()) this.#lines.abandon();
  }

  /** Makes interfaces of `node:readline` show their prompts where the user enters the line. */
  install(): void {
    Object.defineProperty(process, "stdin", {
      configurable: true,
      enumerable: true,
      get: () => this.current,
    });
    const base = Object.getPrototypeOf(readline.Interface.prototype) as readline.Interface;
    const { prompt } = base;
    base.prompt = function (this: readline.Interface & { input?: unknown }, preserveCursor) {
      if (!(this.input instanceof Lines) || this.terminal) return prompt.call(this, preserveCursor);
      this.resume();
      this.input.prompt(this, this.getPrompt());
    };
    for (const module of [readline, readlinePromises]) track(module);
  }
}

interface ReadlineModule {
  createInterface(...options: unknown[]): unknown;
}

function track(module: unknown): void {
  const { createInterface } = module as ReadlineModule;
  (module as ReadlineModule).createInterface = (...options) => {
    const rl = createInterface(...withoutTerminal(options)) as readline.Interface & {
      input?: unknown;
    };
    if (rl.input instanceof Lines) rl.input.addInterface(rl);
    return rl;
  };
}

/** Returns the arguments of `createInterface()` such that it reads lines, not keys. */
function withoutTerminal(args: unknown[]): unknown[] {
  const [first, output, completer] = args;
  if (first instanceof Lines) return [first, output, completer, false];
  const { input } = first as { input?: unknown };
  return input instanceof Lines ? [{ ...(first as object), terminal: false }] : args;
}
