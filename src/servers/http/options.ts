/** The options of an HTTP server. */
import { fileURLToPath } from "node:url";
import { DEFAULT_LIMITS, type HttpLimits } from "../../http/error.js";
import { type Site, site } from "../../http/site.js";

/** What an HTTP server serves, and within which limits. */
export interface HttpOptions extends Partial<HttpLimits> {
  /** The folder whose files are served. Default: `data/www` of this package. */
  readonly root?: string;
  /**
   * How many seconds a client may stall before it is dropped: before a request, during one, and
   * whenever it takes no more of a response. Default 5.
   */
  readonly timeout?: number;
}

/** How an HTTP server treats its clients. */
export interface HttpSettings extends HttpLimits, Site {
  /** How many seconds a client may stall. */
  readonly timeout: number;
}

/** The site of the package. */
const WWW = fileURLToPath(new URL("../../../data/www", import.meta.url));

/** Fills in defaults. Throws an error of Node's `fs` (`ENOENT`) where the root is not a folder. */
export function settingsOf({
  root = WWW,
  timeout = 5,
  maxRequestLine = DEFAULT_LIMITS.maxRequestLine,
  maxHeaders = DEFAULT_LIMITS.maxHeaders,
  maxFields = DEFAULT_LIMITS.maxFields,
  maxBody = DEFAULT_LIMITS.maxBody,
}: HttpOptions): HttpSettings {
  return { ...site(root), timeout, maxRequestLine, maxHeaders, maxFields, maxBody };
}
