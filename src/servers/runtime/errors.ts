/** Which errors a server reports and survives, and which end it. */
import { InterruptedError, OSError } from "../../errors.js";

/** Errors of a socket that is closed or does not listen: waiting does not fix them. */
const NOT_LISTENING: readonly (string | null)[] = ["EBADF", "EINVAL", "ENOTSOCK", "EOPNOTSUPP"];

/**
 * Returns the error of a failed system call, which a server reports before it continues. Rethrows
 * anything else: a mistake in the code, or the user's interrupt.
 */
export function recoverableError(reason: unknown): OSError {
  if (reason instanceof OSError && !(reason instanceof InterruptedError)) return reason;
  throw reason;
}

/** The same for `accept()`, whose listener must still be one. */
export function recoverableAcceptError(reason: unknown): OSError {
  const error = recoverableError(reason);
  if (NOT_LISTENING.includes(error.code)) throw error;
  return error;
}
