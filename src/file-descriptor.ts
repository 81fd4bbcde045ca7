/** Arguments that represent a descriptor: a number, or an object that has one. */
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
 * Returns the descriptor of `source`, or -1 for an object that is closed. `name` is the argument's name
 * in error messages, such as `rlist[2]`. Throws `RangeError` for a negative number, `TypeError` for
 * anything that is not a descriptor.
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

/** Like `filenoOf()`, but throws `OSError` (`EBADF`) for an object that is closed. */
export function openFilenoOf(source: FileDescriptorLike, syscall: string): number {
  const fd = filenoOf(source, "fd");
  if (fd < 0) throw osError(constants.errno.EBADF, syscall, "of a closed socket");
  return fd;
}
