/**
 * Writes lines without buffering, so that no line is lost when Ctrl-C ends the program. A line that
 * cannot be written is dropped: a full disk or a stalled reader must not end or stop a server.
 */
import { writeSync } from "node:fs";
import { constants } from "node:os";
import { POLLOUT } from "../constants.js";
import { pollOne } from "../sys/poll-one.js";
import { untraced } from "../sys/trace-hook.js";

const { EINTR } = constants.errno;

const STDOUT = 1;
const STDERR = 2;

/** A pipe that has room takes this number of bytes without blocking: `PIPE_BUF` in pipe(7). */
const PIPE_BUF = 4096;

/** How long a reader may stall before lines are dropped, in milliseconds. */
const MAX_WAIT_MS = 100;

class LineWriter {
  readonly #fd: number;
  /** The number of lines that were dropped since the last one was written. */
  #dropped = 0;
  /** Whether the last write ended within a line. */
  #cut = false;

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** Writes a line, or drops it. Ends the program if the reader has closed the pipe. */
  write(line: string): void {
    let text = `${line}\n`;
    if (this.#dropped > 0) text = `day29: ${this.#dropped} lines were not printed\n${text}`;
    if (this.#cut) text = `\n${text}`;
    const bytes = Buffer.from(text);
    // While lines are dropped, waiting again for each of them would slow down the server.
    const written = this.#writeNow(bytes, this.#dropped > 0 ? 0 : MAX_WAIT_MS);
    const isComplete = written === bytes.length;
    this.#dropped = isComplete ? 0 : this.#dropped + 1;
    if (written > 0) this.#cut = !isComplete;
  }

  /** Writes as much as possible, and returns how much. */
  #writeNow(bytes: Buffer, timeout: number): number {
    let written = 0;
    while (written < bytes.length) {
      if (!this.#hasRoom(timeout)) break;
      try {
        written += writeSync(this.#fd, bytes, written, Math.min(PIPE_BUF, bytes.length - written));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EPIPE") process.exit();
        break;
      }
    }
    return written;
  }

  /** Waits for room. This needs no O_NONBLOCK, which programs that share the pipe would have, too. */
  #hasRoom(timeout: number): boolean {
    let events: number;
    do events = untraced(() => pollOne(this.#fd, POLLOUT, timeout));
    while (events === -EINTR);
    return events !== 0;
  }
}

const stdout = new LineWriter(STDOUT);
const stderr = new LineWriter(STDERR);

/** Writes a line to standard output. */
export function print(line: string): void {
  stdout.write(line);
}

/** Writes a line to standard error. */
export function warn(line: string): void {
  stderr.write(line);
}

/** Lets a write beyond the maximum size of a file fail, which otherwise ends the program: `ulimit -f`. */
export function surviveFileSizeLimit(): void {
  process.on("SIGXFSZ", () => {});
}
