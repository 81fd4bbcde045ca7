/** listen(2), accept(2), connect(2) and shutdown(2). */
import { constants as os } from "node:os";
import type { Address } from "../address-family.js";
import { AF_UNIX, POLLOUT } from "../constants.js";
import { check, TimeoutError } from "../errors.js";
import * as libc from "../sys/libc.js";
import { pollOne } from "../sys/poll-one.js";
import { checkInt } from "../validators.js";
import { deadlineIn } from "../wait/index.js";
import {
  callWhenReady,
  NO_EVENT,
  READABLE,
  resultOrNull,
  WRITABLE,
  waitForEvents,
} from "./attempt.js";
import { sockaddr, sockaddrOf } from "./endpoints.js";
import { NEW_FD_FLAGS, SocketHandle } from "./handle.js";

const { EAGAIN, EALREADY, EINPROGRESS, EINTR } = os.errno;

/** Errors of connect(2) after which the kernel continues to connect. */
const CONNECTING: ReadonlySet<number> = new Set([EINPROGRESS, EALREADY, EINTR]);

/** Returns 0 or the errno of connect(2). Throws `TimeoutError`. */
export async function connect(handle: SocketHandle, address: Address): Promise<number> {
  const to = await sockaddrOf(handle.family, address);
  const deadline = deadlineIn(handle.timeout);
  while (true) {
    const result = libc.connect(handle.fd, to, to.length);
    if (handle.timeout !== 0 && CONNECTING.has(-result)) {
      // Calling connect(2) again updates the state of the socket, which reading SO_ERROR does not.
      while (handle.fd >= 0 && pollOne(handle.fd, POLLOUT, 0) === 0) {
        await waitForEvents(handle, "connect", WRITABLE, deadline);
      }
    } else if (handle.timeout !== 0 && result === -EAGAIN && handle.family === AF_UNIX) {
      // The listener's accept queue is full.
      await waitForEvents(handle, "connect", NO_EVENT, deadline);
    } else {
      return Math.abs(result);
    }
  }
}

/** Returns EAGAIN when the timeout expires, as Python does. */
export async function connectEx(handle: SocketHandle, address: Address): Promise<number> {
  try {
    return await connect(handle, address);
  } catch (error) {
    if (error instanceof TimeoutError && error.errno === null) return EAGAIN;
    throw error;
  }
}

export function listen({ fd }: SocketHandle, backlog: number): void {
  checkInt("backlog", backlog);
  check(libc.listen(fd, Math.max(0, backlog)), "listen", fd);
}

/** `toSocket` wraps the handle of the accepted connection. */
export function accept<S>(
  handle: SocketHandle,
  toSocket: (handle: SocketHandle) => S,
): Promise<[socket: S, address: Address]> {
  return callWhenReady(handle, "accept", READABLE, 0, () => acceptNext(handle, toSocket));
}

export function acceptNow<S>(
  handle: SocketHandle,
  toSocket: (handle: SocketHandle) => S,
): [socket: S, address: Address] | null {
  return resultOrNull(handle, "accept", acceptNext(handle, toSocket));
}

function acceptNext<S>(
  { fd, family, type, proto, onAccept }: SocketHandle,
  toSocket: (handle: SocketHandle) => S,
): number | [socket: S, address: Address] {
  const { bytes, length } = sockaddr.reset();
  const accepted = libc.accept4(fd, bytes, length, NEW_FD_FLAGS);
  if (accepted < 0) return accepted;
  const connection = new SocketHandle(accepted, family, type, proto);
  onAccept?.(connection);
  return [toSocket(connection), sockaddr.address as Address];
}

export function shutdown({ fd }: SocketHandle, how: number): void {
  checkInt("how", how);
  check(libc.shutdown(fd, how), "shutdown", fd);
}
