/** Finds the file that a target names, below a root and nowhere else. */
import { closeSync, constants, fstatSync, openSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import mime from "mime";
import type { Validators } from "../conditions.js";
import { HttpError } from "../error.js";
import type { Target } from "../target.js";
import { SmallFiles, smallContent } from "./cache.js";

/** A regular file that was found. */
export interface FoundFile extends Validators {
  /** In bytes. */
  readonly size: number;
  /** The media type, with its character set for text. */
  readonly type: string;
  /** Its bytes, or its open descriptor, which the response closes. */
  readonly source: Buffer | number;
}

/** `O_NONBLOCK`: opening a FIFO does not wait for its writer. `O_NOFOLLOW`: the path is real already. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;

/** The file that is sent for a directory. */
const INDEX = "index.html";

/** Files below a root. */
export class Files {
  readonly #root: string;
  /** What every path below the root begins with. */
  readonly #prefix: string;
  readonly #small = new SmallFiles<FoundFile>();
  readonly #now: () => number;

  /**
   * @param root A folder; throws an error of Node's `fs` (`ENOENT`) where there is none.
   * @param now The time, in milliseconds since 1970.
   */
  constructor(root: string, now: () => number) {
    this.#now = now;
    this.#root = realpathSync.native(root);
    this.#prefix = this.#root === sep ? sep : this.#root + sep;
  }

  /** What `known()` finds is checked once, until the next round begins. */
  beginRound(): void {
    this.#small.beginRound();
  }

  /** Returns the small file that the same target named before, if it is unchanged. */
  known(target: string): FoundFile | undefined {
    return this.#small.find(target);
  }

  /**
   * Opens the file of a target; for a directory its `index.html`. Returns `"directory"` for one that
   * is named without its slash.
   *
   * Throws `HttpError`: 404 for a missing file; 403 for one that is not public (names that begin with
   * a dot, links that lead out of the root, directories without an index, anything that is not a
   * regular file or may not be read); 503 without a free descriptor.
   */
  open({ text, segments, isDirectory }: Target): FoundFile | "directory" {
    if (segments.some((name) => name.startsWith("."))) throw forbidden();
    const path = this.#prefix + segments.join(sep);
    const found = this.#openBelowRoot(path, isDirectory ? null : text);
    if (found !== "directory") {
      if (!isDirectory) return found;
      if (typeof found.source === "number") closeSync(found.source);
      throw missing();
    }
    if (!isDirectory) return found;
    try {
      const file = this.#openBelowRoot(join(path, INDEX), text);
      if (file !== "directory") return file;
    } catch (error) {
      if (!(error instanceof HttpError && error.status === 404)) throw error;
    }
    throw forbidden();
  }

  /** Opens a path. A small file is kept for `target`, unless that is `null`. */
  #openBelowRoot(path: string, target: string | null): FoundFile | "directory" {
    const [real, fd] = attempt(() => {
      const real = realpathSync.native(path);
      if (!`${real}${sep}`.startsWith(this.#prefix)) throw forbidden();
      return [real, openSync(real, FLAGS)];
    });
    const stat = fstatSync(fd, { bigint: true });
    if (!stat.isFile()) {
      closeSync(fd);
      if (stat.isDirectory()) return "directory";
      throw forbidden();
    }
    const now = this.#now();
    const modified = Math.min(Number(stat.mtimeMs), now);
    const content = smallContent(fd, stat, now);
    const file: FoundFile = {
      size: Number(stat.size),
      type: typeOf(real),
      etag: `"${[stat.ino, stat.size, stat.mtimeNs].map((n) => n.toString(36)).join("-")}"`,
      lastModified: Math.floor(modified / 1000) * 1000,
      source: content ?? fd,
    };
    if (content === null) return file;
    closeSync(fd);
    if (target !== null) this.#small.add(target, path, stat, file);
    return file;
  }
}

function typeOf(path: string): string {
  const type = mime.getType(path) ?? "application/octet-stream";
  return type.startsWith("text/") ? `${type}; charset=utf-8` : type;
}

/** Turns errors that concern the client into responses, which show no path. */
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
  return new HttpError(403, "This file is not public.");
}
