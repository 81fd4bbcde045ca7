/** The file without a buffer. */
import { constants } from "node:os";
import type { Address } from "../../address-family.js";
import { BlockingIOError, OSError, TimeoutError } from "../../errors.js";
import { checkBytes, checkInt, shown } from "../../validators.js";
import { handleOf, SocketBase } from "../base.js";
import { type Data, toBytes } from "../data.js";
import { releaseFile, retainFile, type SocketHandle } from "../handle.js";
import * as receiving from "../receive.js";
import * as sending from "../send.js";
import {
  checkedSize,
  checkOpen,
  checkReadable,
  checkWritable,
  eachLine,
  FileBase,
  readlines,
  writelines,
} from "./base.js";
import { Lock } from "./lock.js";

const { EAGAIN } = constants.errno;

/** Files read the rest of a stream in parts of this size, and buffer this much by default. */
export const DEFAULT_BUFFER_SIZE = 8192;

const NEWLINE = 0x0a;
const MODES = ["r", "w", "rw", "rb", "wb", "rwb"];

/**
 * The bytes of a stream as a file without a buffer, as `makefile("rwb", 0)` returns it: each call is one or more
 * calls of the socket. See [io.RawIOBase](https://docs.python.org/3/library/io.html#io.RawIOBase).
 *
 * On a non-blocking socket a call that would wait returns `null`. After a timeout every other read throws
 * `OSError`, because nobody knows how much was read.
 */
export class SocketIO extends FileBase implements AsyncIterable<Buffer> {
  /** `"rb"`, `"wb"` or `"rwb"`. */
  readonly mode: string;
  readonly #handle: SocketHandle;
  readonly #lines = new Lock();
  #closed = false;
  #timedOut = false;

  /** `mode` is one of `"r"`, `"w"`, `"rw"`, `"rb"`, `"wb"`, `"rwb"`. Use `makefile()`. */
  constructor(socket: SocketBase<Address>, mode: string) {
    super();
    if (!(socket instanceof SocketBase)) {
      throw new TypeError(`socket must be a Socket, not ${shown(socket)}`);
    }
    if (typeof mode !== "string") throw new TypeError(`mode must be a string, not ${shown(mode)}`);
    if (!MODES.includes(mode)) {
      throw new RangeError(`mode must be one of ${MODES.join(", ")}, not ${shown(mode)}`);
    }
    this.mode = mode.endsWith("b") ? mode : `${mode}b`;
    this.#handle = handleOf(socket);
    retainFile(this.#handle);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The descriptor of the socket; -1 once the file is closed. */
  get name(): number {
    return this.#closed ? -1 : this.#handle.fd;
  }

  fileno(): number {
    checkOpen(this, "fileno");
    return this.#handle.fd;
  }

  readable(): boolean {
    checkOpen(this, "readable");
    return this.mode.includes("r");
  }

  writable(): boolean {
    checkOpen(this, "writable");
    return this.mode.includes("w");
  }

  /** Receives at most `size` bytes: fewer if fewer have arrived, none at the end. -1 reads to the end. */
  async read(size: number = -1): Promise<Buffer | null> {
    checkInt("size", size);
    if (size < 0) return this.readall();
    this.#checkRead("read");
    if (size === 0) return Buffer.alloc(0);
    return this.#attemptRead(receiving.recv(this.#handle, size, 0));
  }

  /** Receives into `buffer`, and returns the number of bytes; 0 at the end. */
  async readinto(buffer: Uint8Array): Promise<number | null> {
    checkBytes("buffer", buffer);
    this.#checkRead("readinto");
    if (buffer.length === 0) return 0;
    return this.#attemptRead(receiving.recvInto(this.#handle, buffer, 0, 0));
  }

  /** Receives until the end of the stream. */
  async readall(): Promise<Buffer | null> {
    const chunks: Buffer[] = [];
    while (true) {
      const chunk = await this.read(DEFAULT_BUFFER_SIZE);
      if (chunk === null && chunks.length === 0) return null;
      if (chunk === null || chunk.length === 0) return Buffer.concat(chunks);
      chunks.push(chunk);
    }
  }

  /**
   * Receives a line with its end, of at most `size` bytes; an empty one at the end of the stream. Each byte is a
   * call, so that nothing beyond the line is received.
   */
  async readline(size: number | null = -1): Promise<Buffer> {
    const limit = checkedSize(size);
    checkOpen(this, "readline");
    return this.#lines.run(async () => {
      const bytes: Buffer[] = [];
      while (limit < 0 || bytes.length < limit) {
        const byte = await this.read(1);
        if (byte === null) throw new OSError("readline: the call would block", "readline");
        if (byte.length > 0) bytes.push(byte);
        if (byte.length === 0 || byte[0] === NEWLINE) break;
      }
      return Buffer.concat(bytes);
    });
  }

  /** Receives lines until the end, or until they have more than `hint` bytes, if it is above 0. */
  readlines(hint: number | null = -1): Promise<Buffer[]> {
    return readlines(() => this.readline(), hint);
  }

  /** Iterates over the lines, with their ends. */
  [Symbol.asyncIterator](): AsyncGenerator<Buffer, undefined> {
    return eachLine(() => this.readline());
  }

  /** Sends bytes, and returns how many the send buffer accepted, as `Socket.send()`. */
  async write(data: Data): Promise<number | null> {
    const bytes = toBytes(data);
    checkWritable(this, "write");
    return unlessBlocked(sending.send(this.#handle, bytes, 0));
  }

  /** Sends each of `lines`. Their ends are not added. */
  writelines(lines: readonly Data[]): Promise<void> {
    return writelines((line) => this.write(line), lines);
  }

  /** Does nothing, as nothing is buffered. Throws `OSError` (`EBADF`) for a closed file. */
  async flush(): Promise<void> {
    checkOpen(this, "flush");
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    releaseFile(this.#handle);
  }

  protected override describe(): string {
    return `fd=${this.#handle.fd} ${this.mode}`;
  }

  #checkRead(call: string): void {
    checkReadable(this, call);
    if (this.#timedOut) throw new OSError(`${call}: an earlier read timed out`, call);
  }

  async #attemptRead<T>(call: Promise<T>): Promise<T | null> {
    try {
      return await unlessBlocked(call);
    } catch (error) {
      if (error instanceof TimeoutError) this.#timedOut = true;
      throw error;
    }
  }
}

/** Returns the result of a call; `null` if it would block. */
async function unlessBlocked<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof BlockingIOError && error.errno === EAGAIN) return null;
    throw error;
  }
}
