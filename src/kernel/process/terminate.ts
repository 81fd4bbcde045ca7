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

/** Terminates what the main thread runs when it has not handled a SIGINT for some time. */
export function terminateWhenStuck(main: MainThread): void {
  let before = 0;
  setInterval(() => {
    const interrupts = main.interrupts();
    const isStuck = interrupts === before && main.handled() < interrupts && main.isInterruptible();
    before = interrupts;
    if (isStuck) void terminate();
  }, POLL_MS).unref();
}

async function terminate(): Promise<void> {
  const { Session } = await import("node:inspector");
  const session = new Session();
  session.connectToMainThread();
  session.post("Runtime.terminateExecution", () => session.disconnect());
}
