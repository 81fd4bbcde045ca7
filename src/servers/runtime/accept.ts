import { constants as os } from "node:os";
import type { InetAddress } from "../../address-family.js";
import { type OSError, osError } from "../../errors.js";
import { acceptNow, wrapAccepted } from "../../socket/now.js";
import type { Socket } from "../../socket/socket.js";
import { recoverableAcceptError, recoverableError } from "./errors.js";

const { EMFILE } = os.errno;

/** How long a server waits after a failed `accept()` before it tries again, in seconds. */
export const ACCEPT_RETRY_S = 0.1;

/** What `Socket.accept()` returns. */
export type Accepted = [socket: Socket, address: InetAddress];

/**
 * Accepts a client without waiting. Returns `null` if no client is in the accept queue, which may
 * happen even if the listener was reported as ready: the client may have left. Returns errors of
 * `accept()` that the server survives, and throws others.
 *
 * @param limit A client whose descriptor is not below this is closed immediately, with `EMFILE`:
 *   select(2) cannot watch it.
 */
export function acceptReady(
  listener: Socket,
  limit: number = Number.POSITIVE_INFINITY,
): Accepted | OSError | null {
  let accepted: Accepted | null;
  try {
    accepted = acceptNow(listener);
  } catch (reason) {
    return recoverableAcceptError(reason);
  }
  if (accepted === null || accepted[0].fileno() < limit) return accepted;
  accepted[0].close();
  return osError(EMFILE, "accept", `on fd ${listener.fileno()}, beyond the limit of ${limit}`);
}

/**
 * Returns the client whose connection the kernel has accepted as `fd`; `null` if it has already left, and no longer
 * has an address.
 */
export function acceptedClient(listener: Socket, fd: number): Accepted | null {
  const socket = wrapAccepted(listener, fd);
  try {
    return [socket, socket.getpeername()];
  } catch (reason) {
    recoverableError(reason);
    socket.close();
    return null;
  }
}

/** Throws `RangeError` if the descriptor of a client that is taken over is not below `limit`. */
export function checkWatchable(fd: number, limit: number = Number.POSITIVE_INFINITY): void {
  if (fd >= limit) throw new RangeError(`cannot watch fd ${fd}, beyond the limit of ${limit}`);
}
