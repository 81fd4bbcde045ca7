/** Reads files into memory: small ones, and those whose size is not the one that stat(2) reports. */
import { type BigIntStats, readSync } from "node:fs";
import { ByteCollector, EMPTY_BYTES } from "../bytes.js";

/** The maximum size of a file that is read as a whole. A larger file is read while it is sent. */
const MAX_FILE_BYTES = 64 * 1024;

/** The maximum size of a file of the kernel, such as those below `/proc` and `/sys`. */
const MAX_KERNEL_FILE_BYTES = 1024 * 1024;

const CHUNK_BYTES = 64 * 1024;

/**
 * Returns the content of an open file, or `null` for a large file. The content may be longer or
 * shorter than the size that stat(2) reports: the file has changed, or the kernel creates it when it is
 * read.
 */
export function readContent(fd: number, stat: BigIntStats): Buffer | null {
  const size = Number(stat.size);
  if (size === 0) return readStart(fd, MAX_KERNEL_FILE_BYTES);
  if (size <= MAX_FILE_BYTES) return readStart(fd, size);
  // Without blocks on a disk, it is a file of the kernel or has a hole at its end.
  const isShorter = stat.blocks === 0n && readSync(fd, Buffer.alloc(1), 0, 1, size - 1) === 0;
  return isShorter ? readStart(fd, MAX_KERNEL_FILE_BYTES) : null;
}

/** Reads an open file from its beginning to its end, but at most `limit` bytes. */
export function readStart(fd: number, limit: number): Buffer {
  const first = Buffer.allocUnsafeSlow(Math.min(limit, CHUNK_BYTES));
  const size = readSync(fd, first, 0, first.length, 0);
  if (size === 0) return EMPTY_BYTES;
  if (size === limit) return first;
  const bytes = new ByteCollector();
  bytes.append(first.subarray(0, size));
  while (bytes.length < limit) {
    const count = readSync(
      fd,
      first,
      0,
      Math.min(first.length, limit - bytes.length),
      bytes.length,
    );
    if (count === 0) break;
    bytes.append(first.subarray(0, count));
  }
  return bytes.toBuffer();
}
