/** The end of what a ring has under way for the clients of a server. */
import type { IoUring } from "../../mux/io-uring.js";

/** An operation of a socket ends at once; this only ends an endless loop. */
const MAX_MS = 1000;

/**
 * Cancels all operations. Yields how many were submitted and how many have completed, which the caller must handle,
 * until all have ended. Throws `Error` if some do not.
 */
export function* endOperations<T>(
  uring: IoUring<T | null>,
): Generator<readonly [submitted: number, completions: number], void, void> {
  const limit = performance.now() + MAX_MS;
  uring.prepCancelAll(null);
  while (uring.pending > 0) {
    if (performance.now() > limit) throw new Error(`${uring.pending} operations have not ended`);
    const submitted = uring.submit();
    if (uring.ready > 0) yield [submitted, uring.ready];
  }
}
