/** What happens on SIGINT, which is how Jupyter interrupts a cell. */

/**
 * Called on every interrupt, before the running cell is made to fail. A library whose calls wait adds a function
 * that cancels the waits of the cell, so that the cell fails where it waited.
 */
export function interruptHooks(): Set<() => void> {
  const shared = globalThis as { [hooks]?: Set<() => void> };
  shared[hooks] ??= new Set();
  return shared[hooks];
}

const hooks = Symbol.for("day29.interrupt");
