/** The standard streams of the process: cells write to the notebook, and the kernel itself to a log. */
import { StringDecoder } from "node:string_decoder";

export type StreamName = "stdout" | "stderr";

const writeToStderr = process.stderr.write.bind(process.stderr);

/** Writes a line to the log of the Jupyter server, where students do not see it. */
export function log(message: string): void {
  writeToStderr(`day29 kernel: ${message}\n`);
}

/** Passes everything that is written to `process.stdout` and `process.stderr` to `write`, as text. */
export function captureStdio(write: (name: StreamName, text: string) => void): void {
  for (const name of ["stdout", "stderr"] as const) {
    process[name].write = streamWrite((text) => write(name, text));
  }
}

type Callback = (error?: Error | null) => void;

/** Returns a `write` method for a stream that passes text on to `take`. */
function streamWrite(take: (text: string) => void): typeof process.stdout.write {
  const decoder = new StringDecoder();
  return (
    chunk: string | Uint8Array,
    encodingOrCallback?: BufferEncoding | Callback,
    callback?: Callback,
  ) => {
    take(typeof chunk === "string" ? chunk : decoder.write(Buffer.from(chunk)));
    const done = typeof encodingOrCallback === "function" ? encodingOrCallback : callback;
    if (done) process.nextTick(done);
    return true;
  };
}
