/** A request, and the grammar of its lines: RFC 9112 sections 3 and 5. */
import { HttpError } from "./error.js";
import { percentEncoded } from "./target.js";

/** A request without its body. */
export interface RequestHead {
  /** The method, such as `"GET"`; it is case-sensitive. */
  readonly method: string;
  /** The request target, such as `"/index.html?x=1"`, as sent except that it is percent-encoded. */
  readonly target: string;
  /** The version as sent, such as `"HTTP/1.1"`. */
  readonly version: string;
  /**
   * The header fields by name in lower case; the values of a repeated field are joined by `", "`.
   */
  readonly headers: ReadonlyMap<string, string>;
  /** The request line and the field lines as sent, with one character per byte. */
  readonly lines: readonly string[];
}

/** The parts of a request line. */
export type RequestLine = Pick<RequestHead, "method" | "target" | "version">;

/** A complete request. */
export interface Request extends RequestHead {
  /** The body, without chunked framing; empty if there is none. */
  readonly body: Buffer;
}

/** RFC 9110 section 5.6.2. */
const TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
const REQUEST_LINE = new RegExp(`^${TOKEN} [\\x21-\\x7e\\x80-\\xff]+ HTTP/\\d\\.\\d$`);
const NON_ASCII = /[\x80-\xff]/g;
const VERSION_LENGTH = "HTTP/1.1".length;
const FIELD_LINE = new RegExp(`^${TOKEN}:[\\t\\x20-\\x7e\\x80-\\xff]*$`);
const HOST = /^(?:\[[0-9A-Fa-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d*)?$/;
/** RFC 9112 section 7.1.1. */
const QUOTED =
  '"(?:[\\t\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]|\\\\[\\t\\x20-\\x7e\\x80-\\xff])*"';
const EXTENSION = `[ \\t]*;[ \\t]*${TOKEN}(?:[ \\t]*=[ \\t]*(?:${TOKEN}|${QUOTED}))?`;
const CHUNK_SIZE = new RegExp(`^([0-9A-Fa-f]+)(?:${EXTENSION})*$`);
const START_OF_METHOD = new RegExp(`^${TOKEN}`);

/**
 * Throws `HttpError` 400 unless a request can begin with `character`, which is empty without input.
 * A TLS handshake, for example, is refused immediately, as it may never contain the line end to
 * wait for.
 */
export function checkStart(character: string): void {
  if (character !== "" && character !== "\r" && !START_OF_METHOD.test(character)) {
    throw malformedRequest();
  }
}

/** Parses a request line. Throws `HttpError`: 400, or 505 for a major version other than 1. */
export function parseRequestLine(line: string): RequestLine {
  // The pattern has no groups: they would allocate an array and three strings for each request.
  if (!REQUEST_LINE.test(line)) throw malformedRequest();
  const space = line.indexOf(" ");
  const method = line.slice(0, space);
  // Clients such as curl(1) send a target as it was typed.
  const target = line.slice(space + 1, -VERSION_LENGTH - 1).replace(NON_ASCII, percentEncoded);
  const version = line.slice(-VERSION_LENGTH);
  if (!version.startsWith("HTTP/1."))
    throw new HttpError(505, "The only supported versions are HTTP/1.0 and HTTP/1.1.");
  return { method, target, version };
}

/**
 * Returns the error for a request line that is too long: 501 for its method, 414 for its target,
 * else 400.
 */
export function longLineError(line: string): HttpError {
  const method = START_OF_METHOD.exec(line)?.[0] ?? "";
  if (method.length === line.length) return new HttpError(501, "The method is too long.");
  if (line[method.length] === " ") return new HttpError(414, "The target is too long.");
  return malformedRequest();
}

/** Parses a field line. Throws `HttpError` 400, also for whitespace before the colon. */
export function parseFieldLine(line: string): [name: string, value: string] {
  // A folded line begins with whitespace; section 5.2 requires refusing it.
  if (!FIELD_LINE.test(line)) {
    throw new HttpError(400, "A header field must be a name, a colon and a value on one line.");
  }
  const colon = line.indexOf(":");
  return [line.slice(0, colon).toLowerCase(), trimWhitespace(line, colon + 1)];
}

/**
 * Parses the line at the beginning of a chunk, and ignores its extensions. Throws `HttpError` 400 unless
 * it is valid.
 */
export function parseChunkSize(line: string): number {
  const digits = CHUNK_SIZE.exec(line)?.[1];
  if (digits !== undefined) return Number.parseInt(digits, 16);
  const message = /^[0-9A-Fa-f]+[ \t]*;/.test(line)
    ? "An extension of a chunk must be a name, or a name and a value."
    : "A chunk must begin with its size.";
  throw new HttpError(400, message);
}

/**
 * Throws `HttpError` 400 if the Host field is missing (except in HTTP/1.0), repeated or invalid:
 * section 3.2.
 */
export function checkHost({ version, headers }: RequestHead): void {
  const host = headers.get("host");
  if (host === undefined && version === "HTTP/1.0") return;
  // The pattern also refuses a repeated field, whose values are joined by ", ".
  if (host === undefined || !HOST.test(host)) {
    throw new HttpError(
      400,
      "A request must have exactly one Host field, with a host and an optional port.",
    );
  }
}

/** Returns the members of a comma-separated field value, in lower case. */
export function listOf(value: string = ""): string[] {
  return value
    .split(",")
    .map((member) => trimWhitespace(member).toLowerCase())
    .filter((member) => member !== "");
}

function malformedRequest(): HttpError {
  return new HttpError(400, "A request begins with a line of method, target and HTTP version.");
}

/**
 * Returns the text from `start` on without the spaces and tabs around it. `String.prototype.trim()`
 * would also remove other characters, such as a no-break space.
 */
export function trimWhitespace(text: string, start: number = 0): string {
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
