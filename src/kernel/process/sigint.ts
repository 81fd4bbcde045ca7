/** Handles SIGINT, which Jupyter sends to interrupt a cell. */
import { Worker } from "node:worker_threads";
import { monotonicMs } from "./clock.js";

/** Shared memory in which a thread that waits synchronously learns of a SIGINT. */
export interface SigintCounter {
  words: Int32Array;
  /** The index of the number of SIGINTs. */
  interrupts: number;
  /** The index of the word on which threads wait; it changes as well. */
  wake: number;
}

/**
 * Calls `interrupt` on SIGINT, with the time at which it arrived, see {@link monotonicMs}. Before its first await, a cell is stopped by node:vm instead.
 *
 * By default, node:vm removes all listeners before it runs a cell, and adds them again afterwards. A SIGINT between
 * these steps, or while the cell is being compiled, would be lost or would end the process. Therefore a Worker watches
 * for the signal all the time, and the listeners are hidden from node:vm.
 */
export function onSigint(interrupt: (arrivedAt: number) => void, counter: SigintCounter): void {
  let arrivedAt: number | undefined;
  process.on("SIGINT", () => interrupt(arrivedAt ?? monotonicMs()));
  const listenerCount = process.listenerCount.bind(process);
  process.listenerCount = (name: string | symbol) => (name === "SIGINT" ? 0 : listenerCount(name));
  const watch = new Worker(new URL("./sigint-watch.js", import.meta.url), {
    workerData: counter,
  });
  watch.on("message", (time: number) => {
    arrivedAt = time;
    try {
      process.emit("SIGINT", "SIGINT");
    } finally {
      arrivedAt = undefined;
    }
  });
  watch.unref();
}
