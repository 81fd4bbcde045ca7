/** Waiting for what another process does. */
import { setTimeout } from "node:timers/promises";
import { HANG_MS, HANG_S } from "../tests/support/hang.js";

/** Waits until `condition` returns true. The error says `what` was awaited. */
export async function until(condition: () => boolean, what: () => string): Promise<void> {
  const end = performance.now() + HANG_MS;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`not within ${HANG_S} s: ${what()}`);
    await setTimeout(5);
  }
}
