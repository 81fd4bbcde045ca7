/** SIGINT, which is how Jupyter interrupts a cell. */
import { Worker } from "node:worker_threads";

/**
 * Calls `interrupt` on SIGINT, except that a cell which has not come to its first await is stopped instead.
 *
 * Left to itself, node:vm removes all listeners before a cell and attaches them again after it. A SIGINT in between
 * is lost or ends the process; so is one that came while the cell was being compiled. Therefore the signal goes to a
 * Worker that watches for it all the time, and node:vm does not get to see the listeners.
 */
export function onSigint(interrupt: () => void): void {
  process.on("SIGINT", interrupt);
  const listenerCount = process.listenerCount.bind(process);
  process.listenerCount = (name: string | symbol) => (name === "SIGINT" ? 0 : listenerCount(name));
  const watch = new Worker(new URL("./sigint-watch.js", import.meta.url));
  watch.on("message", () => process.emit("SIGINT", "SIGINT"));
  watch.unref();
}
