/** The site that the HTTP servers serve: the files below a root, and an echo for forms. */
import type { Responder } from "./connection.js";
import { echo } from "./echo.js";
import { HttpError } from "./error.js";
import { Files } from "./files/lookup.js";
import { fileResponse } from "./files/response.js";
import { textResponse } from "./response.js";
import { formatPath, parseTarget } from "./target.js";

/**
 * The methods of RFC 9110 section 9, and PATCH: 405 where they are not allowed. Any other method
 * gets 501.
 */
const METHODS = "GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH".split(" ");

export interface Site {
  readonly respond: Responder;
  /**
   * Begins a round of the server: requests in the same round share file lookups. If this is never
   * called, each request looks up its file separately.
   */
  beginRound(): void;
}

/**
 * Creates a site that responds to GET and HEAD with the files below `root`, and to POST of `/echo`
 * with the contents of the request. Throws an error of `node:fs`: `ENOENT` if `root` does not exist,
 * `ENOTDIR` if it is not a directory.
 *
 * @param root The directory whose files are served.
 * @param now Returns the current time in milliseconds since 1970.
 */
export function site(root: string, now: () => number = Date.now): Site {
  const files = new Files(root, now);
  const respond: Responder = (request) => {
    const { method } = request;
    if (!METHODS.includes(method)) throw new HttpError(501, "This method is not supported.");
    // The target of CONNECT and OPTIONS may be a host or the server as a whole instead of a path.
    if (method === "CONNECT" || (method === "OPTIONS" && request.target === "*")) {
      requireMethod(method, ["GET", "HEAD", "POST"]);
    }
    if (method === "GET" || method === "HEAD") {
      const cached = files.findCached(request.target);
      if (cached !== undefined) return fileResponse(cached, request);
    }
    const target = parseTarget(request.target);
    const { segments, query } = target;
    if (segments.length === 1 && segments[0] === "echo") {
      requireMethod(method, ["POST"]);
      return echo(request);
    }
    requireMethod(method, ["GET", "HEAD"]);
    const file = files.open(target);
    if (file !== "directory") return fileResponse(file, request);
    const location = `${formatPath(segments)}/${query}`;
    return textResponse(301, `${location}\n`, { Location: location });
  };
  return { respond, beginRound: () => files.beginRound() };
}

/** Throws `HttpError` 405 unless `method` is one of `methods`. */
function requireMethod(method: string, methods: readonly string[]): void {
  if (methods.includes(method)) return;
  throw new HttpError(405, `The allowed methods are ${methods.join(", ")}.`, {
    Allow: methods.join(", "),
  });
}
