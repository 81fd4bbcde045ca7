/** Request targets: RFC 9112 section 3.2, RFC 3986. */
import { HttpError } from "./error.js";
import { decodeName, encodeName } from "./names.js";

/** A parsed request target. */
export interface Target {
  /** The target as sent. */
  readonly text: string;
  /** The path's segments as `decodeName()` returns them, percent-decoded, with `.` and `..` resolved. */
  readonly segments: readonly string[];
  /** Whether the path ends with a slash, `.` or `..`, so that it can only name a directory. */
  readonly isDirectory: boolean;
  /** The query as sent, with its question mark; empty if there is none. */
  readonly query: string;
}

/** The absolute form, which section 3.2.2 requires servers to accept. User names are refused. */
const ABSOLUTE = /^https?:\/\/(?:\[[0-9A-Fa-f:.]+\]|[\w.~!$&'()*+,;=%-]+)(?::\d*)?(?=[/?]|$)/i;

/**
 * Parses a target. Throws `HttpError`: 400 for anything that is not a valid path, 403 for a path
 * that leads out of the root.
 */
export function parseTarget(target: string): Target {
  const origin = target.startsWith("/") ? target : target.replace(ABSOLUTE, "");
  const queryAt = origin.indexOf("?");
  const path = queryAt < 0 ? origin : origin.slice(0, queryAt);
  const query = queryAt < 0 ? "" : origin.slice(queryAt);
  const isRoot = path === "" && origin !== target;
  if ((!path.startsWith("/") && !isRoot) || target.includes("#")) {
    throw new HttpError(400, "The target must be a path that begins with a slash.");
  }
  const segments: string[] = [];
  let isDirectory = true;
  for (const encoded of path.split("/")) {
    const name = decode(encoded);
    isDirectory = name === "" || name === "." || name === "..";
    if (name === "..") {
      if (segments.pop() === undefined) throw new HttpError(403, "The path leads out of the root.");
    } else if (!isDirectory) {
      segments.push(name);
    }
  }
  return { text: target, segments, isDirectory, query };
}

/**
 * Returns the encoded path of `segments`, which are not empty: a path that begins with two slashes
 * would name a host.
 */
export function formatPath(segments: readonly string[]): string {
  return `/${segments.map(percentEncode).join("/")}`;
}

function percentEncode(name: string): string {
  return encodeName(name).replace(/[^\w.~-]/g, percentEncoded);
}

/** Returns the percent-encoding of a character that is one byte. */
export function percentEncoded(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}

/** Decodes a segment, after the path was split: an encoded slash is not a separator. */
function decode(segment: string): string {
  if (!segment.includes("%")) return segment;
  const bytes = segment.replace(/%([0-9A-Fa-f]{2})?/g, (_, digits?: string) => {
    if (digits === undefined) throw new HttpError(400, "A percent sign must begin a code.");
    return String.fromCharCode(Number.parseInt(digits, 16));
  });
  const name = decodeName(Buffer.from(bytes, "latin1"));
  if (/[\0/]/.test(name)) throw new HttpError(400, "A name must not contain a slash or NUL.");
  return name;
}
