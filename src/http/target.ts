/** What a request target names: RFC 9112 section 3.2, RFC 3986. */
import { HttpError } from "./error.js";

/** A target, taken apart and decoded. */
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

/** Section 3.2.2: a server understands the form that proxies are sent, too. User names are refused. */
const ABSOLUTE = /^https?:\/\/(?:\[[0-9A-Fa-f:.]+\]|[\w.~!$&'()*+,;=%-]+)(?::\d*)?(?=[/?]|$)/i;

/**
 * Takes a target apart. Throws `HttpError`: 400 for what is no path, 403 for a path that climbs
 * out of the root.
 */
export function parseTarget(target: string): Target {
  const origin = target.startsWith("/") ? target : target.replace(ABSOLUTE, "");
  const queryAt = origin.indexOf("?");
  const path = queryAt < 0 ? origin : origin.slice(0, queryAt);
  const query = queryAt < 0 ? "" : origin.slice(queryAt);
  const isRoot = path === "" && origin !== target;
  if ((!path.startsWith("/") && !isRoot) || target.includes("#")) {
    throw new HttpError(400, "The target is a path that begins with a slash.");
  }
  const segments: string[] = [];
  let isDirectory = true;
  for (const encoded of path.split("/")) {
    const name = decode(encoded);
    isDirectory = name === "" || name === "." || name === "..";
    if (name === "..") {
      if (segments.pop() === undefined)
        throw new HttpError(403, "There is nothing above the root.");
    } else if (!isDirectory) {
      segments.push(name);
    }
  }
  return { text: target, segments, isDirectory, query };
}

/** The path of some segments, encoded; never one that begins with two slashes, which names a host. */
export function formatPath(segments: readonly string[]): string {
  return `/${segments.map(encodeURIComponent).join("/")}`;
}

/** Decodes a segment once, after the path was split: an encoded slash separates nothing. */
function decode(segment: string): string {
  if (!/[%\\]/.test(segment)) return segment;
  let name: string;
  try {
    name = decodeURIComponent(segment);
  } catch {
    throw new HttpError(400, "A percent sign begins the code of a byte, and bytes are UTF-8.");
  }
  if (/[\0/\\]/.test(name)) throw new HttpError(400, "A name has no slash, backslash or NUL.");
  return name;
}
