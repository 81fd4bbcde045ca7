import { IoUring } from "../mux/io-uring.js";
import { checkInstance } from "../validators.js";
import { output } from "./host.js";
import { ringBundle } from "./views/uring/bundle.js";
import { viewOf } from "./views/uring/view.js";

/**
 * Shows a ring of io_uring as it is now: how many entries of its two queues are in use, as a picture, and its operations:
 * prepared, under way, or done. Removes no completion. Throws `TypeError` for anything else.
 *
 * @example
 * const [left, right] = socketpair();
 * const ring = new IoUring<string>(8);
 * ring.prepRecv(left, "received");
 * showUring(ring); // submission queue 1 of 8, 0 under way, completion queue 0 of 32
 * ring.submit();
 * showUring(ring); // submission queue 0 of 8, 1 under way, completion queue 0 of 32
 * for (const resource of [ring, left, right]) resource.close();
 */
export function showUring(ring: IoUring): void {
  checkInstance("ring", ring, IoUring);
  output(ringBundle(viewOf(ring)));
}
