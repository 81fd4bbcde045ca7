/** Responses to GET and HEAD of a file: whole, in part, unchanged or refused. */
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

/** The response to a request for a file, which is closed with the response. */
export function fileResponse(file: FoundFile, { method, headers }: RequestHead): Response {
  const precondition = evaluatePreconditions(headers, file);
  if (precondition === "not modified") {
    return closing(file, { status: 304, headers: validators(file), body: [] });
  }
  if (precondition === "failed") {
    return closing(
      file,
      errorResponse(new HttpError(412, "The file does not meet the condition of the request.")),
    );
  }

  // RFC 9110 section 14.2: only GET has ranges.
  const range = method === "GET" && rangeApplies(headers, file) ? headers.get("range") : undefined;
  const ranges = range === undefined ? null : parseRange(range, file.size);
  if (ranges === null) return whole(file);
  if (ranges.length === 0) {
    const error = new HttpError(416, "The range is not within the file.", {
      "Content-Range": `bytes */${file.size}`,
    });
    return closing(file, errorResponse(error));
  }
  return closing(file, partial(file, ranges));
}

/** The whole responses of files in memory: response.ts keeps the bytes of one that is repeated. */
const wholeResponses = new WeakMap<FoundFile, Response>();

function whole(file: FoundFile): Response {
  const known = wholeResponses.get(file);
  if (known !== undefined) return known;
  const headers = { ...fieldsOf(file), "Content-Type": file.type };
  const response = { status: 200, headers, body: [partOf(file, 0, file.size)] };
  if (typeof file.source === "number") return closing(file, response);
  const repeated = { ...response, repeated: true };
  wholeResponses.set(file, repeated);
  return repeated;
}

function partial(file: FoundFile, ranges: readonly ByteRange[]): Response {
  const [first, ...others] = ranges as [ByteRange, ...ByteRange[]];
  if (others.length > 0) return multipart(file, ranges);
  const headers = {
    ...fieldsOf(file),
    "Content-Type": file.type,
    "Content-Range": contentRange(file, first),
  };
  return { status: 206, headers, body: [rangeOf(file, first)] };
}

/** Several parts in one body, each with its own head: RFC 9110 section 14.6. */
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
  return { status: 206, headers: { ...fieldsOf(file), "Content-Type": type }, body };
}

function fieldsOf(file: FoundFile): Record<string, string> {
  return { "Accept-Ranges": "bytes", ...validators(file) };
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

function closing({ source }: FoundFile, response: Response): Response {
  return typeof source === "number" ? { ...response, close: () => closeSync(source) } : response;
}
