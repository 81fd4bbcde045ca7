/** Waits for readiness, cooperatively or inside the system call, as `setWaiting()` has chosen. */
import { getHost } from "../sys/host.js";
import { shown } from "../validators.js";
import * as blocking from "./blocking.js";
import { foreground } from "./cancel-scope.js";
import * as cooperative from "./cooperative.js";
import type { Deadline } from "./deadline.js";

export { CancelScope, runInScope } from "./cancel-scope.js";
export {
  closedSince,
  closings,
  prepareWaits,
  shouldYield,
  trackFd,
  untrackFd,
  waitForWork,
  yieldToEventLoop,
} from "./cooperative.js";
export { type Deadline, deadlineIn } from "./deadline.js";

/**
 * How calls wait: `"cooperative"` leaves Node's event loop running; `"blocking"` stops this thread
 * inside the system call, as C and Python do.
 */
export type Waiting = "cooperative" | "blocking";

let waiting: Waiting = "cooperative";

/**
 * Sets how the calls of this thread wait from now on. The initial mode is `"cooperative"`.
 *
 * `"blocking"` is faster but stops the event loop: while a call waits, no timer fires and no other
 * asynchronous code runs. Use it in a process that only serves. Throws `TypeError` for any other mode,
 * and `OSError` if no descriptor is free.
 *
 * @example
 * setWaiting("blocking");
 * await select([], [], [], 0.1); // sleeps inside select(2); nothing else runs meanwhile
 * setWaiting("cooperative");
 */
export function setWaiting(mode: Waiting): void {
  if (mode !== "cooperative" && mode !== "blocking") {
    throw new TypeError(`waiting is "cooperative" or "blocking", not ${shown(mode)}`);
  }
  // Blocking code yields to the event loop only now and then, by when no descriptor may be free.
  if (mode === "blocking") cooperative.prepareWaits();
  waiting = mode;
}

/** Returns how the calls of this thread wait. */
export function getWaiting(): Waiting {
  return waiting;
}

/** Rejects every wait of the foreground with `InterruptedError`. Background servers continue. */
export function interruptWaits(): void {
  foreground.interrupt(cooperative.interrupted());
}

getHost()?.onInterrupt(interruptWaits);

/** Returns how long a system call that reports readiness may block, in milliseconds; -1 is forever. */
export function syscallTimeout(deadline: Deadline): number {
  return waiting === "cooperative" ? 0 : blocking.blockingTimeout(deadline);
}

/**
 * Waits until it is time to repeat a call that reports readiness and has found nothing ready. `fds` and
 * `events` are what it waits for. In blocking mode this returns immediately, because the system call
 * has already waited.
 */
export async function waitUntilReady(
  fds: ArrayLike<number>,
  events: ArrayLike<number>,
  deadline: Deadline,
): Promise<void> {
  if (waiting === "cooperative") await cooperative.waitForEvents(fds, events, deadline);
}

/** Waits for a single descriptor, for calls that do not report readiness. */
export async function waitForFd(fd: number, events: number, deadline: Deadline): Promise<void> {
  if (waiting === "cooperative") return cooperative.waitForEvents([fd], [events], deadline);
  await blocking.waitForFd(fd, events, deadline);
}

/** Waits until the deadline, for conditions that cause no event. */
export async function sleepUntil(deadline: Deadline): Promise<void> {
  if (waiting === "cooperative") return cooperative.waitForEvents([], [], deadline);
  blocking.sleepUntil(deadline);
}
