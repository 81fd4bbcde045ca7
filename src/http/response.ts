/** Responses and their serialization: RFC 9112 section 4, RFC 9110 section 15. */
import { checkInteger, checkOptions, checkString } from "../validators.js";
import { formatHttpDate } from "./dates.js";
import type { HttpError } from "./error.js";
import { type BodyPart, bytesPart, joinParts, latin1Part, totalLength } from "./output.js";

/** A response. */
export interface Response {
  /** The status code. */
  readonly status: number;
  /**
   * The header fields, without those that every response has, such as `Date` and `Content-Length`.
   */
  readonly headers: Readonly<Record<string, string>>;
  /** The parts of the body, in order. */
  readonly body: readonly BodyPart[];
  /** Closes the file that the body is read from; called once, however the response ends. */
  readonly close?: (() => void) | undefined;
  /**
   * Whether this object is the response to many requests, so that its serialized form is cached.
   */
  readonly repeated?: boolean;
}

/** What the serialized form of a response depends on, besides the response and the date. */
export interface ResponseContext {
  /** The method of the request, if known; the response to HEAD has no body. */
  readonly method: string | null;
  /** Whether the connection stays open afterwards. */
  readonly open: boolean;
  /**
   * The version of the request, if known: an HTTP/1.0 client must be told that the connection stays
   * open.
   */
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

/** The body of a 404 response, the same as in the program of the course's notes. */
export const NOT_FOUND = "===Sorry not found===";

const TEXT = "text/plain; charset=utf-8";

/** The interim response to `Expect: 100-continue`. */
export const CONTINUE: BodyPart = bytesPart(Buffer.from("HTTP/1.1 100 Continue\r\n\r\n"));

/**
 * Returns a response with a text as its body.
 *
 * @param status The status code.
 * @param text The body, sent as UTF-8.
 * @param headers Additional header fields; `Content-Type` replaces the default,
 *   `text/plain; charset=utf-8`.
 */
export function textResponse(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  checkInteger("status", status, 200, 599);
  checkString("text", text);
  checkOptions(headers, "headers");
  const body = [bytesPart(Buffer.from(text))];
  return { status, headers: { "Content-Type": TEXT, ...headers }, body };
}

/** Returns the response that reports an error to the client. */
export function errorResponse({ status, message, headers }: HttpError): Response {
  const text = status === 404 ? NOT_FOUND : `${status} ${REASONS.get(status)}: ${message}\n`;
  return textResponse(status, text, headers);
}

/** Returns the parts of a response in the order in which they are sent: the head, then the body. */
export function serializeResponse(
  response: Response,
  context: ResponseContext,
): readonly BodyPart[] {
  const date = currentDate();
  const cached = serialized.get(response);
  if (cached?.date === date && sameContext(cached.context, context)) return cached.parts;
  const head = latin1Part(serializeHead(response, context, date));
  if (context.method === "HEAD") return [head];
  const parts = [head, ...response.body];
  if (response.repeated !== true) return parts;
  const joined = [joinParts(parts)];
  serialized.set(response, { date, context, parts: joined });
  return joined;
}

/**
 * The bytes of repeated responses. The head changes once a second, with its date, so all requests
 * for a small file within a second get the same bytes, from one buffer.
 */
const serialized = new WeakMap<Response, SerializedResponse>();

interface SerializedResponse {
  readonly date: string;
  readonly context: ResponseContext;
  readonly parts: readonly BodyPart[];
}

function sameContext(a: ResponseContext, b: ResponseContext): boolean {
  return a.method === b.method && a.open === b.open && a.version === b.version;
}

function serializeHead(
  { status, headers, body }: Response,
  { open, version }: ResponseContext,
  date: string,
): string {
  const line = `HTTP/1.1 ${status} ${REASONS.get(status) ?? ""}`;
  let head = `${line}\r\nDate: ${date}\r\nServer: day29\r\n`;
  for (const [name, value] of Object.entries(headers)) {
    head += `${name}: ${value.replace(UNPRINTABLE, "?")}\r\n`;
  }
  // RFC 9110 section 8.6: in a 304, the field would have to give the length of the 200 response.
  if (status !== 304) head += `Content-Length: ${totalLength(body)}\r\n`;
  if (!open) head += "Connection: close\r\n";
  else if (version === "HTTP/1.0") head += "Connection: keep-alive\r\n";
  return `${head}\r\n`;
}

/**
 * Characters that are replaced in header values: a CR or LF would let a value inject header fields.
 */
const UNPRINTABLE = /[^\t\x20-\x7e]/g;

let dateSecond = 0;
let dateText = "";

/** Returns the value of the `Date` field, which is formatted once a second. */
function currentDate(): string {
  const current = Math.floor(Date.now() / 1000);
  if (current !== dateSecond) {
    dateSecond = current;
    dateText = formatHttpDate(current * 1000);
  }
  return dateText;
}
