/** `showBytes()`: bytes as a dump or part by part. */
import { type Data, toBytes } from "../../../socket/data.js";
import { checkArray } from "../../../validators.js";
import { type MimeBundle, output } from "../../host.js";
import { dumpBundle } from "./dump.js";
import { type BytesPart, partsBundle } from "./parts.js";

/**
 * Shows bytes: in rows of 16 as `hexdump -C` does, or with `parts` a row for each part of a message,
 * in order. The text of a part is in quotes, with `\r\n` and other control characters visible. Bytes
 * after the last part are shown as the rest.
 *
 * Throws `RangeError` if a length is not an integer >= 0 or exceeds the bytes that are left, and
 * names the part.
 *
 * @example
 * showBytes("GET / HTTP/1.1\r\n", [
 *   ["方法 · method", 3],
 *   ["SP", 1],
 *   ["目标 · target", 1],
 *   ["SP", 1],
 *   ["版本 · version", 8],
 *   ["CRLF", 2],
 * ]);
 */
export function showBytes(data: Data, parts?: readonly BytesPart[]): void {
  output(bytesBundle(data, parts));
}

export function bytesBundle(data: Data, parts?: readonly BytesPart[]): MimeBundle {
  const bytes = Buffer.from(toBytes(data));
  if (parts !== undefined) {
    checkArray("parts", parts);
    for (const [i, part] of parts.entries()) checkArray(`parts[${i}]`, part);
  }
  return parts === undefined ? dumpBundle(bytes) : partsBundle(bytes, parts);
}
