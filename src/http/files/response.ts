/** Responses to GET and HEAD requests for a file: 200, 206, 304, 412 or 416. */
import { randomUUID } from "node:crypto";
import { closeSync } from "node:fs";
import { evaluatePreconditions, rangeApplies } from "../conditions.js";
import { formatHttpDate } from "../dates.js";
import { HttpError } from "../error.js";
import { type BodyPart, bytesPart, filePart } from "../output.js";
import { type ByteRange, parseRange } from "../ranges.js";
import type { RequestHead } from "../request.js";
import { errorResponse, type Response } from "../response.js";
import type { FoundFile } from "./lookup.js";

/**
 * Returns the response to a GET or HEAD request for a file. Ending the response closes the file.
 */
export function fileResponse(file: FoundFile, { method, headers }: RequestHead): Response {
  const precondition = evaluatePreconditions(headers, file);
  if (precondition === "not modified") {
    return withClose(file, { status: 304, headers: validators(file), body: [] });
  }
  if (precondition === "failed") {
    return withClose(
      file,
      errorResponse(new HttpError(412, "The file does not meet the condition of the request.")),
    );
  }

  // RFC 9110 section 14.2: the field is ignored in all methods except GET.
  const range = method === "GET" && rangeApplies(headers, file) ? headers.get("range") : undefined;
  const ranges = range === undefined ? null : parseRange(range, file.size);
  // The coding of a body of several parts would be that of all parts together.
  const isSplit = ranges !== null && ranges.length > 1 && file.encoding !== undefined;
  if (ranges === null || isSplit) return fullResponse(file);
  if (ranges.length === 0) {
    const error = new HttpError(416, "The range is not within the file.", {
      "Content-Range": `bytes */${file.size}`,
    });
    return withClose(file, errorResponse(error));
  }
  return withClose(file, partialResponse(file, ranges));
}

/**
 * The full responses for cached files. The same object each time lets its serialized form be
 * cached, too.
 */
const fullResponses = new WeakMap<FoundFile, Response>();

function fullResponse(file: FoundFile): Response {
  const cached = fullResponses.get(file);
  if (cached !== undefined) return cached;
  const headers = { ...commonFields(file), "Content-Type": file.type };
  const response = { status: 200, headers, body: [partOf(file, 0, file.size)] };
  if (typeof file.source === "number") return withClose(file, response);
  const repeated = { ...response, repeated: true };
  fullResponses.set(file, repeated);
  return repeated;
}

function partialResponse(file: FoundFile, ranges: readonly ByteRange[]): Response {
  const [first, ...others] = ranges as [ByteRange, ...ByteRange[]];
  if (others.length > 0) return multipart(file, ranges);
  const headers = {
    ...commonFields(file),
    "Content-Type": file.type,
    "Content-Range": contentRange(file, first),
  };
  return { status: 206, headers, body: [rangeOf(file, first)] };
}

/** Several ranges in one body, each with its own header: RFC 9110 section 14.6. */
function multipart(file: FoundFile, ranges: readonly ByteRange[]): Response {
  const boundary = randomUUID();
  const body = ranges.flatMap((range) => [
    bytesPart(
      Buffer.from(
        `\r\n--${boundary}\r\nContent-Type: ${file.type}\r\n` +
          `Content-Range: ${contentRange(file, range)}\r\n\r\n`,
      ),
    ),
    rangeOf(file, range),
  ]);
  body.push(bytesPart(Buffer.from(`\r\n--${boundary}--\r\n`)));
  const type = `multipart/byteranges; boundary=${boundary}`;
  return { status: 206, headers: { ...commonFields(file), "Content-Type": type }, body };
}

function commonFields(file: FoundFile): Record<string, string> {
  const encoding = file.encoding === undefined ? {} : { "Content-Encoding": file.encoding };
  return { "Accept-Ranges": "bytes", ...encoding, ...validators(file) };
}

function validators({ etag, lastModified }: FoundFile): Record<string, string> {
  return { ETag: etag, "Last-Modified": formatHttpDate(lastModified) };
}

function rangeOf(file: FoundFile, { start, end }: ByteRange): BodyPart {
  return partOf(file, start, end - start + 1);
}

function partOf({ source }: FoundFile, start: number, length: number): BodyPart {
  if (typeof source === "number") return filePart(source, start, length);
  return bytesPart(source.subarray(start, start + length));
}

function contentRange({ size }: FoundFile, { start, end }: ByteRange): string {
  return `bytes ${start}-${end}/${size}`;
}

function withClose({ source }: FoundFile, response: Response): Response {
  return typeof source === "number" ? { ...response, close: () => closeSync(source) } : response;
}
