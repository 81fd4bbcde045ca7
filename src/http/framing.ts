/**
 * The length of a request's body, and whether another request may follow: RFC 9112 sections 6 and
 * 9.
 */
import { HttpError } from "./error.js";
import { listOf, type RequestHead } from "./request.js";

/** The length of the body in bytes, or `"chunked"`. */
export type Framing = number | "chunked";

/**
 * Returns how the body of a request is delimited. Refuses anything that two servers could interpret
 * differently, as that would allow request smuggling: hiding a request in the body of another one.
 *
 * Throws `HttpError`: 400, or 501 for a transfer coding other than chunked.
 */
export function framingOf({ version, headers }: RequestHead): Framing {
  const length = headers.get("content-length");
  const coding = headers.get("transfer-encoding");
  if (coding !== undefined) {
    if (length !== undefined) {
      throw new HttpError(
        400,
        "A request must not have both Transfer-Encoding and Content-Length.",
      );
    }
    if (version === "HTTP/1.0") {
      throw new HttpError(400, "HTTP/1.0 does not support Transfer-Encoding.");
    }
    const codings = listOf(coding);
    // Section 6.3: the length of the body is unknown unless the last coding is chunked.
    if (codings.at(-1) !== "chunked" || codings.indexOf("chunked") < codings.length - 1) {
      throw new HttpError(400, "The last transfer coding must be chunked, and only the last.");
    }
    if (codings.length > 1) {
      throw new HttpError(501, "The only supported transfer coding is chunked.");
    }
    return "chunked";
  }
  if (length === undefined) return 0;
  // The joined values of a repeated field contain a comma. Section 6.3 lets us refuse even equal
  // values.
  if (!/^\d+$/.test(length)) throw new HttpError(400, "Content-Length must be one decimal number.");
  return Number(length);
}

/** Returns whether the client lets the connection stay open after the response: section 9.3. */
export function keepsAlive({ version, headers }: RequestHead): boolean {
  const connection = headers.get("connection");
  if (connection === undefined) return version !== "HTTP/1.0";
  const options = listOf(connection);
  if (options.includes("close")) return false;
  return version !== "HTTP/1.0" || options.includes("keep-alive");
}

/**
 * Returns whether the client waits for `100 Continue` before it sends the body.
 * Throws `HttpError` 417 for any other expectation.
 */
export function expectsContinue({ version, headers }: RequestHead): boolean {
  const expectation = headers.get("expect");
  // RFC 9110 section 10.1.1: servers ignore the field in an HTTP/1.0 request.
  if (expectation === undefined || version === "HTTP/1.0") return false;
  if (expectation.toLowerCase() === "100-continue") return true;
  throw new HttpError(417, "The only supported expectation is 100-continue.");
}
