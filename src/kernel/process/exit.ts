/** Ends the kernel quickly, even if servers, timers and Workers run in it. */
import type { Worker } from "node:worker_threads";

/** How long terminate() may take: enough on a busy machine, and less than Jupyter waits for the kernel. */
const GRACE_MS = 1000;
const PARENT_POLL_MS = 1000;

const workers = new Set<Worker>();

/** Tracks the Workers that cells and libraries start, for {@link exit}. */
export function trackWorkers(): void {
  process.on("worker", (worker) => {
    workers.add(worker);
    worker.once("exit", () => workers.delete(worker));
  });
}

/**
 * Runs the `exit` handlers and ends the process. process.exit() would wait indefinitely for a Worker that is blocked
 * in a system call. So Workers are terminated first, and if one of them does not end, the process is killed.
 */
export async function exit(): Promise<void> {
  process.emit("exit", 0);
  process.removeAllListeners("exit");
  if (workers.size > 0) {
    const ended = Promise.all([...workers].map((worker) => worker.terminate()));
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, GRACE_MS))]);
    if (workers.size > 0) process.kill(process.pid, "SIGKILL");
  }
  process.exit(0);
}

/** Ends the kernel when the Jupyter server that started it has ended without shutting it down. */
export function exitWithParent(): void {
  const parent = process.ppid;
  const { JPY_PARENT_PID } = process.env;
  if (JPY_PARENT_PID === undefined) return;
  setInterval(() => {
    if (process.ppid !== parent) void exit();
  }, PARENT_POLL_MS).unref();
}
