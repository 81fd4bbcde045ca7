/** The lines of a stream socket, one after the other. */

/** How `lines()` reads. */
export interface LinesOptions {
  /** The longest line in bytes, without its end; default 65536. */
  readonly limit?: number;
}

/** What lines are read from. */
interface Source {
  recv(bufsize: number): Promise<Buffer>;
  getblocking(): boolean;
}

const NEWLINE = 0x0a;
const BUFSIZE = 16 * 1024;

/** The lines that `socket.lines()` reads; leaving a `for await` loses none, a second one goes on. */
export class Lines implements AsyncIterableIterator<string> {
  readonly #socket: Source;
  readonly #limit: number;
  /** Received and not yet answered. */
  #rest: Buffer = Buffer.alloc(0);
  /** How much of the rest is known to hold no newline. */
  #searched = 0;

  /** Use `socket.lines()`. */
  constructor(socket: Source, { limit = 64 * 1024 }: LinesOptions) {
    if (!(limit >= 1)) throw new RangeError(`limit must be a number of bytes >= 1, not ${limit}`);
    requireBlocking(socket, "lines()");
    this.#socket = socket;
    this.#limit = limit;
  }

  /** Received, but not yet part of a line that was answered. */
  get rest(): Buffer {
    return this.#rest;
  }

  /** The next line; `done` at the end of the stream. Throws `RangeError` for one that is too long. */
  async next(): Promise<IteratorResult<string, undefined>> {
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

  /** Itself, so that `for await` reads it. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Answers the bytes before `end` as a line, and goes on at `next`. */
  #take(end: number, next: number): IteratorResult<string, undefined> {
    const line = this.#rest.toString("utf8", 0, end);
    this.#rest = this.#rest.subarray(next);
    this.#searched = 0;
    return { done: false, value: line.endsWith("\r") ? line.slice(0, -1) : line };
  }
}

/** Throws for a socket whose calls never wait: `what` could not. */
export function requireBlocking(socket: { getblocking(): boolean }, what: string): void {
  if (!socket.getblocking()) {
    throw new Error(`${what} has to wait, and the socket may not: call setblocking(true) first`);
  }
}
