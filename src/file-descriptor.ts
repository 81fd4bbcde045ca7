/** Arguments that represent a descriptor: a number, or an object that has one. */
import { constants } from "node:os";
import { osError } from "./errors.js";
import { INT_MAX, isInt, shown } from "./validators.js";

/** Anything with a `fileno()`, such as a `Socket`. */
export interface HasFileno {
  /** The descriptor, or -1 when closed. */
  fileno(): number;
}

/** A descriptor number, or an object that has one. */
export type FileDescriptorLike = number | HasFileno;

/**
 * Returns the descriptor of `source`, or -1 for an object that is closed. `name` is the argument's name
 * in error messages, such as `rlist[2]`. Throws `RangeError` for a number out of range, `TypeError` for
 * anything that is not a descriptor.
 */
export function filenoOf(source: FileDescriptorLike, name: string): number {
  return checkedFileno(source, rawFilenoOf(source), name);
}

/** Checks what `rawFilenoOf()` returned for `source`, and returns it. */
export function checkedFileno(source: FileDescriptorLike, fd: number, name: string): number {
  if (isInt(fd) && (fd >= 0 || typeof source !== "number")) return fd;
  if (Number.isInteger(fd)) {
    throw new RangeError(`${name} must be a descriptor from 0 to ${INT_MAX}, not ${fd}`);
  }
  const expected = "a descriptor number or have a fileno() method";
  throw new TypeError(`${name} must be ${expected}, not ${shown(source)}`);
}

/** Returns the number of `source`, unchecked; `NaN` for anything that has none. */
export function rawFilenoOf(source: FileDescriptorLike): number {
  if (typeof source === "number") return source;
  const fileno = source?.fileno;
  return typeof fileno === "function" ? fileno.call(source) : Number.NaN;
}

/** Like `filenoOf()`, but throws `OSError` (`EBADF`) for an object that is closed. */
export function openFilenoOf(source: FileDescriptorLike, syscall: string): number {
  const fd = filenoOf(source, "fd");
  if (fd < 0) throw osError(constants.errno.EBADF, syscall, "of a closed socket");
  return fd;
}
