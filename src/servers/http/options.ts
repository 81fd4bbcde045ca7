/** The options of an HTTP server. */
import { fileURLToPath } from "node:url";
import { DEFAULT_LIMITS, type HttpLimits } from "../../http/limits.js";
import { type Site, site } from "../../http/site.js";
import { checkInteger, checkSeconds, checkText } from "../../validators.js";

/** The system call that a server for many clients waits with; `"uring"` is io_uring_enter(2). */
export type Mux = "select" | "poll" | "epoll" | "uring";

/** The options of an HTTP server. */
export interface HttpOptions extends Partial<HttpLimits> {
  /** The directory whose files are served. Default: `data/www` in this package. */
  readonly root?: string;
  /**
   * How long a client may stall before it is dropped, in seconds: until it has sent a complete
   * request, and whenever it does not continue to read a response. One that has taken more than 40 KiB
   * at once may pause proportionally longer, at most for 30 times as long. Default 5.
   */
  readonly timeout?: number;
}

/** The options of an HTTP server with defaults filled in, and its site. */
export interface HttpSettings extends HttpLimits, Site {
  /** How long a client may stall, in seconds. */
  readonly timeout: number;
}

/** The site that is part of this package. Located late: a bundle to CommonJS has no `import.meta.url`. */
const www = (): string => fileURLToPath(new URL("../../../data/www", import.meta.url));

/** Fills in defaults. Throws an error of `node:fs` if `root` does not exist or is not a directory. */
export function settingsOf(options: HttpOptions): HttpSettings {
  const { root = www(), timeout = 5 } = options;
  checkText("root", root);
  checkSeconds("timeout", timeout);
  const limits = { ...DEFAULT_LIMITS };
  for (const name of Object.keys(limits) as (keyof HttpLimits)[]) {
    const { [name]: limit = limits[name] } = options;
    checkInteger(name, limit, 0);
    limits[name] = limit;
  }
  return { ...site(root), timeout, ...limits };
}
