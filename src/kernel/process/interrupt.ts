/** How a library whose calls wait takes part in an interrupt. */

const HOOKS = Symbol.for("day29.interrupt");

/**
 * Calls the functions that libraries have put into the `Set` at `globalThis[Symbol.for("day29.interrupt")]`. Each
 * cancels the waits of the running cell, so that the cell fails where it waited, and nothing goes on after its end.
 */
export function cancelWaits(): void {
  const { [HOOKS]: hooks } = globalThis as { [HOOKS]?: Set<() => void> };
  for (const cancel of hooks ?? []) cancel();
}
