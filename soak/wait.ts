/** Waiting for what another process does. */
import { setTimeout } from "node:timers/promises";
import { HANG_MS, HANG_S } from "../tests/support/hang.js";

/** Waits until `condition` answers true. `what` says in the error what did not come about. */
export async function until(condition: () => boolean, what: () => string): Promise<void> {
  const end = performance.now() + HANG_MS;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`not within ${HANG_S} s: ${what()}`);
    await setTimeout(5);
  }
}
