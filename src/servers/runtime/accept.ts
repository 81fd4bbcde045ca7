/** Accepting clients. */
import { constants as os } from "node:os";
import type { InetAddress } from "../../address-family.js";
import { type OSError, osError } from "../../errors.js";
import type { Socket } from "../../socket/socket.js";
import { recoverableAcceptError } from "./errors.js";

const { EMFILE } = os.errno;

/** How long a server waits, in seconds, before it accepts again after running out of descriptors. */
export const ACCEPT_RETRY_S = 0.1;

/** What `Socket.accept()` returns. */
export type Accepted = [socket: Socket, address: InetAddress];

/**
 * Accepts a client without waiting: `null` when the listener is not ready after all. A client whose
 * descriptor is not below `limit` is closed at once, as select(2) could not watch it.
 */
export function acceptReady(
  listener: Socket,
  limit: number = Number.POSITIVE_INFINITY,
): Accepted | OSError | null {
  let accepted: Accepted | null;
  try {
    accepted = listener.tryAccept();
  } catch (reason) {
    return recoverableAcceptError(reason);
  }
  if (accepted === null || accepted[0].fileno() < limit) return accepted;
  accepted[0].close();
  return osError(EMFILE, "accept", `on fd ${listener.fileno()}, beyond the limit of ${limit}`);
}
