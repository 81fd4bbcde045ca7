/** The standard streams of the process: cells write to the notebook, and the kernel itself to a log. */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

export type StreamName = "stdout" | "stderr";

const { writeSync } = fs;

let logFd = 2;

/** Makes {@link log} write to another descriptor. */
export function setLog(fd: number): void {
  logFd = fd;
}

/** Writes a line to the log of the Jupyter server, where students do not see it. */
export function log(message: string): void {
  try {
    writeSync(logFd, `day29 kernel: ${message}\n`);
  } catch {
    // Nobody reads the log, or not fast enough.
  }
}

/** Writes all bytes to a pipe, and waits until it has room for them. */
export function writeAll(fd: number, bytes: Uint8Array): void {
  for (let offset = 0; offset < bytes.length; ) {
    offset += writeSync(fd, bytes, offset);
  }
}

type Callback = (error?: Error | null) => void;

/**
 * Makes `process.stdout` and `process.stderr` write synchronously to these descriptors. `before` is called before
 * something is written to them, or to descriptor 1 or 2 by writeSync().
 */
export function captureStdio(
  descriptors: Record<StreamName, number>,
  before: (name: StreamName) => void,
): void {
  for (const name of ["stdout", "stderr"] as const) {
    process[name].write = (
      chunk: string | Uint8Array,
      encodingOrCallback?: BufferEncoding | Callback,
      callback?: Callback,
    ) => {
      const given = typeof encodingOrCallback === "string" ? encodingOrCallback : "utf8";
      before(name);
      writeAll(descriptors[name], typeof chunk === "string" ? Buffer.from(chunk, given) : chunk);
      const done = typeof encodingOrCallback === "function" ? encodingOrCallback : callback;
      if (done) process.nextTick(done);
      return true;
    };
  }
  const write = writeSync as (fd: number, ...rest: unknown[]) => number;
  fs.writeSync = (fd: number, ...rest: unknown[]) => {
    if (fd === 1) before("stdout");
    if (fd === 2) before("stderr");
    return write(fd, ...rest);
  };
  syncBuiltinESMExports();
}
