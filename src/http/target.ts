/** Request targets: RFC 9112 section 3.2, RFC 3986. */
import { HttpError } from "./error.js";

/** A parsed target, decoded. */
export interface Target {
  /** As it was sent. */
  readonly text: string;
  /** The names between the slashes, decoded once, without `.` and `..`. */
  readonly segments: readonly string[];
  /** Whether the path ends with a slash, as that of a directory does. */
  readonly isDirectory: boolean;
  /** From the question mark on, as sent; empty without one. */
  readonly query: string;
}

/** Section 3.2.2: a server accepts the form for proxies, too. User names are refused. */
const ABSOLUTE = /^https?:\/\/(?:\[[0-9A-Fa-f:.]+\]|[\w.~!$&'()*+,;=%-]+)(?::\d*)?(?=[/?]|$)/i;

/**
 * Parses a target. Throws `HttpError`: 400 for anything that is not a path, 403 for a path that leads
 * out of the root.
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

/** Returns the encoded path of some segments; it never begins with two slashes, which would name a host. */
export function formatPath(segments: readonly string[]): string {
  return `/${segments.map(encodeURIComponent).join("/")}`;
}

/** Decodes a segment once, after the path was split, as an encoded slash is not a separator. */
function decode(segment: string): string {
  if (!/[%\\]/.test(segment)) return segment;
  let name: string;
  try {
    name = decodeURIComponent(segment);
  } catch {
    throw new HttpError(400, "Percent-encoded bytes must be valid UTF-8.");
  }
  if (/[\0/\\]/.test(name))
    throw new HttpError(400, "A name must not contain a slash, a backslash or NUL.");
  return name;
}
