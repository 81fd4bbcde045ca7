/** Finds the file that a target names, below a root and nowhere else. */
import { closeSync, constants, fstatSync, openSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import mime from "mime";
import type { Validators } from "./conditions.js";
import { HttpError } from "./error.js";
import type { Target } from "./target.js";

/** A regular file, open for reading. */
export interface OpenFile extends Validators {
  /** The descriptor; whoever has the file closes it. */
  readonly fd: number;
  /** In bytes. */
  readonly size: number;
  /** The media type, with its character set where it is text. */
  readonly type: string;
}

/** `O_NONBLOCK`: opening a FIFO does not wait for its writer. `O_NOFOLLOW`: the path is real already. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;

/** Files below a root. */
export class Files {
  readonly #root: string;

  /** @param root A folder; throws an error of Node's `fs` (`ENOENT`) where there is none. */
  constructor(root: string) {
    this.#root = realpathSync.native(root);
  }

  /**
   * Opens the file of a target: of a directory its `index.html`, and `"directory"` for one that is
   * named without its slash.
   *
   * Throws `HttpError`: 404 for what is not there, 403 for what is there and nobody's business
   * (names that begin with a dot, links that lead out of the root, directories without an index,
   * what is no regular file or may not be read), 503 without a free descriptor.
   */
  open({ segments, isDirectory }: Target): OpenFile | "directory" {
    if (segments.some((name) => name.startsWith("."))) throw forbidden();
    const path = join(this.#root, ...segments);
    const found = this.#openBelowRoot(path);
    if (found !== "directory") {
      if (!isDirectory) return found;
      closeSync(found.fd);
      throw missing();
    }
    if (!isDirectory) return found;
    try {
      const index = this.#openBelowRoot(join(path, "index.html"));
      if (index !== "directory") return index;
    } catch (error) {
      if (!(error instanceof HttpError && error.status === 404)) throw error;
    }
    throw forbidden();
  }

  #openBelowRoot(path: string): OpenFile | "directory" {
    const [real, fd] = attempt(() => {
      const real = realpathSync.native(path);
      if (!`${real}${sep}`.startsWith(this.#root === sep ? sep : this.#root + sep))
        throw forbidden();
      return [real, openSync(real, FLAGS)];
    });
    const stat = fstatSync(fd, { bigint: true });
    if (!stat.isFile()) {
      closeSync(fd);
      if (stat.isDirectory()) return "directory";
      throw forbidden();
    }
    const modified = Math.min(Number(stat.mtimeMs), Date.now());
    return {
      fd,
      size: Number(stat.size),
      type: typeOf(real),
      etag: `"${[stat.ino, stat.size, stat.mtimeNs].map((n) => n.toString(36)).join("-")}"`,
      lastModified: Math.floor(modified / 1000) * 1000,
    };
  }
}

function typeOf(path: string): string {
  const type = mime.getType(path) ?? "application/octet-stream";
  return type.startsWith("text/") ? `${type}; charset=utf-8` : type;
}

/** Does what may fail for reasons that concern the client, who learns no path from them. */
function attempt<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    switch ((error as NodeJS.ErrnoException).code) {
      case "ENOENT":
      case "ENOTDIR":
      case "ENAMETOOLONG":
        throw missing();
      case "EACCES":
      case "EPERM":
      case "ELOOP":
      case "ENXIO":
        throw forbidden();
      case "EMFILE":
      case "ENFILE":
        throw new HttpError(503, "Too many files are open.", { "Retry-After": "1" });
      default:
        throw error;
    }
  }
}

function missing(): HttpError {
  return new HttpError(404, "There is no such file.");
}

function forbidden(): HttpError {
  return new HttpError(403, "This is not for reading.");
}
