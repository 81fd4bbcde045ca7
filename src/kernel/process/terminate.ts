/** Interrupts code that neither node:vm nor the event loop can: a loop after the first await of a cell. */

const POLL_MS = 500;

/** The state of the main thread, as a Worker sees it. */
export interface MainThread {
  /** The number of SIGINTs so far. */
  interrupts(): number;
  /** How many of them the main thread has handled. */
  handled(): number;
  /** Whether it runs the code of a cell, and nothing that must not be stopped halfway. */
  isRunningCell(): boolean;
}

/** Terminates what the main thread runs when it has not handled a SIGINT for some time. */
export function terminateWhenStuck(main: MainThread): void {
  let before = 0;
  setInterval(() => {
    const interrupts = main.interrupts();
    const isStuck = interrupts === before && main.handled() < interrupts && main.isRunningCell();
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
