/** Waits for readiness, cooperatively or inside the system call: chooses between the two. */
import { getHost } from "../sys/host.js";
import * as blocking from "./blocking.js";
import { foreground } from "./cancel-scope.js";
import * as cooperative from "./cooperative.js";
import type { Deadline } from "./deadline.js";

export { CancelScope, runInScope } from "./cancel-scope.js";
export { shouldYield, trackFd, untrackFd, waitForWork, yieldToEventLoop } from "./cooperative.js";
export { type Deadline, deadlineIn } from "./deadline.js";

/**
 * How calls wait: `"cooperative"` leaves Node's event loop running, `"blocking"` stops
 * this thread inside the system call, as C and Python do.
 */
export type Waiting = "cooperative" | "blocking";

let waiting: Waiting = "cooperative";

/**
 * Sets how every call of this thread waits from now on.
 *
 * `"blocking"` is the fastest, for a process that only serves: while a call waits, no timer and no
 * other promise runs. Throws `TypeError` for any other mode.
 *
 * @example
 * setWaiting("blocking");
 * await select([], [], [], 0.1); // sleeps inside select(2): nothing else happens meanwhile
 * setWaiting("cooperative");
 */
export function setWaiting(mode: Waiting): void {
  if (mode !== "cooperative" && mode !== "blocking") {
    throw new TypeError(`waiting is "cooperative" or "blocking", not ${JSON.stringify(mode)}`);
  }
  waiting = mode;
}

/** The current mode of this thread. */
export function getWaiting(): Waiting {
  return waiting;
}

/** Rejects every wait of the foreground with `InterruptedError`. Background servers continue. */
export function interruptWaits(): void {
  foreground.interrupt(cooperative.interrupted());
}

getHost()?.onInterrupt(interruptWaits);

/** How long a system call that reports readiness may itself block, in milliseconds; -1 is forever. */
export function syscallTimeout(deadline: Deadline): number {
  return waiting === "cooperative" ? 0 : blocking.blockingTimeout(deadline);
}

/**
 * To be awaited after a call that reports readiness has found nothing ready: resolves when it is time
 * to repeat the call, which in blocking mode has waited itself. `fds` and `events` are what it waits
 * for.
 */
export async function waitUntilReady(
  fds: ArrayLike<number>,
  events: ArrayLike<number>,
  deadline: Deadline,
): Promise<void> {
  if (waiting === "cooperative") await cooperative.waitForEvents(fds, events, deadline);
}

/** Waits for a single descriptor, for calls that do not report readiness themselves. */
export async function waitForFd(fd: number, events: number, deadline: Deadline): Promise<void> {
  if (waiting === "cooperative") return cooperative.waitForEvents([fd], [events], deadline);
  await blocking.waitForFd(fd, events, deadline);
}

/** Waits until the deadline, for conditions that no event reports. */
export async function sleepUntil(deadline: Deadline): Promise<void> {
  if (waiting === "cooperative") return cooperative.waitForEvents([], [], deadline);
  blocking.sleepUntil(deadline);
}
