/** What the HTTP servers serve: the files below a root, and an echo for forms. */
import type { Responder } from "./connection.js";
import { echo } from "./echo.js";
import { HttpError } from "./error.js";
import { Files } from "./files/lookup.js";
import { fileResponse } from "./files/response.js";
import { textResponse } from "./response.js";
import { formatPath, parseTarget } from "./target.js";

/** The methods of RFC 9110 section 9, and PATCH; any other one is not implemented. */
const METHODS = "GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH".split(" ");

/** A site and its responses. */
export interface Site {
  readonly respond: Responder;
  /**
   * Requests that arrive in the same round of a server share what is looked up for one of them. A
   * site without rounds looks up each on its own.
   */
  beginRound(): void;
}

/**
 * Responds to GET and HEAD with the files below `root`, and to POST of `/echo` with what arrived.
 *
 * Throws an error of Node's `fs` where there is no such folder.
 *
 * @param root The folder whose files are served.
 * @param now The time, in milliseconds since 1970.
 */
export function site(root: string, now: () => number = Date.now): Site {
  const files = new Files(root, now);
  const respond: Responder = (request) => {
    const { method, target: text } = request;
    if (!METHODS.includes(method)) throw new HttpError(501, "This method is not supported.");
    // The target of CONNECT and OPTIONS may be a host or the server as a whole instead of a path.
    if (method === "CONNECT" || (method === "OPTIONS" && text === "*")) {
      allow(method, ["GET", "HEAD", "POST"]);
    }
    if (method === "GET" || method === "HEAD") {
      const known = files.known(text);
      if (known !== undefined) return fileResponse(known, request);
    }
    const target = parseTarget(text);
    const { segments, query } = target;
    if (segments.length === 1 && segments[0] === "echo") {
      allow(method, ["POST"]);
      return echo(request);
    }
    allow(method, ["GET", "HEAD"]);
    const file = files.open(target);
    if (file !== "directory") return fileResponse(file, request);
    const location = `${formatPath(segments)}/${query}`;
    return textResponse(301, `${location}\n`, { Location: location });
  };
  return { respond, beginRound: () => files.beginRound() };
}

/** Throws `HttpError` 405 for any other method. */
function allow(method: string, methods: readonly string[]): void {
  if (methods.includes(method)) return;
  throw new HttpError(405, `The allowed methods are ${methods.join(", ")}.`, {
    Allow: methods.join(", "),
  });
}
