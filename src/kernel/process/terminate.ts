/**
 * Interrupts code that neither node:vm nor the event loop can: a loop after the first await of a cell, or in the callback
 * of a timer or an event, also while no cell runs.
 *
 * Where a callback is ended like this, Node.js finds what it notes about callbacks to be wrong, and aborts the process
 * unless it is started with --no-force-async-hooks-checks.
 */

const POLL_MS = 500;

/** The state of the main thread, as a Worker sees it. */
export interface MainThread {
  /** The number of SIGINTs so far. */
  interrupts(): number;
  /** How many of them the main thread has handled. */
  handled(): number;
  /** Whether whatever it runs may be ended halfway: the student's code, but not the kernel's. */
  isInterruptible(): boolean;
}

/**
 * Terminates what the main thread runs when it has not handled a SIGINT for some time.
 * @param report is called before that
 */
export function terminateWhenStuck(main: MainThread, report: () => void): void {
  const isStuck = () => main.handled() < main.interrupts() && main.isInterruptible();
  let before = 0;
  let terminating = false;
  setInterval(async () => {
    const isOld = main.interrupts() === before;
    before = main.interrupts();
    // A second termination could end what the main thread does after the first, which may be the kernel's work.
    if (!isOld || terminating || !isStuck()) return;
    terminating = true;
    await terminateIf(isStuck, report);
    terminating = false;
  }, POLL_MS).unref();
}

async function terminateIf(isStuck: () => boolean, report: () => void): Promise<void> {
  const { Session } = await import("node:inspector");
  const session = new Session();
  session.connectToMainThread();
  try {
    // On a busy machine the main thread may have handled the SIGINT meanwhile.
    if (!isStuck()) return;
    report();
    await new Promise<void>((resolve) => {
      session.post("Runtime.terminateExecution", () => resolve());
    });
  } finally {
    session.disconnect();
  }
}
