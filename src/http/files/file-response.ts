/** The answer to GET and HEAD of a file: whole, in part, unchanged or refused. */
import { randomUUID } from "node:crypto";
import { evaluatePreconditions, rangeApplies } from "../conditions.js";
import { HttpError } from "../error.js";
import { type BodyPart, bytesPart } from "../output.js";
import { type ByteRange, parseRange } from "../ranges.js";
import type { RequestHead } from "../request.js";
import { errorResponse, type Response } from "../response.js";
import type { FoundFile } from "./lookup.js";

/** Answers with a file, which is closed with the answer. */
export function fileResponse(file: FoundFile, { method, headers }: RequestHead): Response {
  const { size, validators, close, whole } = file;
  const verdict = evaluatePreconditions(headers, file);
  if (verdict === "not modified") return { status: 304, headers: validators, body: [], close };
  if (verdict === "failed") {
    return { ...errorResponse(new HttpError(412, "The file is not what you expect.")), close };
  }

  // RFC 9110 section 14.2: a range means something for GET only.
  const range = method === "GET" && rangeApplies(headers, file) ? headers.get("range") : undefined;
  const ranges = range === undefined ? null : parseRange(range, size);
  if (ranges === null) return whole;
  if (ranges.length === 0) {
    const error = new HttpError(416, "The file has no such bytes.", {
      "Content-Range": `bytes */${size}`,
    });
    return { ...errorResponse(error), close };
  }
  const part = partial(file, ranges);
  return { ...part, headers: { ...whole.headers, ...part.headers }, close };
}

function partial(file: FoundFile, ranges: readonly ByteRange[]): Response {
  const [first, ...others] = ranges as [ByteRange, ...ByteRange[]];
  if (others.length > 0) return multipart(file, ranges);
  const headers = { "Content-Type": file.type, "Content-Range": contentRange(file, first) };
  return { status: 206, headers, body: [pieceOf(file, first)] };
}

/** Several parts in one body, each with its own head: section 14.6. */
function multipart(file: FoundFile, ranges: readonly ByteRange[]): Response {
  const boundary = randomUUID();
  const body = ranges.flatMap((range) => [
    bytesPart(
      Buffer.from(
        `\r\n--${boundary}\r\nContent-Type: ${file.type}\r\n` +
          `Content-Range: ${contentRange(file, range)}\r\n\r\n`,
      ),
    ),
    pieceOf(file, range),
  ]);
  body.push(bytesPart(Buffer.from(`\r\n--${boundary}--\r\n`)));
  const type = `multipart/byteranges; boundary=${boundary}`;
  return { status: 206, headers: { "Content-Type": type }, body };
}

function pieceOf(file: FoundFile, { start, end }: ByteRange): BodyPart {
  return file.piece(start, end - start + 1);
}

function contentRange({ size }: FoundFile, { start, end }: ByteRange): string {
  return `bytes ${start}-${end}/${size}`;
}
