/** What an error means to a server. */
import { InterruptedError, OSError } from "../../errors.js";

/**
 * The error of a failed call: a server tells it and goes on. Everything else is a mistake in the
 * code, or the user's interrupt, and is thrown on.
 */
export function failureOf(reason: unknown): OSError {
  if (reason instanceof OSError && !(reason instanceof InterruptedError)) return reason;
  throw reason;
}
