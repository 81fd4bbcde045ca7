/** The process that started the kernel. */

const POLL_MS = 1000;

/** Calls `listener` once when the Jupyter server that started the kernel has ended without shutting it down. */
export function onParentExit(listener: () => void): void {
  const parent = process.ppid;
  if (process.env.JPY_PARENT_PID === undefined) return;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    listener();
  }, POLL_MS).unref();
}
