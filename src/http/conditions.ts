/** Conditional requests: RFC 9110 section 13. */
import { parseHttpDate } from "./dates.js";

/** The validators of a resource, which change with its content. */
export interface Validators {
  /** A strong entity tag, quotes included. */
  readonly etag: string;
  /**
   * In milliseconds since 1970, a whole number of seconds: dates in header fields have no
   * fractions.
   */
  readonly lastModified: number;
}

/** How to respond to a conditional GET or HEAD: as usual, with 304, or with 412. */
export type PreconditionResult = "proceed" | "not modified" | "failed";

type Headers = ReadonlyMap<string, string>;

/** Evaluates the preconditions of a GET or HEAD in the order of section 13.2.2. */
export function evaluatePreconditions(
  headers: Headers,
  { etag, lastModified }: Validators,
): PreconditionResult {
  const ifMatch = headers.get("if-match");
  const ifUnmodifiedSince = dateOf(headers, "if-unmodified-since");
  const ifNoneMatch = headers.get("if-none-match");
  const ifModifiedSince = dateOf(headers, "if-modified-since");

  if (ifMatch !== undefined) {
    if (!includesTag(ifMatch, etag, "strong")) return "failed";
  } else if (ifUnmodifiedSince !== null && lastModified > ifUnmodifiedSince) {
    return "failed";
  }
  if (ifNoneMatch !== undefined) {
    if (includesTag(ifNoneMatch, etag, "weak")) return "not modified";
  } else if (ifModifiedSince !== null && lastModified <= ifModifiedSince) {
    return "not modified";
  }
  return "proceed";
}

/**
 * Returns whether to respect a Range field: there is no If-Range field, or its validator is the
 * current one.
 */
export function rangeApplies(headers: Headers, { etag, lastModified }: Validators): boolean {
  const ifRange = headers.get("if-range");
  if (ifRange === undefined) return true;
  if (ifRange.endsWith('"')) return ifRange === etag;
  const date = parseHttpDate(ifRange);
  // Section 8.8.2.2: a date is a strong validator only if no change can follow within its second.
  return date === lastModified && Date.now() - lastModified >= 1000;
}

/** Section 8.8.3. A tag may contain a comma, so the list cannot be split at commas. */
const ENTITY_TAG = /(W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g;

function includesTag(list: string, etag: string, comparison: "strong" | "weak"): boolean {
  if (list === "*") return true;
  for (const [, weak, tag] of list.matchAll(ENTITY_TAG)) {
    if (tag === etag && (comparison === "weak" || weak === undefined)) return true;
  }
  return false;
}

/**
 * Returns the date of a field, or `null` if it is missing or invalid: section 13.1.3 ignores an
 * invalid date.
 */
function dateOf(headers: Headers, name: string): number | null {
  const value = headers.get(name);
  return value === undefined ? null : parseHttpDate(value);
}
