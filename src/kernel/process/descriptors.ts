/** Redirects the standard descriptors. Only the Worker that reads them imports this file, and with it the system calls. */
import { closeSync, constants, openSync } from "node:fs";
import { check } from "../../errors.js";
import { dup3, fcntl, pipe2 } from "../../sys/libc.js";
import { platform } from "../../sys/platform.js";

const { F_DUPFD_CLOEXEC, SOCK_CLOEXEC: O_CLOEXEC } = platform.constants;

/** A standard descriptor that has become a pipe. */
export interface Redirected {
  /** Reads what is written to the standard descriptor. */
  readEnd: number;
  /** Writes to the same pipe, also after a cell has closed the standard descriptor. */
  writeEnd: number;
}

/** Makes `fd` the writing end of a new pipe. */
export function redirectToPipe(fd: number): Redirected {
  const ends = new Int32Array(2);
  check(pipe2(ends, O_CLOEXEC), "pipe2", `for fd ${fd}`);
  const [readEnd = -1, inherited = -1] = ends;
  check(dup3(inherited, fd, 0), "dup3", inherited);
  // A child process may make the inherited end non-blocking for all who share it, as Node.js does. This one is opened
  // anew, so it is not shared.
  const writeEnd = openSync(`/proc/self/fd/${inherited}`, constants.O_WRONLY);
  closeSync(inherited);
  return { readEnd, writeEnd };
}

/** Makes descriptor 0 empty: a child process that reads it gets the end of the file, instead of waiting. */
export function emptyStdin(): void {
  const empty = openSync("/dev/null", "r");
  check(dup3(empty, 0, 0), "dup3", empty);
  closeSync(empty);
}

/** Returns a private duplicate of a descriptor. */
export function duplicate(fd: number): number {
  return check(fcntl(fd, F_DUPFD_CLOEXEC, 0), "fcntl", fd);
}
