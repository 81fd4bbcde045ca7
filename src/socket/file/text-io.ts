/** The file that reads and writes text. */
import { BlockingIOError } from "../../errors.js";
import { shown } from "../../validators.js";
import {
  checkedSize,
  checkReadable,
  checkWritable,
  eachLine,
  FileBase,
  readlines,
  writelines,
} from "./base.js";
import type { BufferedReader } from "./buffered-reader.js";
import type { BufferedRWPair } from "./buffered-rw-pair.js";
import type { BufferedWriter } from "./buffered-writer.js";
import { type Decoder, decoderOf, type Encoder, type EncodingErrors, encoderOf } from "./codec.js";
import { Lock } from "./lock.js";
import { endOfLine, type Newline, NewlineDecoder, translated } from "./newlines.js";

/** How much a read of text receives at once. */
const CHUNK_SIZE = 8192;

/** What `makefile()` has checked. */
export interface TextSettings {
  readonly mode: string;
  readonly encoding: string;
  readonly errors: EncodingErrors;
  readonly newline: Newline;
}

/**
 * The text of a stream as a file, as `makefile()` returns it for a mode without `"b"`. Sizes count characters, of
 * which one beyond U+FFFF is one. Calls under way at the same time read one after the other. See
 * [io.TextIOWrapper](https://docs.python.org/3/library/io.html#io.TextIOWrapper).
 */
export class TextIOWrapper extends FileBase implements AsyncIterable<string> {
  /** The file of the bytes. */
  readonly buffer: BufferedReader | BufferedWriter | BufferedRWPair;
  /** The mode that `makefile()` got. */
  readonly mode: string;
  /** The encoding of the text. */
  readonly encoding: string;
  /** `"strict"` or `"replace"`. */
  readonly errors: EncodingErrors;
  readonly #newline: Newline;
  readonly #reader: BufferedReader | BufferedRWPair | null;
  readonly #writer: BufferedWriter | BufferedRWPair | null;
  readonly #decoder: Decoder | null;
  readonly #encode: Encoder | null;
  readonly #newlines: NewlineDecoder;
  readonly #lock = new Lock();
  /** What was decoded and not read. */
  #text = "";

  /** Use `makefile()`. */
  constructor(buffer: BufferedReader | BufferedWriter | BufferedRWPair, settings: TextSettings) {
    super();
    const { encoding, errors, newline } = settings;
    this.buffer = buffer;
    this.mode = settings.mode;
    this.encoding = encoding;
    this.errors = errors;
    this.#newline = newline;
    this.#newlines = new NewlineDecoder(newline);
    this.#reader = buffer.readable() ? (buffer as BufferedReader) : null;
    this.#writer = buffer.writable() ? (buffer as BufferedWriter) : null;
    this.#decoder = this.#reader && decoderOf(encoding, errors);
    this.#encode = this.#writer && encoderOf(encoding, errors);
  }

  get closed(): boolean {
    return this.buffer.closed;
  }

  fileno(): number {
    return this.buffer.fileno();
  }

  readable(): boolean {
    return this.buffer.readable();
  }

  writable(): boolean {
    return this.buffer.writable();
  }

  /** Reads `size` characters, and waits until all have arrived; fewer only at the end. -1 and `null` read to the end. */
  async read(size: number | null = -1): Promise<string> {
    const count = checkedSize(size);
    const reader = this.#checkedReader("read");
    return this.#lock.run(async () => {
      if (count < 0) return this.#readAll(reader);
      while (startOf(this.#text, count) === null && (await this.#readChunk(reader)));
      return this.#take(startOf(this.#text, count) ?? this.#text.length);
    });
  }

  /** Reads a line with its end, of at most `size` characters; an empty one at the end of the stream. */
  async readline(size: number | null = -1): Promise<string> {
    const limit = checkedSize(size);
    const reader = this.#checkedReader("readline");
    return this.#lock.run(async () => {
      for (let searched = 0; ; ) {
        const end = endOfLine(this.#text, this.#newline, searched);
        const longest = limit < 0 ? null : startOf(this.#text, limit);
        if (end >= 0 || longest !== null) {
          return this.#take(Math.min(end < 0 ? Infinity : end, longest ?? Infinity));
        }
        searched = this.#text.length;
        if (!(await this.#readChunk(reader))) return this.#take(this.#text.length);
      }
    });
  }

  /** Reads lines until the end, or until they have more than `hint` characters, if it is above 0. */
  readlines(hint: number | null = -1): Promise<string[]> {
    return readlines(() => this.readline(), hint);
  }

  /** Iterates over the lines, with their ends. */
  [Symbol.asyncIterator](): AsyncGenerator<string, undefined> {
    return eachLine(() => this.readline());
  }

  /** Writes text into the buffer, sends what does not fit, and returns the number of characters. */
  async write(text: string): Promise<number> {
    if (typeof text !== "string") throw new TypeError(`text must be a string, not ${shown(text)}`);
    checkWritable(this, "write");
    const encode = this.#encode as Encoder;
    await (this.#writer as BufferedWriter).write(encode(translated(text, this.#newline)));
    return [...text].length;
  }

  /** Writes each of `lines`. Their ends are not added. */
  writelines(lines: readonly string[]): Promise<void> {
    return writelines((line) => this.write(line), lines);
  }

  /** Sends what is in the buffer. Throws the errors of `Socket.send()`, and `OSError` (`EBADF`) for a closed file. */
  flush(): Promise<void> {
    return this.buffer.flush();
  }

  close(): Promise<void> {
    return this.buffer.close();
  }

  protected override describe(): string {
    return `${this.mode} ${this.encoding} ${this.buffer}`;
  }

  #checkedReader(call: string): BufferedReader | BufferedRWPair {
    checkReadable(this, call);
    return this.#reader as BufferedReader | BufferedRWPair;
  }

  /** Decodes what one call of the socket receives. Returns `false` at the end of the stream. */
  async #readChunk(reader: BufferedReader | BufferedRWPair): Promise<boolean> {
    const bytes = await reader.read1(CHUNK_SIZE);
    const ended = bytes.length === 0;
    const part = this.#decode(bytes, ended);
    this.#text += part;
    return !ended || part !== "";
  }

  async #readAll(reader: BufferedReader | BufferedRWPair): Promise<string> {
    const bytes = await reader.read();
    if (bytes === null) throw new BlockingIOError("read: the call would block", "read");
    const rest = this.#decode(bytes, true);
    return this.#take(this.#text.length) + rest;
  }

  #decode(bytes: Uint8Array, final: boolean): string {
    return this.#newlines.decode((this.#decoder as Decoder).decode(bytes, final), final);
  }

  #take(end: number): string {
    const text = this.#text.slice(0, end);
    this.#text = this.#text.slice(end);
    return text;
  }
}

/** Returns where the first `count` characters of the text end; `null` if it has fewer. */
function startOf(text: string, count: number): number | null {
  if (text.length < count) return null;
  let at = 0;
  for (let i = 0; i < count; i++) {
    const code = text.codePointAt(at);
    if (code === undefined) return null;
    at += code > 0xffff ? 2 : 1;
  }
  return at;
}
