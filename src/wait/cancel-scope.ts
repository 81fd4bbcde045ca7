/**
 * Who waits: the cell or script in the foreground, or a server in the background.
 *
 * A foreground wait keeps the process alive and ends when the user interrupts. A
 * background one does neither: it ends when its server is stopped.
 */
import { AsyncLocalStorage } from "node:async_hooks";

/** What a scope can do to a wait. */
export interface Cancellable {
  /** Ends it with an error. */
  cancel(reason: Error): void;
  /** Ends it without a word: whoever waits is left there. */
  abandon(): void;
}

/** So many waits of a closed scope are refused; more come from code that does not listen. */
const MOST_REFUSALS = 100;

/** A group of waits that are cancelled together. */
export class Scope {
  readonly #waits = new Set<Cancellable>();
  #cancelled: Error | undefined;
  #abandoned = false;
  #refusals = 0;
  #onIgnored: () => void = () => {};

  constructor(readonly background: boolean) {}

  get size(): number {
    return this.#waits.size;
  }

  /**
   * Whether waits of this scope never end any more: it was abandoned, or its code goes on to wait
   * however often it is told that the scope is closed, as a loop does that catches every error. Such
   * a loop would keep the thread busy for ever.
   */
  get silent(): boolean {
    return this.#abandoned || this.#refusals > MOST_REFUSALS;
  }

  /** Resolves when code ignores that the scope is closed. */
  whenIgnored(): Promise<void> {
    return new Promise((resolve) => {
      this.#onIgnored = resolve;
      if (this.silent) resolve();
    });
  }

  /** Throws the reason once the scope was closed. */
  add(wait: Cancellable): void {
    if (this.#cancelled !== undefined) {
      this.#refusals++;
      if (this.silent) this.#onIgnored();
      throw this.#cancelled;
    }
    this.#waits.add(wait);
  }

  delete(wait: Cancellable): void {
    this.#waits.delete(wait);
  }

  /** Rejects the waits of this moment; later ones are not touched. */
  interrupt(reason: Error): void {
    for (const wait of [...this.#waits]) wait.cancel(reason);
  }

  /** Leaves the waits of this moment and every later one without an end: nobody asks for it any more. */
  abandon(): void {
    this.#abandoned = true;
    for (const wait of [...this.#waits]) wait.abandon();
  }

  /** Rejects the waits of this moment and every later one. */
  close(reason: Error): void {
    this.#cancelled = reason;
    this.interrupt(reason);
  }
}

/** The scope of everything that is not run by `Background`. */
export const foreground = new Scope(false);

const storage = new AsyncLocalStorage<Scope>();

/** The scope of the running code. */
export function currentScope(): Scope {
  return storage.getStore() ?? foreground;
}

/** Calls `work`; every wait that it starts, now or later, belongs to `scope`. */
export function runInScope<T>(scope: Scope, work: () => T): T {
  return storage.run(scope, work);
}
