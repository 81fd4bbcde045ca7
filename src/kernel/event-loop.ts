/** Node's event loop. */
import { setImmediate as nextCheck } from "node:timers/promises";

/** Resolves after a full iteration of the event loop, in which messages and signals that have arrived are delivered. */
export async function loopIteration(): Promise<void> {
  // If this is called in the poll phase, the first check phase follows without another poll phase in between.
  await nextCheck();
  await nextCheck();
}
