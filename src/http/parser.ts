/**
 * An incremental parser for HTTP requests: RFC 9112.
 *
 * Each state of the parser is a method that consumes what it can of the input. It returns `false`
 * when it needs more bytes.
 */
import { ByteCollector, EMPTY_BYTES } from "./bytes.js";
import { HttpError } from "./error.js";
import { expectsContinue, framingOf } from "./framing.js";
import type { HttpLimits } from "./limits.js";
import {
  checkHost,
  checkStart,
  longLineError,
  parseChunkSize,
  parseFieldLine,
  parseRequestLine,
  type Request,
  type RequestHead,
  type RequestLine,
} from "./request.js";

const CR = 0x0d;
/** The maximum length of the line with a chunk's size and extensions. */
const MAX_CHUNK_LINE_BYTES = 1024;
/** The maximum size of the extensions and leading zeros of all chunks of a body. */
const MAX_CHUNK_EXTENSION_BYTES = 16 * 1024;
/** The maximum size of a request that is kept for `#takeRepeated()`. */
const MAX_REPEATED_BYTES = 1024;

/** A parser for the requests of one connection. */
export class RequestParser {
  readonly #limits: HttpLimits;
  #input: Buffer = EMPTY_BYTES;
  /** The input as text with one character per byte; created when a line is searched. */
  #text: string | null = null;
  /** The number of bytes of the input that have been consumed. */
  #position = 0;
  /** There is no line end between `#position` and here, so the search continues here. */
  #searched = 0;
  #state: () => boolean = this.#requestLine;
  #request: Request | null = null;
  #line: RequestLine | null = null;
  #lines: string[] = [];
  #headers = new Map<string, string>();
  #fields = 0;
  #headerBytes = 0;
  #body = new ByteCollector();
  #chunkExtensionBytes = 0;
  /**
   * Where the request begins in the input; -1 if its first bytes arrived in an earlier `push()`.
   */
  #start = -1;
  /** The last short request without a body, and its bytes: see `#takeRepeated()`. */
  #repeatable: { readonly bytes: Buffer; readonly request: Request } | null = null;
  /** The number of bytes of the body, or of the current chunk, that have not arrived. */
  #remaining = 0;
  #expectsContinue = false;

  constructor(limits: HttpLimits) {
    this.#limits = limits;
  }

  /** Whether a request has begun but is not complete. */
  get started(): boolean {
    return this.#line !== null || this.hasInput;
  }

  /** Whether there are bytes that `next()` has not consumed. */
  get hasInput(): boolean {
    return this.#position < this.#input.length;
  }

  /** The method of the request that has begun; `null` until its first line is complete. */
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
   * Throws `HttpError` for bytes that are not a request or exceed a limit: 400, 413, 414, 417, 431,
   * 501 or 505. The parser cannot continue then, as the end of the request is unknown.
   */
  next(): Request | null {
    while (this.#request === null && this.#state()) {}
    const request = this.#request;
    this.#request = null;
    return request;
  }

  /** Returns whether the client waits for `100 Continue`; `true` at most once per request. */
  takeExpectation(): boolean {
    const expected = this.#expectsContinue;
    this.#expectsContinue = false;
    return expected;
  }

  #requestLine(): boolean {
    if (!this.hasInput) return false;
    if (this.#takeRepeated()) return true;
    const start = this.#position;
    const line = this.#takeLine(this.#limits.maxRequestLine, longLineError);
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
   * Takes the last request again if the next bytes are the same. Clients often repeat a request on
   * a connection, and comparing its bytes is much cheaper than parsing them.
   */
  #takeRepeated(): boolean {
    if (this.#repeatable === null) return false;
    const { bytes, request } = this.#repeatable;
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
    if (framing !== "chunked") this.#expectBody(framing);
    this.#expectsContinue = expectation;
    this.#state = framing === "chunked" ? this.#chunkSize : this.#fixedBody;
  }

  #fixedBody(): boolean {
    if (this.#takeBody()) this.#complete();
    return this.#remaining === 0;
  }

  #chunkSize(): boolean {
    const line = this.#takeChunkLine();
    if (line === null) return false;
    const size = parseChunkSize(line);
    this.#chunkExtensionBytes += line.length - size.toString(16).length;
    if (this.#chunkExtensionBytes > MAX_CHUNK_EXTENSION_BYTES) {
      throw new HttpError(413, "The extensions of the chunks are too large.");
    }
    this.#expectBody(size);
    this.#state = this.#remaining === 0 ? this.#trailerLine : this.#chunkData;
    return true;
  }

  #chunkData(): boolean {
    if (this.#takeBody()) this.#state = this.#chunkEnd;
    return this.#remaining === 0;
  }

  #chunkEnd(): boolean {
    const line = this.#takeChunkLine();
    if (line === null) return false;
    if (line !== "") throw new HttpError(400, "A chunk is longer than its size.");
    this.#state = this.#chunkSize;
    return true;
  }

  /** Validates and discards trailers, as RFC 9110 section 6.5.1 allows. */
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
    this.#chunkExtensionBytes = 0;
    this.#body = new ByteCollector();
    this.#expectsContinue = false;
    this.#state = this.#requestLine;
  }

  #keepForRepetition(): void {
    const size = this.#position - this.#start;
    if (this.#start < 0 || size > MAX_REPEATED_BYTES) return;
    const bytes = Buffer.from(this.#input.subarray(this.#start, this.#position));
    this.#repeatable = { bytes, request: this.#request as Request };
  }

  #head(): RequestHead {
    const { method, target, version } = this.#line as RequestLine;
    return { method, target, version, headers: this.#headers, lines: this.#lines };
  }

  /** Expects `size` more bytes of the body. Throws `HttpError` 413 if that exceeds the limit. */
  #expectBody(size: number): void {
    if (this.#body.length + size > this.#limits.maxBody) {
      throw new HttpError(413, `The body must not exceed ${this.#limits.maxBody} bytes.`);
    }
    this.#remaining = size;
  }

  /** Consumes the expected bytes that have arrived. Returns whether all of them have. */
  #takeBody(): boolean {
    const part = this.#input.subarray(this.#position, this.#position + this.#remaining);
    this.#body.append(part);
    this.#remaining -= part.length;
    this.#position += part.length;
    return this.#remaining === 0;
  }

  /** Takes a line of the header or trailer section; the limits apply to both together. */
  #takeFieldLine(): string | null {
    const line = this.#takeLine(this.#limits.maxHeaders - this.#headerBytes, headersTooLarge);
    if (line === null || line === "") return line;
    this.#headerBytes += line.length;
    if (++this.#fields > this.#limits.maxFields) throw headersTooLarge();
    return line;
  }

  /**
   * Takes a line of the chunked framing. A bare LF is refused here, as it would allow request
   * smuggling.
   */
  #takeChunkLine(): string | null {
    return this.#takeLine(MAX_CHUNK_LINE_BYTES, chunkLineTooLong, false);
  }

  /**
   * Returns the next line without its end, or `null` while it is not complete.
   *
   * Section 2.2 allows a bare LF, so that a request can be typed into nc. A bare CR is refused by
   * the pattern of every line.
   *
   * @param limit The maximum length in bytes, without the line end.
   * @param createError Creates the error to throw for a line that is too long, from its first
   *   bytes.
   */
  #takeLine(
    limit: number,
    createError: (line: string) => HttpError,
    allowsBareLf: boolean = true,
  ): string | null {
    const text = this.#latin1();
    const start = this.#position;
    const end = text.indexOf("\n", Math.max(start, this.#searched));
    const available = end < 0 ? text.length : end;
    const hasCr = available > start && text.charCodeAt(available - 1) === CR;
    const lineEnd = hasCr ? available - 1 : available;
    if (lineEnd - start > limit) throw createError(text.slice(start, start + limit + 1));
    if (end < 0) {
      this.#searched = available;
      return null;
    }
    if (!hasCr && !allowsBareLf)
      throw new HttpError(400, "The lines of a chunked body must end with CR and LF.");
    this.#position = end + 1;
    return text.slice(start, lineEnd);
  }

  #latin1(): string {
    this.#text ??= this.#input.toString("latin1");
    return this.#text;
  }
}

function headersTooLarge(): HttpError {
  return new HttpError(431, "The header fields are too large.");
}

function chunkLineTooLong(): HttpError {
  return new HttpError(400, "The size line of a chunk is too long.");
}
