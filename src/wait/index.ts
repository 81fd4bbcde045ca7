/** How a call that must block waits: one question, `waitUntilReady()`, and two ways to answer it. */
import { constants } from "node:os";
import { getHost } from "../sys/host.js";
import { pollOne } from "../sys/poll-one.js";
import { foreground } from "./cancel-scope.js";
import { interrupted, waitForEvents, waitForTurn } from "./cooperative.js";
import { type Deadline, millisecondsLeft } from "./deadline.js";

export { CancelScope, runInScope } from "./cancel-scope.js";
export { trackFd, untrackFd, waitForWork } from "./cooperative.js";
export { checkTimeout, type Deadline, deadlineIn } from "./deadline.js";

const { EINTR } = constants.errno;

/**
 * How calls wait: `"cooperative"` leaves Node's event loop running, `"blocking"` stops
 * this thread inside the system call, as C and Python do.
 */
export type Waiting = "cooperative" | "blocking";

let waiting: Waiting = "cooperative";

/**
 * Chooses how every call of this thread waits from now on.
 *
 * `"blocking"` is the fastest, for a process that does nothing but serve: while a call
 * waits, no timer and no other promise runs. Throws `TypeError` for any other mode.
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

/** How calls of this thread wait now. */
export function getWaiting(): Waiting {
  return waiting;
}

/** Rejects every wait of the foreground with `InterruptedError`; background servers go on. */
export function interruptWaits(): void {
  foreground.interrupt(interrupted());
}

getHost()?.onInterrupt(interruptWaits);

/** Operations between two turns of the event loop: a millisecond of work, or two. */
const OPERATIONS_PER_TURN = 512;
let operations = 0;

/**
 * Counts an operation that did not have to wait. True now and then: the caller then awaits
 * `yieldToEventLoop()`, so that sockets that are always ready do not starve timers, signals and the kernel.
 */
export function shouldYield(): boolean {
  return ++operations >= OPERATIONS_PER_TURN;
}

/** Lets the event loop turn once. Rejects when the user interrupts meanwhile. */
export async function yieldToEventLoop(): Promise<void> {
  operations = 0;
  await waitForTurn();
}

/** How long the system call that asks for readiness may itself block, in milliseconds; -1 for ever. */
export function syscallTimeout(deadline: Deadline): number {
  if (waiting === "cooperative") return 0;
  return deadline === Number.POSITIVE_INFINITY ? -1 : millisecondsLeft(deadline);
}

/**
 * After a call that found nothing ready: resolves when asking again makes sense.
 * `fds` and `events` say what would make it ready.
 */
export async function waitUntilReady(
  fds: ArrayLike<number>,
  events: ArrayLike<number>,
  deadline: Deadline,
): Promise<void> {
  if (waiting === "cooperative") {
    operations = 0;
    await waitForEvents(fds, events, deadline);
  }
}

/** Like `waitUntilReady()` for one descriptor, for calls that cannot ask for readiness themselves. */
export async function waitForFd(fd: number, events: number, deadline: Deadline): Promise<void> {
  if (waiting === "cooperative") return waitUntilReady([fd], [events], deadline);
  const result = pollOne(fd, events, Math.ceil(syscallTimeout(deadline)));
  if (result === -EINTR) await yieldToEventLoop();
}

/** Waits until the deadline, for what no event announces. */
export async function sleepUntil(deadline: Deadline): Promise<void> {
  if (waiting === "cooperative") return waitUntilReady([], [], deadline);
  pollOne(-1, 0, Math.ceil(syscallTimeout(deadline)));
}
