/** Reads a stream socket line by line. */
import { checkInteger, checkOptions } from "../validators.js";
import { requireBlocking } from "./handle.js";

/** Options of `lines()`. */
export interface LinesOptions {
  /** The maximum length of a line in bytes, without its end. Default 65536. */
  readonly limit?: number;
}

/** The methods of a socket that a line reader uses. */
interface Source {
  recv(bufsize: number): Promise<Buffer>;
  getblocking(): boolean;
}

const NEWLINE = 0x0a;
const BUFSIZE = 16 * 1024;

/**
 * The lines of a socket, returned by `socket.lines()`. Leaving a `for await` loop loses no lines: another
 * loop continues with the next one.
 */
export class Lines implements AsyncIterableIterator<string> {
  readonly #socket: Source;
  readonly #limit: number;
  #rest: Buffer = Buffer.alloc(0);
  /** The length of the part of `#rest` that is known to contain no newline. */
  #searched = 0;
  /** The latest `next()` that has not settled. */
  #pending: Promise<unknown> | undefined;

  /** Use `socket.lines()`. */
  constructor(socket: Source, options: LinesOptions) {
    checkOptions(options);
    const { limit = 64 * 1024 } = options;
    checkInteger("limit", limit, 1);
    requireBlocking(socket.getblocking(), "lines()");
    this.#socket = socket;
    this.#limit = limit;
  }

  /** The bytes that were received after the last returned line. */
  get rest(): Buffer {
    return this.#rest;
  }

  /**
   * Reads the next line; `done` at the end of the stream. Concurrent calls return the lines in the order of
   * the calls; if one fails, those that wait behind it reject with the same error. Throws `RangeError` for
   * a line beyond the limit.
   */
  next(): Promise<IteratorResult<string, undefined>> {
    const line = this.#pending?.then(() => this.#read()) ?? this.#read();
    const settled = (): void => {
      if (this.#pending === line) this.#pending = undefined;
    };
    this.#pending = line;
    line.then(settled, settled);
    return line;
  }

  /** Returns this object, so that `for await` can read it. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  async #read(): Promise<IteratorResult<string, undefined>> {
    while (true) {
      const end = this.#rest.indexOf(NEWLINE, this.#searched);
      if ((end < 0 ? this.#rest.length : end) > this.#limit) {
        throw new RangeError(`a line is longer than ${this.#limit} bytes`);
      }
      if (end >= 0) return this.#take(end, end + 1);
      this.#searched = this.#rest.length;
      const data = await this.#socket.recv(BUFSIZE);
      if (data.length > 0) this.#rest = Buffer.concat([this.#rest, data]);
      else if (this.#rest.length > 0) return this.#take(this.#rest.length, this.#rest.length);
      else return { done: true, value: undefined };
    }
  }

  /** Removes the bytes before `next` and returns those before `end` as a line. */
  #take(end: number, next: number): IteratorResult<string, undefined> {
    const line = this.#rest.toString("utf8", 0, end);
    this.#rest = this.#rest.subarray(next);
    this.#searched = 0;
    return { done: false, value: line.endsWith("\r") ? line.slice(0, -1) : line };
  }
}
