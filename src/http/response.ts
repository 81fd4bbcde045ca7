/** Answers, and how they are written: RFC 9112 section 4, RFC 9110 section 15. */
import { formatHttpDate } from "./dates.js";
import type { HttpError } from "./error.js";
import { type BodyPart, bytesPart, latin1Part, lengthOf, wholePart } from "./output.js";

/** An answer. */
export interface Response {
  /** The status code. */
  readonly status: number;
  /** The fields of this answer; those that every answer has are added as it is written. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body. */
  readonly body: readonly BodyPart[];
  /** Frees what the body is read from; called once, however the answer ends. */
  readonly close?: (() => void) | undefined;
  /** Whether this same object answers many requests, so that its bytes are worth keeping. */
  readonly repeated?: boolean;
}

/** What the answer depends on besides itself. */
export interface ResponseContext {
  /** The method of the request; the answer to HEAD has no body. */
  readonly method: string | null;
  /** Whether the connection stays open afterwards. */
  readonly open: boolean;
  /** The version of the request: 1.0 has to be told that the connection stays open. */
  readonly version: string | null;
}

const REASONS = new Map([
  [200, "OK"],
  [206, "Partial Content"],
  [301, "Moved Permanently"],
  [304, "Not Modified"],
  [400, "Bad Request"],
  [403, "Forbidden"],
  [404, "Not Found"],
  [405, "Method Not Allowed"],
  [408, "Request Timeout"],
  [412, "Precondition Failed"],
  [413, "Content Too Large"],
  [414, "URI Too Long"],
  [416, "Range Not Satisfiable"],
  [417, "Expectation Failed"],
  [431, "Request Header Fields Too Large"],
  [500, "Internal Server Error"],
  [501, "Not Implemented"],
  [503, "Service Unavailable"],
  [505, "HTTP Version Not Supported"],
]);

/** The body of the page of a missing file, as the program of the notes sends it. */
export const NOT_FOUND = "===Sorry not found===";

const TEXT = "text/plain; charset=utf-8";

/** The interim answer to `Expect: 100-continue`. */
export const CONTINUE: BodyPart = bytesPart(Buffer.from("HTTP/1.1 100 Continue\r\n\r\n"));

/** An answer whose body is text, and which may have more fields. */
export function textResponse(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body = [bytesPart(Buffer.from(text))];
  return { status, headers: { "Content-Type": TEXT, ...headers }, body };
}

/** The answer to a refused request. */
export function errorResponse({ status, message, headers }: HttpError): Response {
  const text = status === 404 ? NOT_FOUND : `${status} ${REASONS.get(status)}: ${message}\n`;
  return textResponse(status, text, headers);
}

/** The bytes of an answer, first those of its head. */
export function writeResponse(response: Response, exchange: ResponseContext): readonly BodyPart[] {
  const date = now();
  const written = recent.get(response);
  if (written?.date === date && alike(written.exchange, exchange)) return written.pieces;
  const head = latin1Part(writeHead(response, exchange, date));
  if (exchange.method === "HEAD") return [head];
  const pieces = [head, ...response.body];
  if (response.repeated !== true) return pieces;
  const whole = [wholePart(pieces)];
  recent.set(response, { date, exchange, pieces: whole });
  return whole;
}

/** The last bytes of the answers that come again and again: they are the same for a second. */
const recent = new WeakMap<Response, Written>();

interface Written {
  readonly date: string;
  readonly exchange: ResponseContext;
  readonly pieces: readonly BodyPart[];
}

function alike(a: ResponseContext, b: ResponseContext): boolean {
  return a.method === b.method && a.open === b.open && a.version === b.version;
}

function writeHead(
  { status, headers, body }: Response,
  { open, version }: ResponseContext,
  date: string,
): string {
  const line = `HTTP/1.1 ${status} ${REASONS.get(status) ?? ""}`;
  let head = `${line}\r\nDate: ${date}\r\nServer: day29\r\n`;
  for (const [name, value] of Object.entries(headers)) {
    head += `${name}: ${value.replace(UNPRINTABLE, "?")}\r\n`;
  }
  // RFC 9110 section 8.6: in a 304 the length would be that of the answer without conditions.
  if (status !== 304) head += `Content-Length: ${lengthOf(body)}\r\n`;
  if (!open) head += "Connection: close\r\n";
  else if (version === "HTTP/1.0") head += "Connection: keep-alive\r\n";
  return `${head}\r\n`;
}

/** What a value may not have: it can never end its line, wherever it comes from. */
const UNPRINTABLE = /[^\t\x20-\x7e]/g;

let second = 0;
let date = "";

/** The date of an answer, which is written once a second. */
function now(): string {
  const current = Math.floor(Date.now() / 1000);
  if (current !== second) {
    second = current;
    date = formatHttpDate(current * 1000);
  }
  return date;
}
