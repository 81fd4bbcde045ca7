/** The file that writes bytes through a buffer. */
import { constants } from "node:os";
import { BlockingIOError } from "../../errors.js";
import { type Data, toBytes } from "../data.js";
import { checkOpen, FileBase, writelines } from "./base.js";
import { Lock } from "./lock.js";
import type { SocketIO } from "./socket-io.js";

/**
 * A file that writes to a stream, as `makefile("wb")` returns it. What is written is sent when the buffer is full,
 * by `flush()` and by `close()`. Calls under way at the same time write one after the other. See
 * [io.BufferedWriter](https://docs.python.org/3/library/io.html#io.BufferedWriter).
 */
export class BufferedWriter extends FileBase {
  /** The file without a buffer. */
  readonly raw: SocketIO;
  readonly #lock = new Lock();
  readonly #buffer: Buffer;
  /** Where in the buffer the written bytes that were not sent start and end. */
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

  /** `"wb"`, or `"rwb"` if the file can be read as well. */
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
    checkOpen(this, "readable");
    return false;
  }

  writable(): boolean {
    return this.raw.writable();
  }

  /**
   * Writes all of the bytes into the buffer, sends what does not fit, and returns their number.
   *
   * On a non-blocking socket it throws `BlockingIOError` when neither the socket nor the buffer takes all of them;
   * `charactersWritten` is how many they took.
   */
  async write(data: Data): Promise<number> {
    const bytes = toBytes(data);
    checkOpen(this, "write");
    return this.#lock.run(() => this.#write(bytes));
  }

  /** Writes each of `lines`. Their ends are not added. */
  writelines(lines: readonly Data[]): Promise<void> {
    return writelines((line) => this.write(line), lines);
  }

  /** Sends what is in the buffer. Throws the errors of `Socket.send()`, and `OSError` (`EBADF`) for a closed file. */
  async flush(): Promise<void> {
    checkOpen(this, "flush");
    return this.#lock.run(() => this.#flush());
  }

  async close(): Promise<void> {
    if (this.closed) return;
    try {
      if (this.#lock.held || this.#start < this.#end) await this.flush();
    } finally {
      await this.raw.close();
    }
  }

  async #write(bytes: Uint8Array): Promise<number> {
    if (bytes.length <= this.#buffer.length - this.#end) return this.#keep(bytes);
    try {
      await this.#flush();
    } catch (error) {
      if (!(error instanceof BlockingIOError)) throw error;
      this.#buffer.copyWithin(0, this.#start, this.#end);
      this.#end -= this.#start;
      this.#start = 0;
      return this.#keepOrThrow(bytes, 0);
    }
    let sent = 0;
    while (bytes.length - sent > this.#buffer.length) {
      const count = await this.raw.write(bytes.subarray(sent));
      if (count === null) return this.#keepOrThrow(bytes, sent);
      sent += count;
    }
    return sent + this.#keep(bytes.subarray(sent));
  }

  /** Copies as many bytes into the buffer as there is room for. */
  #keep(bytes: Uint8Array): number {
    const count = Math.min(bytes.length, this.#buffer.length - this.#end);
    this.#buffer.set(bytes.subarray(0, count), this.#end);
    this.#end += count;
    return count;
  }

  /** Keeps the bytes after the first `sent`. Throws unless there is room for all. */
  #keepOrThrow(bytes: Uint8Array, sent: number): number {
    const written = sent + this.#keep(bytes.subarray(sent));
    if (written === bytes.length) return written;
    throw wouldBlock("write", written);
  }

  async #flush(): Promise<void> {
    while (this.#start < this.#end) {
      const count = await this.raw.write(this.#buffer.subarray(this.#start, this.#end));
      if (count === null) throw wouldBlock("flush", 0);
      this.#start += count;
    }
    this.#start = 0;
    this.#end = 0;
  }
}

function wouldBlock(call: string, written: number): BlockingIOError {
  const message = `[EAGAIN] ${call}: the socket takes no more bytes without blocking`;
  return new BlockingIOError(message, call, constants.errno.EAGAIN, written);
}
