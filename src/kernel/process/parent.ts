/** The process that started the kernel. */

const POLL_MS = 1000;

/** The process that adopts those whose parent has ended. */
const INIT = 1;

/** Calls `listener` once when the Jupyter server that started the kernel has ended without shutting it down. */
export function onParentExit(listener: () => void): void {
  const server = Number(process.env.JPY_PARENT_PID);
  if (!Number.isInteger(server)) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    // The server may have ended before this was called.
    const orphaned = parent === INIT && server !== INIT && !isRunning(server);
    if (process.ppid === parent && !orphaned) return;
    clearInterval(timer);
    listener();
  }, POLL_MS).unref();
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
