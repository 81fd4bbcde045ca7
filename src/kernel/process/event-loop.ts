/** Node's event loop. */
import { setImmediate as nextCheck } from "node:timers/promises";

/** Resolves after one whole turn of the event loop: what sockets and signals had brought is delivered. */
export async function wholeTurn(): Promise<void> {
  // The first check comes before the loop looks for news, if this was called while it delivered the last.
  await nextCheck();
  await nextCheck();
}
