/** Distinguishes the errors that a server reports and survives from those that end it. */
import { InterruptedError, OSError } from "../../errors.js";

/**
 * The errors of `accept()` on a socket that is closed or does not listen: retrying does not help.
 */
const NOT_LISTENING: readonly (string | null)[] = ["EBADF", "EINVAL", "ENOTSOCK", "EOPNOTSUPP"];

/**
 * Returns `reason` if it is the error of a failed system call, which the server reports before it
 * continues. Rethrows anything else: a bug in the code, or an interrupt by the user.
 */
export function recoverableError(reason: unknown): OSError {
  if (reason instanceof OSError && !(reason instanceof InterruptedError)) return reason;
  throw reason;
}

/** Does the same for an error of `accept()`, but also rethrows if the socket does not listen. */
export function recoverableAcceptError(reason: unknown): OSError {
  const error = recoverableError(reason);
  if (NOT_LISTENING.includes(error.code)) throw error;
  return error;
}
