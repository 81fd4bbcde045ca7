/** Waits that stop this thread inside poll(2), for calls on descriptors, which are non-blocking. */
import { constants } from "node:os";
import { pollOne } from "../sys/poll-one.js";
import { yieldToEventLoop } from "./cooperative.js";
import { type Deadline, millisecondsLeft } from "./deadline.js";

const { EINTR } = constants.errno;

/** Returns how long a system call may block, in milliseconds; -1 blocks indefinitely. */
export function blockingTimeout(deadline: Deadline): number {
  return deadline === Number.POSITIVE_INFINITY ? -1 : millisecondsLeft(deadline);
}

/** Waits until the descriptor has one of the events, the deadline passes, or a signal arrives. */
export async function waitForFd(fd: number, events: number, deadline: Deadline): Promise<void> {
  const result = pollOne(fd, events, Math.ceil(blockingTimeout(deadline)));
  // Node runs signal handlers in its event loop.
  if (result === -EINTR) await yieldToEventLoop();
}

export function sleepUntil(deadline: Deadline): void {
  pollOne(-1, 0, Math.ceil(blockingTimeout(deadline)));
}
