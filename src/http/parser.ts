/**
 * Reads requests from bytes, in whatever pieces they come: RFC 9112.
 *
 * Each state of the parser is a method that consumes what it can of the input. It returns whether it
 * has made progress; otherwise more bytes are needed.
 */
import { Bytes } from "./bytes.js";
import type { HttpLimits } from "./error.js";
import { HttpError } from "./error.js";
import { expectsContinue, framingOf } from "./framing.js";
import {
  checkHost,
  checkStart,
  parseFieldLine,
  parseRequestLine,
  type Request,
  type RequestHead,
  type RequestLine,
  refuseLongLine,
} from "./request.js";

const EMPTY_BYTES = Buffer.alloc(0);
const CR = 0x0d;
/** Section 7.1: a size in hexadecimal, and extensions, which may be ignored. */
const CHUNK_SIZE = /^([0-9A-Fa-f]+)(?:[ \t]*;[\t\x20-\x7e\x80-\xff]*)?$/;
/** The longest line with the size of a chunk and its extensions, in bytes. */
const MAX_CHUNK_LINE = 1024;
/** The longest request that is kept for `#takeRepeated()`, in bytes. */
const MAX_REPEATED = 1024;

/** A parser for the requests of one connection. It cannot continue after an error. */
export class RequestParser {
  readonly #limits: HttpLimits;
  #input: Buffer = EMPTY_BYTES;
  /** The input as text, a character for each byte; made when a line is searched. */
  #text: string | null = null;
  /** How many bytes of the input have been consumed. */
  #position = 0;
  /** The input up to here has no end of a line. */
  #searched = 0;
  #state: () => boolean = this.#requestLine;
  #request: Request | null = null;
  #line: RequestLine | null = null;
  #lines: string[] = [];
  #headers = new Map<string, string>();
  #fields = 0;
  #headerBytes = 0;
  #body = new Bytes();
  /** Where in the input the request begins; -1 when its first bytes are no longer there. */
  #start = -1;
  /** The last request without a body, and its bytes: see `#takeRepeated()`. */
  #last: { readonly bytes: Buffer; readonly request: Request } | null = null;
  /** How many bytes of the body, or of its chunk, are still to come. */
  #missing = 0;
  #expectsContinue = false;

  constructor(limits: HttpLimits) {
    this.#limits = limits;
  }

  /** Whether a request has begun and is not complete. */
  get started(): boolean {
    return this.#line !== null || this.hasInput;
  }

  /** Whether there are bytes that `next()` has not consumed. */
  get hasInput(): boolean {
    return this.#position < this.#input.length;
  }

  /** The method of the request that has begun, once its first line is complete. */
  get method(): string | null {
    return this.#line?.method ?? null;
  }

  /** Adds bytes for `next()`; they must not change afterwards. */
  push(bytes: Buffer): void {
    this.#input = this.hasInput
      ? Buffer.concat([this.#input.subarray(this.#position), bytes])
      : bytes;
    this.#text = null;
    this.#start = -1;
    this.#searched = Math.max(0, this.#searched - this.#position);
    this.#position = 0;
  }

  /**
   * Returns the next request, or `null` while it is not complete.
   *
   * Throws `HttpError` for bytes that are not a request, or beyond the limits: 400, 413, 414, 417,
   * 431, 501 or 505. It is then unknown where the next request would begin.
   */
  next(): Request | null {
    while (this.#request === null && this.#state()) {}
    const request = this.#request;
    this.#request = null;
    return request;
  }

  /** Returns whether the client waits for `100 Continue`; true once per request. */
  takeExpectation(): boolean {
    const expected = this.#expectsContinue;
    this.#expectsContinue = false;
    return expected;
  }

  #requestLine(): boolean {
    if (!this.hasInput) return false;
    if (this.#takeRepeated()) return true;
    const start = this.#position;
    const line = this.#takeLine(this.#limits.maxRequestLine, refuseLongLine);
    if (line === null) {
      checkStart(this.#latin1().charAt(this.#position));
      return false;
    }
    // Section 2.2: empty lines before a request are ignored.
    if (line === "") return true;
    this.#start = start;
    this.#line = parseRequestLine(line);
    this.#lines = [line];
    this.#state = this.#headerLine;
    return true;
  }

  /**
   * Returns the last request once more when the next bytes are the same. Clients often repeat a
   * request on a connection, and comparing its bytes is much cheaper than parsing them. Each
   * connection keeps one short request without a body.
   */
  #takeRepeated(): boolean {
    if (this.#last === null) return false;
    const { bytes, request } = this.#last;
    const end = this.#position + bytes.length;
    if (end > this.#input.length) return false;
    if (this.#input.compare(bytes, 0, bytes.length, this.#position, end) !== 0) return false;
    this.#position = end;
    this.#request = request;
    return true;
  }

  #headerLine(): boolean {
    const line = this.#takeFieldLine();
    if (line === null) return false;
    if (line === "") {
      this.#endOfHeaders(this.#head());
      return true;
    }
    const [name, value] = parseFieldLine(line);
    this.#lines.push(line);
    const earlier = this.#headers.get(name);
    this.#headers.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
    return true;
  }

  #endOfHeaders(head: RequestHead): void {
    checkHost(head);
    const framing = framingOf(head);
    const expectation = expectsContinue(head);
    if (framing === 0) {
      this.#complete();
      this.#keepForRepetition();
      return;
    }
    if (framing !== "chunked") this.#reserve(framing);
    this.#expectsContinue = expectation;
    this.#state = framing === "chunked" ? this.#chunkSize : this.#fixedBody;
  }

  #fixedBody(): boolean {
    if (this.#takeBody()) this.#complete();
    return this.#missing === 0;
  }

  #chunkSize(): boolean {
    const line = this.#takeChunkLine();
    if (line === null) return false;
    const digits = CHUNK_SIZE.exec(line)?.[1];
    if (digits === undefined) throw new HttpError(400, "A chunk must begin with its size.");
    this.#reserve(Number.parseInt(digits, 16));
    this.#state = this.#missing === 0 ? this.#trailerLine : this.#chunkData;
    return true;
  }

  #chunkData(): boolean {
    if (this.#takeBody()) this.#state = this.#chunkEnd;
    return this.#missing === 0;
  }

  #chunkEnd(): boolean {
    const line = this.#takeChunkLine();
    if (line === null) return false;
    if (line !== "") throw new HttpError(400, "A chunk is longer than its size.");
    this.#state = this.#chunkSize;
    return true;
  }

  /** Trailers are checked and dropped: RFC 9110 section 6.5.1. */
  #trailerLine(): boolean {
    const line = this.#takeFieldLine();
    if (line === null) return false;
    if (line === "") this.#complete();
    else parseFieldLine(line);
    return true;
  }

  #complete(): void {
    const { method, target, version } = this.#line as RequestLine;
    const body = this.#body.toBuffer();
    this.#request = { method, target, version, headers: this.#headers, lines: this.#lines, body };
    this.#line = null;
    this.#headers = new Map();
    this.#fields = 0;
    this.#headerBytes = 0;
    this.#body = new Bytes();
    this.#expectsContinue = false;
    this.#state = this.#requestLine;
  }

  #keepForRepetition(): void {
    const size = this.#position - this.#start;
    if (this.#start < 0 || size > MAX_REPEATED) return;
    const bytes = Buffer.from(this.#input.subarray(this.#start, this.#position));
    this.#last = { bytes, request: this.#request as Request };
  }

  #head(): RequestHead {
    const { method, target, version } = this.#line as RequestLine;
    return { method, target, version, headers: this.#headers, lines: this.#lines };
  }

  /** Expects `size` more bytes of the body. */
  #reserve(size: number): void {
    if (this.#body.length + size > this.#limits.maxBody) {
      throw new HttpError(413, `The body must not exceed ${this.#limits.maxBody} bytes.`);
    }
    this.#missing = size;
  }

  /** Consumes the missing bytes that have arrived. Returns whether none is missing any more. */
  #takeBody(): boolean {
    const part = this.#input.subarray(this.#position, this.#position + this.#missing);
    this.#body.append(part);
    this.#missing -= part.length;
    this.#position += part.length;
    return this.#missing === 0;
  }

  /** Takes a line of the header or trailer section; the limits are for both together. */
  #takeFieldLine(): string | null {
    const line = this.#takeLine(this.#limits.maxHeaders - this.#headerBytes, tooLarge);
    if (line === null || line === "") return line;
    this.#headerBytes += line.length;
    if (++this.#fields > this.#limits.maxFields) throw tooLarge();
    return line;
  }

  /** Takes a line of the chunked framing. Only here an LF alone is refused, as it could hide requests. */
  #takeChunkLine(): string | null {
    return this.#takeLine(MAX_CHUNK_LINE, tooLong, false);
  }

  /**
   * Returns the next line without its end, or `null` while it is not complete. Section 2.2 allows an
   * LF alone, so that a request can be typed into nc; the grammar of every line refuses a CR alone.
   */
  #takeLine(
    limit: number,
    refuse: (line: string) => HttpError,
    allowsBareLf: boolean = true,
  ): string | null {
    const text = this.#latin1();
    const start = this.#position;
    const end = text.indexOf("\n", Math.max(start, this.#searched));
    const available = end < 0 ? text.length : end;
    const hasCr = available > start && text.charCodeAt(available - 1) === CR;
    const stop = hasCr ? available - 1 : available;
    if (stop - start > limit) throw refuse(text.slice(start, start + limit + 1));
    if (end < 0) {
      this.#searched = available;
      return null;
    }
    if (!hasCr && !allowsBareLf)
      throw new HttpError(400, "The lines of a chunked body must end with CR and LF.");
    this.#position = end + 1;
    return text.slice(start, stop);
  }

  #latin1(): string {
    this.#text ??= this.#input.toString("latin1");
    return this.#text;
  }
}

function tooLarge(): HttpError {
  return new HttpError(431, "The header fields are too large.");
}

function tooLong(): HttpError {
  return new HttpError(400, "The size line of a chunk is too long.");
}
