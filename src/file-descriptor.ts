/** Descriptors as the calls of this library accept them: numbers, and objects that have one. */
import { constants } from "node:os";
import { osError } from "./errors.js";

/** Anything with a `fileno()`, such as a `Socket`. */
export interface HasFileno {
  /** The descriptor, or -1 when closed. */
  fileno(): number;
}

/** A descriptor number, or an object that has one. */
export type FileDescriptorLike = number | HasFileno;

/**
 * The descriptor of `source`, or -1 for an object that is closed. `name` represents it in an error
 * message, such as `rlist[2]`.
 */
export function filenoOf(source: FileDescriptorLike, name: string): number {
  const fd = typeof source === "number" ? source : source?.fileno?.();
  if (!Number.isInteger(fd)) {
    throw new TypeError(`${name} must be a descriptor number or have a fileno() method`);
  }
  if (fd < 0 && typeof source === "number") {
    throw new RangeError(`${name} must not be a negative descriptor (${fd})`);
  }
  return fd;
}

/** The descriptor of `source`. Throws `OSError` (`EBADF`) for an object that is closed. */
export function openFilenoOf(source: FileDescriptorLike, syscall: string): number {
  const fd = filenoOf(source, "fd");
  if (fd < 0) throw osError(constants.errno.EBADF, syscall, "of a closed socket");
  return fd;
}
