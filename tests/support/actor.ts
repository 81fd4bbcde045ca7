/** A second thread, which acts when the main thread sleeps in a system call. */
import type { TestContext } from "node:test";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { MSG_NOSIGNAL } from "day29";
import { send } from "#day29/sys/libc.js";
import { stateOf } from "./proc.js";

/** What the actor does: send bytes on a descriptor, or send this process some signals. */
export type Act =
  | { readonly send: string; readonly fd: number }
  | { readonly signals: number; readonly send: string; readonly fd: number };

/** Does `act` when the main thread sleeps in a system call. */
export function whenAsleep(t: TestContext, act: Act): void {
  const worker = new Worker(new URL(import.meta.url), { workerData: act });
  t.after(() => worker.terminate());
}

const clock = new Int32Array(new SharedArrayBuffer(4));

function waitUntilAsleep(): void {
  while (stateOf("self", process.pid) !== "S") Atomics.wait(clock, 0, 0, 1);
}

if (!isMainThread && workerData !== null) {
  const act = workerData as Act;
  if ("signals" in act) {
    for (let i = 0; i < act.signals; i++) {
      waitUntilAsleep();
      process.kill(process.pid, "SIGWINCH");
    }
  }
  waitUntilAsleep();
  send(act.fd, Buffer.from(act.send), act.send.length, MSG_NOSIGNAL);
}
