/** Responses and their bytes: RFC 9112 section 4, RFC 9110 section 15. */
import { formatHttpDate } from "./dates.js";
import type { HttpError } from "./error.js";
import { type BodyPart, bytesPart, latin1Part, lengthOf, wholePart } from "./output.js";

/** A response. */
export interface Response {
  /** The status code. */
  readonly status: number;
  /** The header fields; those that every response has are added later. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body. */
  readonly body: readonly BodyPart[];
  /** Frees what the body is read from; called once, however the response ends. */
  readonly close?: (() => void) | undefined;
  /** Whether this object is the response to many requests, so that its bytes are worth keeping. */
  readonly repeated?: boolean;
}

/** What the bytes of a response depend on, besides the response itself. */
export interface ResponseContext {
  /** The method of the request; the response to HEAD has no body. */
  readonly method: string | null;
  /** Whether the connection stays open afterwards. */
  readonly open: boolean;
  /** The version of the request: a client of 1.0 assumes that the connection is closed. */
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

/** The interim response to `Expect: 100-continue`. */
export const CONTINUE: BodyPart = bytesPart(Buffer.from("HTTP/1.1 100 Continue\r\n\r\n"));

/** Returns a response with a text as its body. `headers` replace the default `Content-Type`, and add to it. */
export function textResponse(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body = [bytesPart(Buffer.from(text))];
  return { status, headers: { "Content-Type": TEXT, ...headers }, body };
}

/** The response to a refused request. */
export function errorResponse({ status, message, headers }: HttpError): Response {
  const text = status === 404 ? NOT_FOUND : `${status} ${REASONS.get(status)}: ${message}\n`;
  return textResponse(status, text, headers);
}

/** Returns the parts of a response in the order in which they are sent: the head, then the body. */
export function writeResponse(response: Response, context: ResponseContext): readonly BodyPart[] {
  const date = now();
  const known = written.get(response);
  if (known?.date === date && same(known.context, context)) return known.parts;
  const head = latin1Part(writeHead(response, context, date));
  if (context.method === "HEAD") return [head];
  const parts = [head, ...response.body];
  if (response.repeated !== true) return parts;
  const whole = [wholePart(parts)];
  written.set(response, { date, context, parts: whole });
  return whole;
}

/**
 * The bytes of repeated responses. The head changes once a second, with its date, so that all
 * requests for a small file within a second are answered with the same bytes, in one buffer.
 */
const written = new WeakMap<Response, Written>();

interface Written {
  readonly date: string;
  readonly context: ResponseContext;
  readonly parts: readonly BodyPart[];
}

function same(a: ResponseContext, b: ResponseContext): boolean {
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
  // RFC 9110 section 8.6: in a 304 the length would be that of the response without conditions.
  if (status !== 304) head += `Content-Length: ${lengthOf(body)}\r\n`;
  if (!open) head += "Connection: close\r\n";
  else if (version === "HTTP/1.0") head += "Connection: keep-alive\r\n";
  return `${head}\r\n`;
}

/** Not allowed in a value, which must not end its line, wherever it comes from. */
const UNPRINTABLE = /[^\t\x20-\x7e]/g;

let second = 0;
let date = "";

/** The date for a response, formatted once a second. */
function now(): string {
  const current = Math.floor(Date.now() / 1000);
  if (current !== second) {
    second = current;
    date = formatHttpDate(current * 1000);
  }
  return date;
}
