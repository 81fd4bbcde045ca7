/** Waits for other processes. */
import { setTimeout } from "node:timers/promises";
import { HANG_MS, HANG_S } from "../tests/support/hang.js";

/** Waits until `condition` returns true. The error has the description `what()`. */
export async function until(condition: () => boolean, what: () => string): Promise<void> {
  const end = performance.now() + HANG_MS;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`not within ${HANG_S} s: ${what()}`);
    await setTimeout(5);
  }
}
