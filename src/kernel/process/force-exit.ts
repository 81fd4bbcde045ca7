/** Ends the process from a Worker, even if the main thread is in an endless loop. */

/** After this time the main thread is interrupted, in case a cell keeps it from ending the process. */
const INTERRUPT_MS = 500;
/** How long the exit handlers may take. Jupyter kills a kernel that has not ended after 5 s. */
const KILL_MS = 4000;
const CLOSE_MS = 500;

/**
 * Interrupts the main thread if it has not begun to exit soon, and kills the process if it has not ended in time.
 * @param isExiting returns whether the main thread is ending the process
 * @param close closes what others should see closed in an orderly way
 */
export function forceExit(isExiting: () => boolean, close: () => Promise<void>): void {
  setTimeout(() => {
    if (!isExiting()) process.kill(process.pid, "SIGINT");
  }, INTERRUPT_MS);
  setTimeout(() => {
    setTimeout(kill, CLOSE_MS);
    void close().then(kill);
  }, KILL_MS);
}

function kill(): void {
  process.kill(process.pid, "SIGKILL");
}
