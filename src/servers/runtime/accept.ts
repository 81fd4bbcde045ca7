/** Accepting clients: what may go wrong, and who is to blame. */
import { constants as os } from "node:os";
import type { InetAddress } from "../../address-family.js";
import { type OSError, osError } from "../../errors.js";
import type { Socket } from "../../socket/socket.js";
import { failureOf } from "./failure.js";

const { EMFILE } = os.errno;

/** How long accepting rests, in seconds, when the system has no descriptor left for a client. */
export const ACCEPT_RETRY_S = 0.1;

/** Errors of a socket that is closed, or does not listen: waiting does not mend them. */
const NO_LISTENER: readonly (string | null)[] = ["EBADF", "EINVAL", "ENOTSOCK", "EOPNOTSUPP"];

/** What `Socket.accept()` answers. */
export type Accepted = [socket: Socket, address: InetAddress];

/** Why no client could be accepted now. Everything else is thrown on. */
export function acceptFailureOf(reason: unknown): OSError {
  const error = failureOf(reason);
  if (NO_LISTENER.includes(error.code)) throw error;
  return error;
}

/**
 * Accepts a client on a listener that was ready, and does not wait: `null` when it was not after
 * all. A client whose descriptor is not below `limit` is sent away, as nobody could watch it.
 */
export function acceptReady(
  listener: Socket,
  limit: number = Number.POSITIVE_INFINITY,
): Accepted | OSError | null {
  let accepted: Accepted | null;
  try {
    accepted = listener.tryAccept();
  } catch (reason) {
    return acceptFailureOf(reason);
  }
  if (accepted === null || accepted[0].fileno() < limit) return accepted;
  accepted[0].close();
  return osError(EMFILE, "accept", `on fd ${listener.fileno()}, beyond the limit of ${limit}`);
}
