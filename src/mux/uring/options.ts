/** The options of `new IoUring()`. */
import { checkInteger, checkOptions, shown } from "../../validators.js";
import type { RingSizes } from "./ring.js";

/** The largest queues that the kernel sets up. */
const MAX_ENTRIES = 32768;
const MAX_BUFFERS = 32768;
const MAX_BUFFER_MEMORY = 2 ** 30;

/** Options of `new IoUring()`. */
export interface IoUringOptions {
  /** The size of the completion queue, at least that of the submission queue. Default: four times as large. */
  readonly cqEntries?: number;
  /** How many buffers the kernel may fill with received data, a power of two. Default 256. */
  readonly bufferCount?: number;
  /** The size of each of these buffers, in bytes; all together have at most 1 GiB. Default 4096. */
  readonly bufferSize?: number;
}

/** Returns the sizes that a ring is created with. Throws `TypeError` or `RangeError`. */
export function ringSizes(entries: number, options: IoUringOptions): RingSizes {
  checkInteger("entries", entries, 1, MAX_ENTRIES);
  checkOptions(options);
  const { cqEntries = 4 * entries, bufferCount = 256, bufferSize = 4096 } = options;
  checkInteger("cqEntries", cqEntries, entries, 4 * MAX_ENTRIES);
  checkPowerOfTwo("bufferCount", bufferCount);
  checkInteger("bufferSize", bufferSize, 1, Math.min(2 ** 20, MAX_BUFFER_MEMORY / bufferCount));
  return { entries, cqEntries, bufferCount, bufferSize };
}

function checkPowerOfTwo(name: string, value: number): void {
  checkInteger(name, value, 1, MAX_BUFFERS);
  if (Math.log2(value) % 1 !== 0) {
    throw new RangeError(`${name} must be a power of two, not ${shown(value)}`);
  }
}
