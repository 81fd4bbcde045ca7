/**
 * Groups of waits that are cancelled together. The waits of the foreground, which is a script or a
 * notebook cell, form one group; those of each background server form another.
 *
 * A foreground wait keeps the process alive and ends when the user interrupts. A background wait does
 * neither; it ends when its server is stopped.
 */
import { AsyncLocalStorage } from "node:async_hooks";

/** A wait that a scope can end. */
export interface Cancellable {
  /** Rejects its promise. */
  cancel(reason: Error): void;
  /** Abandons it without settling its promise: the waiting code stays suspended. */
  detach(): void;
}

/** A closed scope rejects this many waits before it treats its code as unresponsive. */
const MAX_REJECTIONS = 100;

/** A group of waits that are cancelled together. */
export class CancelScope {
  readonly #waits = new Set<Cancellable>();
  #closeReason: Error | undefined;
  #detached = false;
  #rejections = 0;
  #onUnresponsive: () => void = () => {};

  constructor(readonly background: boolean) {}

  get size(): number {
    return this.#waits.size;
  }

  /**
   * Whether waits of this scope no longer settle: after `detach()`, or when the scope is closed and its
   * code is unresponsive. A loop that catches every error and waits again would otherwise occupy the
   * thread forever.
   */
  get detached(): boolean {
    return this.#detached || this.#rejections > MAX_REJECTIONS;
  }

  /** Resolves when code keeps starting waits although the scope is closed. */
  whenUnresponsive(): Promise<void> {
    return new Promise((resolve) => {
      this.#onUnresponsive = resolve;
      if (this.detached) resolve();
    });
  }

  /** Throws the reason given to `close()` if the scope is closed. */
  add(wait: Cancellable): void {
    if (this.#closeReason !== undefined) {
      this.#rejections++;
      if (this.detached) this.#onUnresponsive();
      throw this.#closeReason;
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

  /** Abandons the current and all later waits: they never settle. */
  detach(): void {
    this.#detached = true;
    for (const wait of [...this.#waits]) wait.detach();
  }

  /** Rejects the current and all later waits. */
  close(reason: Error): void {
    this.#closeReason = reason;
    this.interrupt(reason);
  }
}

/** The scope of code that does not run in any other scope. */
export const foreground = new CancelScope(false);

const storage = new AsyncLocalStorage<CancelScope>();

/** Returns the scope of the running code. */
export function currentScope(): CancelScope {
  return storage.getStore() ?? foreground;
}

/** Calls `work`. Its waits, and those of the asynchronous code that it starts, belong to `scope`. */
export function runInScope<T>(scope: CancelScope, work: () => T): T {
  return storage.run(scope, work);
}
