/** Reads of descriptor 0 through `node:fs`, which ask the user for a line. */
import fs from "node:fs";
import { type Asker, READ_PROMPT } from "./stdin-stream.js";

const PATHS: readonly unknown[] = [0, "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"];
const READ_FILE_PROMPT = "输入 · input: ";

type Callback = (error: Error | null, ...results: unknown[]) => void;
// biome-ignore lint/suspicious/noExplicitAny: the functions of node:fs have many overloads
type AnyFunction = (...args: any[]) => any;

/** What the user entered and no call has read yet. */
let rest: Buffer = Buffer.alloc(0);

/** An empty line ends the input. */
function toBytes(line: string): Buffer {
  return line === "" ? Buffer.alloc(0) : Buffer.from(`${line}\n`);
}

/** Copies what was entered to the place that the arguments of read() name. */
function deliver(buffer: NodeJS.ArrayBufferView, args: unknown[]): number {
  const [first, size] = args;
  const options = typeof first === "object" && first !== null ? (first as fs.ReadSyncOptions) : {};
  const offset = Number(options.offset ?? (typeof first === "number" ? first : 0));
  const length = Number(
    options.length ?? (typeof size === "number" ? size : buffer.byteLength - offset),
  );
  if (offset < 0 || length < 0 || offset + length > buffer.byteLength) {
    throw new RangeError(
      `${length} bytes at offset ${offset} exceed the buffer of ${buffer.byteLength} bytes`,
    );
  }
  const target = new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length);
  const count = Math.min(length, rest.length);
  target.set(rest.subarray(0, count));
  rest = rest.subarray(count);
  return count;
}

/** Returns what a whole file was asked for in the form that the caller wants. */
function contents(line: string, options: unknown): string | Buffer {
  const all = Buffer.concat([rest, toBytes(line)]);
  rest = Buffer.alloc(0);
  const encoding =
    typeof options === "string" ? options : (options as { encoding?: string } | null)?.encoding;
  return encoding ? all.toString(encoding as BufferEncoding) : all;
}

/** Replaces functions of `node:fs` for descriptor 0. */
export function readFilesFrom(asker: Asker): void {
  replace("readSync", (buffer: NodeJS.ArrayBufferView, ...args: unknown[]) => {
    if (rest.length === 0) rest = toBytes(asker.askSync(READ_PROMPT));
    return deliver(buffer, args);
  });
  replace("readFileSync", (options: unknown) => contents(asker.askSync(READ_FILE_PROMPT), options));
  replace("read", (...args: unknown[]) => {
    const done = args.pop() as Callback;
    const first = ArrayBuffer.isView(args[0]) ? args.shift() : undefined;
    const buffer = (first ??
      (args[0] as { buffer?: NodeJS.ArrayBufferView } | undefined)?.buffer ??
      Buffer.alloc(16_384)) as NodeJS.ArrayBufferView;
    const line = rest.length > 0 ? Promise.resolve(rest) : asker.ask(READ_PROMPT).then(toBytes);
    const result = line.then((bytes) => {
      rest = bytes;
      return deliver(buffer, args);
    });
    result.then((count) => done(null, count, buffer), done);
  });
  replace("readFile", (...args: unknown[]) => {
    const done = args.pop() as Callback;
    asker.ask(READ_FILE_PROMPT).then((line) => done(null, contents(line, args[0])), done);
  });
  const { readFile } = fs.promises;
  fs.promises.readFile = (async (file: never, options: never) =>
    PATHS.includes(file)
      ? contents(await asker.ask(READ_FILE_PROMPT), options)
      : await readFile(file, options)) as typeof readFile;
}

function replace(
  name: "read" | "readFile" | "readFileSync" | "readSync",
  forStdin: AnyFunction,
): void {
  const original = fs[name] as AnyFunction;
  const replacement: AnyFunction = (file, ...args) =>
    PATHS.includes(file) ? forStdin(...args) : original(file, ...args);
  // util.promisify() looks for a property of the function.
  Object.defineProperties(replacement, Object.getOwnPropertyDescriptors(original));
  Object.assign(fs, { [name]: replacement });
}
