/** Conditional requests: RFC 9110 section 13. */
import { parseHttpDate } from "./dates.js";

/** What differs between two states of a resource. */
export interface Validators {
  /** A strong entity tag, quotes included. */
  readonly etag: string;
  /** Milliseconds since 1970; whole seconds, as header fields have no fractions. */
  readonly lastModified: number;
}

/** The result of the conditions of a GET or HEAD. */
export type PreconditionResult = "proceed" | "not modified" | "failed";

type Headers = ReadonlyMap<string, string>;

/** Evaluates the conditions of a GET or HEAD, in the order of section 13.2.2. */
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

/** Whether the Range field applies: without If-Range, or when the file that the client has a part of is unchanged. */
export function rangeApplies(headers: Headers, { etag, lastModified }: Validators): boolean {
  const ifRange = headers.get("if-range");
  if (ifRange === undefined) return true;
  if (ifRange.endsWith('"')) return ifRange === etag;
  const date = parseHttpDate(ifRange);
  // Section 8.8.2.2: a date is a strong validator only when its second is over.
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

/** The date of a field; an invalid one is ignored. */
function dateOf(headers: Headers, name: string): number | null {
  const value = headers.get(name);
  return value === undefined ? null : parseHttpDate(value);
}
