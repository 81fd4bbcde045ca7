/** Makes the calls of a socket: each is attempted first and waits for readiness only after `EAGAIN`. */
import { constants as os } from "node:os";
import { MSG_DONTWAIT, MSG_ERRQUEUE, POLLERR, POLLHUP, POLLIN, POLLOUT } from "../constants.js";
import { describeFd, osError, TimeoutError } from "../errors.js";
import { checkInt } from "../validators.js";
import {
  type Deadline,
  deadlineIn,
  shouldYield,
  sleepUntil,
  waitForFd,
  yieldToEventLoop,
} from "../wait/index.js";
import type { SocketHandle } from "./handle.js";

const { EAGAIN } = os.errno;

export const READABLE: number = POLLIN | POLLHUP | POLLERR;
export const WRITABLE: number = POLLOUT | POLLHUP | POLLERR;

/** The kernel reports no event when a UNIX peer's queue drains, so retry on a timer. */
export const NO_EVENT = 0;
const UNIX_RETRY_MS = 2;

/** With these flags the kernel does not wait, even on a blocking socket. */
export const NONBLOCKING_FLAGS: number = MSG_DONTWAIT | MSG_ERRQUEUE;

/**
 * Repeats a call until its result is not `-EAGAIN`, and waits for `events` between attempts. `call` must
 * copy its result out of shared buffers, because other calls run before the returned promise settles.
 * Throws the typed error of a negative result (of `-EAGAIN`, too, if the socket or `flags` forbid
 * waiting), and `TimeoutError` once `deadline`, by default that of the socket's timeout, has passed.
 */
export async function callWhenReady<T>(
  handle: SocketHandle,
  syscall: string,
  events: number,
  flags: number,
  call: () => number | T,
  deadline?: Deadline,
): Promise<T> {
  checkInt("flags", flags);
  if (shouldYield()) await yieldToEventLoop();
  let until = deadline;
  while (true) {
    const result = call();
    if (typeof result !== "number" || result >= 0) return result as T;
    if (result !== -EAGAIN || handle.timeout === 0 || (flags & NONBLOCKING_FLAGS) !== 0) {
      throw osError(-result, syscall, describeFd(handle.fd));
    }
    until ??= deadlineIn(handle.timeout);
    await waitForEvents(handle, syscall, events, until);
  }
}

/** Returns the result of a call that never waits; `null` for `-EAGAIN`. Throws any other error. */
export function resultOrNull<T>(
  handle: SocketHandle,
  syscall: string,
  result: number | T,
): T | null {
  if (typeof result !== "number" || result >= 0) return result as T;
  if (result === -EAGAIN) return null;
  throw osError(-result, syscall, describeFd(handle.fd));
}

/** Waits for `events`, or briefly for `NO_EVENT`. Throws `TimeoutError` once the deadline has passed. */
export async function waitForEvents(
  handle: SocketHandle,
  syscall: string,
  events: number,
  deadline: Deadline,
): Promise<void> {
  const now = performance.now();
  if (now >= deadline) {
    const message = `${syscall} on fd ${handle.fd}: timed out after ${handle.timeout} s`;
    throw new TimeoutError(message, syscall);
  }
  if (events === NO_EVENT) await sleepUntil(Math.min(deadline, now + UNIX_RETRY_MS));
  else await waitForFd(handle.fd, events, deadline);
}
