/** Parts of a file: RFC 9110 section 14. */

/** Bytes from `start` to `end`, the last one included, as `Content-Range` counts. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Requests for more parts are ignored: section 14.2 warns of many small ones. */
const MAX_RANGES = 8;

/**
 * Parses the value of a Range field for a file of `size` bytes.
 *
 * Returns the ranges within the file, which may be none (416). Returns `null` where the field must be
 * ignored and the whole file sent: for another unit, a syntax error, too many ranges, or ranges that
 * overlap.
 */
export function parseRange(value: string, size: number): ByteRange[] | null {
  const [, set] = /^bytes=(.*)$/i.exec(value) ?? [];
  if (set === undefined || size === 0) return null;
  const members = set.split(",").map((member) => member.replace(/^[ \t]+|[ \t]+$/g, ""));
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
