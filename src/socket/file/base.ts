/** What the files of `makefile()` have in common. */
import { constants } from "node:os";
import { inspect } from "node:util";
import { OSError, osError } from "../../errors.js";
import { checkArray, checkInt } from "../../validators.js";

/** A file does not have this operation: Python's `io.UnsupportedOperation`. */
export class UnsupportedOperation extends OSError {}
UnsupportedOperation.prototype.name = "UnsupportedOperation";

/** The part of a file that neither reads nor writes. */
export abstract class FileBase {
  /** Whether `close()` was called. */
  abstract readonly closed: boolean;

  /** Returns the descriptor of the socket. Throws `OSError` (`EBADF`) for a closed file. */
  abstract fileno(): number;

  /** Whether the file can be read. Throws `OSError` (`EBADF`) for a closed file. */
  abstract readable(): boolean;

  /** Whether the file can be written to. Throws `OSError` (`EBADF`) for a closed file. */
  abstract writable(): boolean;

  /**
   * Sends what was written and is still buffered, and closes the file; once its other files are closed as well,
   * a socket that was closed before closes its descriptor. Throws the errors of `flush()`; the file is closed all
   * the same.
   */
  abstract close(): Promise<void>;

  /** Returns `false`: a socket has no position. Throws `OSError` (`EBADF`) for a closed file. */
  seekable(): boolean {
    checkOpen(this, "seekable");
    return false;
  }

  /** Returns `false`: a socket is no terminal. Throws `OSError` (`EBADF`) for a closed file. */
  isatty(): boolean {
    checkOpen(this, "isatty");
    return false;
  }

  /** Closes the file at the end of the block that declares it with `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Returns `<BufferedReader fd=21>`. */
  toString(): string {
    return `<${this.constructor.name} ${this.closed ? "closed" : this.describe()}>`;
  }

  /** Prints as `toString()`. */
  [inspect.custom](): string {
    return this.toString();
  }

  /** @internal What an open file prints as, besides its class. */
  protected describe(): string {
    return `fd=${this.fileno()}`;
  }
}

/** Throws unless the file is open. */
export function checkOpen(file: FileBase, call: string): void {
  if (file.closed) throw osError(constants.errno.EBADF, call, "on a closed file");
}

/** Throws unless the file is open and can be read. */
export function checkReadable(file: FileBase, call: string): void {
  checkOpen(file, call);
  if (file.readable()) return;
  throw new UnsupportedOperation(`${call}: the file is not readable`, call);
}

/** Throws unless the file is open and can be written to. */
export function checkWritable(file: FileBase, call: string): void {
  checkOpen(file, call);
  if (file.writable()) return;
  throw new UnsupportedOperation(`${call}: the file is not writable`, call);
}

/** Checks a number of bytes or characters. Returns -1 for a negative one and for `null`, which mean all. */
export function checkedSize(size: number | null): number {
  if (size === null) return -1;
  checkInt("size", size);
  return Math.max(size, -1);
}

/** Reads lines until the end, or until they have more than `hint` bytes or characters. */
export async function readlines<T extends Buffer | string>(
  readline: () => Promise<T>,
  hint: number | null,
): Promise<T[]> {
  if (hint !== null) checkInt("hint", hint);
  const limit = hint === null || hint <= 0 ? Number.POSITIVE_INFINITY : hint;
  const lines: T[] = [];
  for (let total = 0; total <= limit; ) {
    const line = await readline();
    if (line.length === 0) break;
    lines.push(line);
    total += line.length;
  }
  return lines;
}

/** Iterates over the lines, until the end. */
export async function* eachLine<T extends Buffer | string>(
  readline: () => Promise<T>,
): AsyncGenerator<T, undefined> {
  for (let line = await readline(); line.length > 0; line = await readline()) yield line;
}

/** Writes lines, which have to contain their ends. */
export async function writelines<T>(
  write: (line: T) => Promise<unknown>,
  lines: readonly T[],
): Promise<void> {
  checkArray("lines", lines);
  for (const line of lines) await write(line);
}
