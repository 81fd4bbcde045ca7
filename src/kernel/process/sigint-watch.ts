/**
 * Runs in a Worker of the kernel: tells the kernel of every SIGINT.
 *
 * As long as node:vm watches for SIGINT here, its handler stays in place; a cell that starts and ends does not take it
 * away. The outer watch is there while the inner one is being set up again. A signal goes to the watch that was set up
 * last, which must be that of the running cell: so the kernel hears of a signal, and goes on to the next cell, only
 * when the watch here stands again.
 */
import { runInThisContext } from "node:vm";
import { parentPort } from "node:worker_threads";

let received = false;

function untilSigint(code: string): void {
  try {
    runInThisContext(code, { breakOnSigint: true });
  } catch {
    received = true;
  }
}

function report(): void {
  if (received) parentPort?.postMessage("SIGINT");
  received = false;
}

const SLEEP = "report(); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)";
Object.assign(globalThis, { report, sleep: () => untilSigint(SLEEP) });
for (;;) untilSigint("for (;;) sleep()");
