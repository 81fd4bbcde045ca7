/** Conditional requests: RFC 9110 section 13. */
import { parseHttpDate } from "./dates.js";

/** What tells one state of a resource from another. */
export interface Validators {
  /** A strong entity tag, quotes included. */
  readonly etag: string;
  /** Milliseconds since 1970; whole seconds, as header fields have no finer ones. */
  readonly lastModified: number;
}

/** The conditions of a request in order of precedence: what they come to for GET and HEAD. */
export type PreconditionResult = "proceed" | "not modified" | "failed";

type Headers = ReadonlyMap<string, string>;

/** Weighs the conditions of a GET or HEAD, in the order of section 13.2.2. */
export function evaluatePreconditions(
  headers: Headers,
  { etag, lastModified }: Validators,
): PreconditionResult {
  const ifMatch = headers.get("if-match");
  const ifUnmodifiedSince = dateOf(headers, "if-unmodified-since");
  const ifNoneMatch = headers.get("if-none-match");
  const ifModifiedSince = dateOf(headers, "if-modified-since");

  if (ifMatch !== undefined) {
    if (!lists(ifMatch, etag, "strong")) return "failed";
  } else if (ifUnmodifiedSince !== null && lastModified > ifUnmodifiedSince) {
    return "failed";
  }
  if (ifNoneMatch !== undefined) {
    if (lists(ifNoneMatch, etag, "weak")) return "not modified";
  } else if (ifModifiedSince !== null && lastModified <= ifModifiedSince) {
    return "not modified";
  }
  return "proceed";
}

/** Whether the Range field counts: without If-Range, or when what the client has a part of is unchanged. */
export function rangeApplies(headers: Headers, { etag, lastModified }: Validators): boolean {
  const ifRange = headers.get("if-range");
  if (ifRange === undefined) return true;
  if (ifRange.endsWith('"')) return ifRange === etag;
  const date = parseHttpDate(ifRange);
  // Section 8.8.2.2: a date is a strong validator only when no change can hide in its second.
  return date === lastModified && Date.now() - lastModified >= 1000;
}

/** RFC 9110 section 8.8.3: a list of entity tags, in which a comma may be part of a tag. */
const ENTITY_TAG = /(W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g;

function lists(list: string, etag: string, comparison: "strong" | "weak"): boolean {
  if (list === "*") return true;
  for (const [, weak, tag] of list.matchAll(ENTITY_TAG)) {
    if (tag === etag && (comparison === "weak" || weak === undefined)) return true;
  }
  return false;
}

/** The date of a field; one that is no date is ignored. */
function dateOf(headers: Headers, name: string): number | null {
  const value = headers.get(name);
  return value === undefined ? null : parseHttpDate(value);
}
