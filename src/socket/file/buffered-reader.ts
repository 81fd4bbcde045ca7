/** The file that reads bytes through a buffer. */
import { checkBytes, checkInt, checkInteger } from "../../validators.js";
import { checkedSize, checkOpen, eachLine, FileBase, readlines } from "./base.js";
import { Lock } from "./lock.js";
import type { SocketIO } from "./socket-io.js";

const NEWLINE = 0x0a;

/** Large reads take at most this much memory before the data has arrived. */
const MAX_CHUNK = 64 * 1024;

/**
 * The bytes of a stream as a file to read, as `makefile("rb")` returns it. It reads ahead: what it has received is
 * not received again from the socket. Calls under way at the same time read one after the other. See
 * [io.BufferedReader](https://docs.python.org/3/library/io.html#io.BufferedReader).
 */
export class BufferedReader extends FileBase implements AsyncIterable<Buffer> {
  /** The file without a buffer. */
  readonly raw: SocketIO;
  readonly #lock = new Lock();
  readonly #buffer: Buffer;
  /** Where in the buffer the received bytes that were not read start and end. */
  #start = 0;
  #end = 0;

  /** Use `makefile()`. */
  constructor(raw: SocketIO, bufferSize: number) {
    super();
    this.raw = raw;
    this.#buffer = Buffer.allocUnsafeSlow(bufferSize);
  }

  get closed(): boolean {
    return this.raw.closed;
  }

  /** `"rb"`, or `"rwb"` if the file can be written to as well. */
  get mode(): string {
    return this.raw.mode;
  }

  /** The descriptor of the socket; -1 once the file is closed. */
  get name(): number {
    return this.raw.name;
  }

  fileno(): number {
    return this.raw.fileno();
  }

  readable(): boolean {
    return this.raw.readable();
  }

  writable(): boolean {
    checkOpen(this, "writable");
    return false;
  }

  /**
   * Reads `size` bytes, and waits until all have arrived; fewer only at the end of the stream. -1 and `null` read
   * to the end. On a non-blocking socket it returns what has arrived, or `null` for nothing.
   */
  async read(size: number | null = -1): Promise<Buffer | null> {
    if (size !== null) checkInteger("size", size, -1, 2 ** 31 - 1);
    checkOpen(this, "read");
    return this.#lock.run(() => (size === null || size < 0 ? this.#readAll() : this.#read(size)));
  }

  /** Reads at most `size` bytes, by default as many as the buffer holds, with at most one call of the socket. */
  async read1(size: number = -1): Promise<Buffer> {
    checkInt("size", size);
    checkOpen(this, "read1");
    return this.#lock.run(async () => {
      const wanted = size < 0 ? this.#buffer.length : size;
      if (wanted === 0 || this.#available > 0) return this.#take(wanted);
      return (await this.raw.read(wanted)) ?? Buffer.alloc(0);
    });
  }

  /** Reads into `buffer` until it is full, and returns the number of bytes, as `read()`. */
  async readinto(buffer: Uint8Array): Promise<number | null> {
    checkBytes("buffer", buffer);
    checkOpen(this, "readinto");
    return this.#lock.run(() => this.#fillFrom(buffer));
  }

  /** Reads into `buffer` with at most one call of the socket, and returns the number of bytes. */
  async readinto1(buffer: Uint8Array): Promise<number | null> {
    checkBytes("buffer", buffer);
    checkOpen(this, "readinto1");
    return this.#lock.run(async () => {
      const count = this.#copyTo(buffer);
      const rest = buffer.subarray(count);
      // As in CPython, what is larger than the buffer is received even if there is something to return.
      const direct = rest.length > this.#buffer.length;
      if (!direct && (count > 0 || rest.length === 0)) return count;
      const received = direct ? await this.raw.readinto(rest) : await this.#fill();
      if (received === null) return count > 0 ? count : null;
      return count + (direct ? received : this.#copyTo(rest));
    });
  }

  /** Returns the bytes in the buffer without reading them. An empty buffer is filled with one call of the socket. */
  async peek(size: number = 0): Promise<Buffer> {
    checkInt("size", size);
    checkOpen(this, "peek");
    return this.#lock.run(async () => {
      if (this.#available === 0) await this.#fill();
      return Buffer.from(this.#buffer.subarray(this.#start, this.#end));
    });
  }

  /** Reads a line with its end, of at most `size` bytes; an empty one at the end of the stream. */
  async readline(size: number | null = -1): Promise<Buffer> {
    const limit = checkedSize(size);
    checkOpen(this, "readline");
    return this.#lock.run(async () => {
      const parts: Buffer[] = [];
      let rest = limit < 0 ? Number.POSITIVE_INFINITY : limit;
      while (rest > 0) {
        if (this.#available === 0 && ((await this.#fill()) ?? 0) === 0) break;
        const newline = this.#buffer.subarray(this.#start, this.#end).indexOf(NEWLINE);
        const part = this.#take(Math.min(rest, newline < 0 ? this.#available : newline + 1));
        parts.push(part);
        rest -= part.length;
        if (part.at(-1) === NEWLINE) break;
      }
      return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
    });
  }

  /** Reads lines until the end, or until they have more than `hint` bytes, if it is above 0. */
  readlines(hint: number | null = -1): Promise<Buffer[]> {
    return readlines(() => this.readline(), hint);
  }

  /** Iterates over the lines, with their ends. */
  [Symbol.asyncIterator](): AsyncGenerator<Buffer, undefined> {
    return eachLine(() => this.readline());
  }

  /** Does nothing. Throws `OSError` (`EBADF`) for a closed file. */
  flush(): Promise<void> {
    return this.raw.flush();
  }

  close(): Promise<void> {
    return this.raw.close();
  }

  get #available(): number {
    return this.#end - this.#start;
  }

  /** Receives into the empty buffer. Returns the number of bytes; `null` if the call would block. */
  async #fill(): Promise<number | null> {
    this.#start = 0;
    this.#end = 0;
    const count = await this.raw.readinto(this.#buffer);
    this.#end = count ?? 0;
    return count;
  }

  /** Takes at most `size` bytes out of the buffer. */
  #take(size: number): Buffer {
    const end = Math.min(this.#end, this.#start + size);
    const bytes = Buffer.from(this.#buffer.subarray(this.#start, end));
    this.#start = end;
    return bytes;
  }

  #copyTo(target: Uint8Array): number {
    const end = Math.min(this.#end, this.#start + target.length);
    const count = this.#buffer.copy(target, 0, this.#start, end);
    this.#start = end;
    return count;
  }

  async #readAll(): Promise<Buffer | null> {
    const start = this.#take(this.#available);
    const rest = await this.raw.readall();
    if (rest === null) return start.length === 0 ? null : start;
    return Buffer.concat([start, rest]);
  }

  async #read(size: number): Promise<Buffer | null> {
    if (size <= this.#available) return this.#take(size);
    const chunks: Buffer[] = [];
    for (let left = size; left > 0; ) {
      const chunk = Buffer.allocUnsafe(Math.min(left, MAX_CHUNK));
      const count = await this.#fillFrom(chunk);
      if (count === null && chunks.length === 0) return null;
      chunks.push(chunk.subarray(0, count ?? 0));
      left -= count ?? 0;
      if (count !== chunk.length) break;
    }
    return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
  }

  /** Fills `target` until the end of the stream; returns `null` if there is nothing and the call would block. */
  async #fillFrom(target: Uint8Array): Promise<number | null> {
    let count = this.#copyTo(target);
    while (count < target.length) {
      const rest = target.subarray(count);
      // Large parts are received directly into the target.
      const direct = rest.length > this.#buffer.length;
      const received = direct ? await this.raw.readinto(rest) : await this.#fill();
      if (received === null && count === 0) return null;
      if (received === null || received === 0) break;
      count += direct ? received : this.#copyTo(rest);
    }
    return count;
  }
}
