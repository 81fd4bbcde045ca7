/** Waiting for what another process does. */
import { setTimeout } from "node:timers/promises";

/** How long something may take that is to come about, in milliseconds: machines may be busy. */
const MAX_WAIT_MS = 20_000;

/** Waits until `condition` answers true. `what` says in the error what did not come about. */
export async function until(condition: () => boolean, what: () => string): Promise<void> {
  const end = performance.now() + MAX_WAIT_MS;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`still not after a while: ${what()}`);
    await setTimeout(5);
  }
}
