/**
 * Runs in a Worker: reports every SIGINT to the kernel.
 *
 * As long as node:vm watches for SIGINT here, its signal handler stays installed when a cell ends. There are two nested
 * watches: the outer one covers the time in which the inner one is restarted. A signal goes to the watch that was
 * started last, which must be that of the running cell. Therefore a signal is reported only after the inner watch has
 * been restarted, so that the kernel runs the next cell after that.
 */
import { runInThisContext } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { monotonicMs } from "./clock.js";
import type { SigintCounter } from "./sigint.js";

const { words, interrupts, wake }: SigintCounter = workerData;
let received = false;

function untilSigint(code: string): void {
  try {
    runInThisContext(code, { breakOnSigint: true });
  } catch {
    received = true;
  }
}

function report(): void {
  if (received) {
    parentPort?.postMessage(monotonicMs());
    Atomics.add(words, interrupts, 1);
    Atomics.add(words, wake, 1);
    Atomics.notify(words, wake);
  }
  received = false;
}

const SLEEP = "report(); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)";
Object.assign(globalThis, { report, sleep: () => untilSigint(SLEEP) });
for (;;) untilSigint("for (;;) sleep()");
