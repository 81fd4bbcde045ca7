/**
 * Runs in a Worker of the kernel: tells the kernel of every SIGINT.
 *
 * As long as node:vm watches for SIGINT here, its handler stays in place; a cell that starts and ends does not take it
 * away. The outer watch is there while the inner one is being set up again.
 */
import { runInThisContext } from "node:vm";
import { parentPort } from "node:worker_threads";

function untilSigint(code: string): void {
  try {
    runInThisContext(code, { breakOnSigint: true });
  } catch {
    parentPort?.postMessage("SIGINT");
  }
}

const sleep = () => untilSigint("Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)");
Object.assign(globalThis, { sleep });
for (;;) untilSigint("for (;;) sleep()");
