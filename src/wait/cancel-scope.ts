/**
 * Groups of waits that are cancelled together: those of the foreground, which is a script or a
 * notebook cell, and those of each server in the background.
 *
 * A foreground wait keeps the process alive and ends when the user interrupts. A background wait does
 * neither: it ends when its server is stopped.
 */
import { AsyncLocalStorage } from "node:async_hooks";

/** A wait that a scope can end. */
export interface Cancellable {
  /** Rejects it. */
  cancel(reason: Error): void;
  /** Gives it up without settling it: the waiting code stays suspended. */
  detach(): void;
}

/** A closed scope refuses this many waits with an error before it treats its code as unresponsive. */
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
   * Whether the waits of this scope never settle any more. That is so after `detach()`, and when the
   * code keeps waiting although every wait is refused, as a loop does that catches all errors: it
   * would otherwise occupy the thread forever.
   */
  get detached(): boolean {
    return this.#detached || this.#refusals > MAX_REFUSALS;
  }

  /** Resolves when code keeps waiting although the scope is closed. */
  whenUnresponsive(): Promise<void> {
    return new Promise((resolve) => {
      this.#onUnresponsive = resolve;
      if (this.detached) resolve();
    });
  }

  /** Throws the reason of `close()` once it was called. */
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

  /** Rejects the current waits. Later ones are not affected. */
  interrupt(reason: Error): void {
    for (const wait of [...this.#waits]) wait.cancel(reason);
  }

  /** Gives up the current and all later waits: they never settle. */
  detach(): void {
    this.#detached = true;
    for (const wait of [...this.#waits]) wait.detach();
  }

  /** Rejects the current and all later waits. */
  close(reason: Error): void {
    this.#cancelled = reason;
    this.interrupt(reason);
  }
}

/** The scope of all code that does not run in another one. */
export const foreground = new CancelScope(false);

const storage = new AsyncLocalStorage<CancelScope>();

/** The scope of the running code. */
export function currentScope(): CancelScope {
  return storage.getStore() ?? foreground;
}

/** Calls `work`. Every wait that it starts, also after it has returned, belongs to `scope`. */
export function runInScope<T>(scope: CancelScope, work: () => T): T {
  return storage.run(scope, work);
}
