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
  detach(): void;
}

/** So many waits of a closed scope are refused; more come from code that does not listen. */
const MAX_REFUSALS = 100;

/** A group of waits that are cancelled together. */
export class CancelScope {
  readonly #waits = new Set<Cancellable>();
  #cancelled: Error | undefined;
  #detached = false;
  #refusals = 0;
  #onUnresponsive: () => void = () => {};

  constructor(readonly background: boolean) {}

  get size(): number {
    return this.#waits.size;
  }

  /**
   * Whether waits of this scope never end any more: it was abandoned, or its code goes on to wait
   * however often it is told that the scope is closed, as a loop does that catches every error. Such
   * a loop would keep the thread busy for ever.
   */
  get detached(): boolean {
    return this.#detached || this.#refusals > MAX_REFUSALS;
  }

  /** Resolves when code ignores that the scope is closed. */
  whenUnresponsive(): Promise<void> {
    return new Promise((resolve) => {
      this.#onUnresponsive = resolve;
      if (this.detached) resolve();
    });
  }

  /** Throws the reason once the scope was closed. */
  add(wait: Cancellable): void {
    if (this.#cancelled !== undefined) {
      this.#refusals++;
      if (this.detached) this.#onUnresponsive();
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
  detach(): void {
    this.#detached = true;
    for (const wait of [...this.#waits]) wait.detach();
  }

  /** Rejects the waits of this moment and every later one. */
  close(reason: Error): void {
    this.#cancelled = reason;
    this.interrupt(reason);
  }
}

/** The scope of everything that is not run by a server in the background. */
export const foreground = new CancelScope(false);

const storage = new AsyncLocalStorage<CancelScope>();

/** The scope of the running code. */
export function currentScope(): CancelScope {
  return storage.getStore() ?? foreground;
}

/** Calls `work`; every wait that it starts, now or later, belongs to `scope`. */
export function runInScope<T>(scope: CancelScope, work: () => T): T {
  return storage.run(scope, work);
}
