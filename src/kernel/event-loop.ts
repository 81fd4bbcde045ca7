/** Node's event loop. */
import { setImmediate as nextCheck } from "node:timers/promises";

/** Resolves after a whole iteration of the event loop: messages and signals that had arrived are delivered. */
export async function loopIteration(): Promise<void> {
  // If this was called from the loop's poll phase, the first check phase follows without another poll in between.
  await nextCheck();
  await nextCheck();
}
