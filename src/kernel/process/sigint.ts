/** SIGINT, by which Jupyter interrupts a cell. */
import { Worker } from "node:worker_threads";

/**
 * Calls `interrupt` on SIGINT. A cell that has not reached its first await is stopped by node:vm instead.
 *
 * On its own, node:vm removes all listeners before a cell and attaches them again after it. A SIGINT in between is lost
 * or ends the process, and so is one that arrives while the cell is being compiled. Therefore a Worker watches for the
 * signal all the time, and the listeners are hidden from node:vm.
 */
export function onSigint(interrupt: () => void): void {
  process.on("SIGINT", interrupt);
  const listenerCount = process.listenerCount.bind(process);
  process.listenerCount = (name: string | symbol) => (name === "SIGINT" ? 0 : listenerCount(name));
  const watch = new Worker(new URL("./sigint-watch.js", import.meta.url));
  watch.on("message", () => process.emit("SIGINT", "SIGINT"));
  watch.unref();
}
