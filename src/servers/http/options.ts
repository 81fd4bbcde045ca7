/** What an HTTP server can be told. */
import { fileURLToPath } from "node:url";
import type { Responder } from "../../http/connection.js";
import { DEFAULT_LIMITS, type HttpLimits } from "../../http/limits.js";
import { site } from "../../http/site.js";

/** What an HTTP server serves, and to whom. */
export interface HttpOptions extends Partial<HttpLimits> {
  /** The folder whose files are served. Default: `data/www` of this package. */
  readonly root?: string;
  /**
   * How many seconds a client may stall before it is dropped: before it asks, until it has asked,
   * and whenever it takes no more of an answer. Default 5.
   */
  readonly timeout?: number;
}

/** How the clients of an HTTP server are treated. */
export interface HttpSettings extends HttpLimits {
  /** Answers each request. */
  readonly respond: Responder;
  /** How many seconds a client may stall. */
  readonly timeout: number;
}

/** The site of the package. */
const WWW = fileURLToPath(new URL("../../../data/www", import.meta.url));

/**
 * Fills in what was not said. Throws an error of Node's `fs` (`ENOENT`) where the root is no
 * folder.
 */
export function settingsOf({
  root = WWW,
  timeout = 5,
  maxRequestLine = DEFAULT_LIMITS.maxRequestLine,
  maxHeaders = DEFAULT_LIMITS.maxHeaders,
  maxFields = DEFAULT_LIMITS.maxFields,
  maxBody = DEFAULT_LIMITS.maxBody,
}: HttpOptions): HttpSettings {
  return { respond: site(root), timeout, maxRequestLine, maxHeaders, maxFields, maxBody };
}
