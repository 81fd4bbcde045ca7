/** What the servers on io_uring share: the sizes of a ring, and how long a round waits for its sends. */
import { IoUring } from "../../mux/io-uring.js";

const ENTRIES = 1024;
const CQ_ENTRIES = 16 * 1024;
const BUFFER_COUNT = 4096;

/**
 * How long a round waits for the completion of its sends, in seconds. Most are done at once, and would end the round
 * before anything has arrived.
 */
export const SENDING_S = 0.0001;

/** The ring of a server, which receives into buffers of `bufferSize` bytes. */
export function serverRing<T>(bufferSize: number): IoUring<T> {
  return new IoUring(ENTRIES, { cqEntries: CQ_ENTRIES, bufferCount: BUFFER_COUNT, bufferSize });
}
