/** The end of all operations of a ring. */
import * as libc from "../../sys/libc.js";
import { uring } from "../../sys/linux-uring.js";
import { uringSyncCancelReg } from "../../sys/uring-structs.js";
import { writeTimespec } from "./enter-timeout.js";

/** How long one attempt waits for operations that cannot be cancelled, such as reading a file, in milliseconds. */
const ATTEMPT_MS = 10;
const MAX_ATTEMPTS = 100;

/**
 * Cancels all operations and waits for their end, until none has ended for a second. Returns whether they have.
 *
 * @param drain Removes all completions, and returns the number of operations that are left.
 */
export function cancelAll(fd: number, drain: () => number): boolean {
  const view = new DataView(new ArrayBuffer(uringSyncCancelReg.size));
  view.setInt32(uringSyncCancelReg.fd, -1, true);
  const flags = uring.IORING_ASYNC_CANCEL_ALL | uring.IORING_ASYNC_CANCEL_ANY;
  view.setUint32(uringSyncCancelReg.flags, flags, true);
  writeTimespec(view, uringSyncCancelReg.timeout, ATTEMPT_MS);
  const argument = new Uint8Array(view.buffer);
  let left = drain();
  for (let attempt = 0; left > 0 && attempt < MAX_ATTEMPTS; attempt++) {
    libc.io_uring_register(fd, uring.IORING_REGISTER_SYNC_CANCEL, argument, 1);
    // Delivers the completions, also those that had no room.
    libc.io_uring_enter(fd, 0, 0, uring.IORING_ENTER_GETEVENTS, null, 0);
    const now = drain();
    // A small completion queue takes many attempts.
    if (now < left) attempt = 0;
    left = now;
  }
  return left === 0;
}
