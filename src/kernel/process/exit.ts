/** Ends the kernel quickly, even if servers, timers and Workers run in it. */
import type { Worker } from "node:worker_threads";

/** How long terminate() may take: enough on a busy machine, and less than Jupyter waits for the kernel. */
const GRACE_MS = 1000;

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

/** Part of Node.js that process.exit() and fatal errors call last. It is undocumented, but popular packages rely on it. */
interface Exiting {
  reallyExit(code?: number): never;
}

/** Calls `close` right before the process ends in any way that Node.js controls, after the `exit` handlers. */
export function beforeExit(close: () => void): void {
  const exiting = process as unknown as Exiting;
  const { reallyExit } = exiting;
  exiting.reallyExit = (code) => {
    close();
    return reallyExit.call(process, code);
  };
}
