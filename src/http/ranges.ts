/** Range requests: RFC 9110 section 14. */
import { trimWhitespace } from "./request.js";

/** The bytes from `start` to `end` inclusive, as in `Content-Range`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * A field with more ranges is ignored: section 14.2 warns of many small ranges, which are costly to
 * send.
 */
const MAX_RANGES = 8;

/**
 * Parses the value of a Range field for a file of `size` bytes.
 *
 * Returns the ranges that lie within the file; if there are none, the status is 416. Returns `null`
 * if the field is to be ignored and the whole file sent: for another unit, a syntax error, too many
 * ranges, or overlapping ranges.
 */
export function parseRange(value: string, size: number): ByteRange[] | null {
  const [, set] = /^bytes=(.*)$/i.exec(value) ?? [];
  if (set === undefined || size === 0) return null;
  const members = set.split(",").map((member) => trimWhitespace(member));
  if (members.length > MAX_RANGES) return null;
  const ranges: ByteRange[] = [];
  for (const member of members) {
    const [, first, last] = /^(\d*)-(\d*)$/.exec(member) ?? [];
    if (first === undefined || last === undefined || (first === "" && last === "")) return null;
    if (first !== "" && last !== "" && Number(last) < Number(first)) return null;
    const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
    const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
    if (start < size) ranges.push({ start, end });
  }
  return overlap(ranges) ? null : ranges;
}

function overlap(ranges: readonly ByteRange[]): boolean {
  const sorted = [...ranges].sort((a, b) => a.start - b.start);
  return sorted.some((range, i) => i > 0 && range.start <= (sorted[i - 1] as ByteRange).end);
}
