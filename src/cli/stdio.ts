/** Writes lines without buffering, so that no line is lost when Ctrl-C ends the program. */
import { writeSync } from "node:fs";

const STDOUT = 1;
const STDERR = 2;

/** Writes a line to standard output. Ends the program if the reader has closed the pipe. */
export function print(line: string): void {
  writeAll(STDOUT, line);
}

/** Writes a line to standard error. Ends the program if the reader has closed the pipe. */
export function warn(line: string): void {
  writeAll(STDERR, line);
}

const neverNotified = new Int32Array(new SharedArrayBuffer(4));

function writeAll(fd: number, line: string): void {
  const bytes = Buffer.from(`${line}\n`);
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EPIPE") process.exit();
      if (code !== "EAGAIN") throw error;
      // Another process has made the pipe non-blocking, and it is full: wait for its reader.
      Atomics.wait(neverNotified, 0, 0, 10);
    }
  }
}
