/** Finds the file that a target names, and only below a root. */
import { closeSync, constants, fstatSync, openSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import mime from "mime";
import type { Validators } from "../conditions.js";
import { HttpError } from "../error.js";
import type { Target } from "../target.js";
import { FileCache, readCacheable } from "./cache.js";

/** A regular file that was found. */
export interface FoundFile extends Validators {
  /** The size in bytes. */
  readonly size: number;
  /** The media type, with its character set for text. */
  readonly type: string;
  /** The content of the file, or its open descriptor, which the response closes. */
  readonly source: Buffer | number;
}

/**
 * `O_NONBLOCK`: opening a FIFO must not wait for a writer. `O_NOFOLLOW`: links have been resolved,
 * so one here has replaced the file meanwhile.
 */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;

/** The file that is served for a directory. */
const INDEX = "index.html";

/** The files below a root. */
export class Files {
  readonly #root: string;
  /** The root with a slash at its end. */
  readonly #prefix: string;
  readonly #cache = new FileCache<FoundFile>();
  readonly #now: () => number;

  /**
   * Throws an error of `node:fs`: `ENOENT` if `root` does not exist, `ENOTDIR` if it is not a
   * directory.
   *
   * @param root The directory whose files are served.
   * @param now Returns the current time in milliseconds since 1970.
   */
  constructor(root: string, now: () => number) {
    this.#now = now;
    this.#root = realpathSync.native(root);
    // The slash makes realpath(3) fail for a file.
    realpathSync.native(this.#root + sep);
    this.#prefix = this.#root === sep ? sep : this.#root + sep;
  }

  /** Begins a round, in which `findCached()` checks each file at most once. */
  beginRound(): void {
    this.#cache.beginRound();
  }

  /** Returns the cached file of a target, if it is unchanged. */
  findCached(target: string): FoundFile | undefined {
    return this.#cache.find(target);
  }

  /**
   * Opens the file of a target; for a directory, its `index.html`. Returns `"directory"` for a
   * directory that is named without a slash at the end.
   *
   * Throws `HttpError`: 404 for a missing file; 403 for one that is not public (a name that begins
   * with a dot, a link that leads out of the root, a directory without an index, a file that is not
   * regular or not readable); 503 if no descriptor is free.
   */
  open({ text, segments, isDirectory }: Target): FoundFile | "directory" {
    if (segments.some((name) => name.startsWith("."))) throw forbidden();
    const path = this.#prefix + segments.join(sep);
    const found = this.#openBelowRoot(path, isDirectory ? null : text);
    if (found !== "directory") {
      if (!isDirectory) return found;
      if (typeof found.source === "number") closeSync(found.source);
      throw notFound();
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

  /** Opens a path. A small file is cached for `target`, unless that is `null`. */
  #openBelowRoot(path: string, target: string | null): FoundFile | "directory" {
    const [real, fd] = translateErrors(() => {
      const real = realpathSync.native(path);
      if (!`${real}${sep}`.startsWith(this.#prefix)) throw forbidden();
      return [real, openSync(real, OPEN_FLAGS)];
    });
    const stat = fstatSync(fd, { bigint: true });
    if (!stat.isFile()) {
      closeSync(fd);
      if (stat.isDirectory()) return "directory";
      throw forbidden();
    }
    const now = this.#now();
    const modified = Math.min(Number(stat.mtimeMs), now);
    const content = readCacheable(fd, stat, now);
    const file: FoundFile = {
      size: Number(stat.size),
      type: typeOf(real),
      etag: `"${[stat.ino, stat.size, stat.mtimeNs].map((n) => n.toString(36)).join("-")}"`,
      lastModified: Math.floor(modified / 1000) * 1000,
      source: content ?? fd,
    };
    if (content === null) return file;
    closeSync(fd);
    if (target !== null) this.#cache.add(target, path, stat, file);
    return file;
  }
}

function typeOf(path: string): string {
  const type = mime.getType(path) ?? "application/octet-stream";
  return type.startsWith("text/") ? `${type}; charset=utf-8` : type;
}

/**
 * Runs `action`, and turns its system errors into an `HttpError`, whose message does not reveal a
 * path.
 */
function translateErrors<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    switch ((error as NodeJS.ErrnoException).code) {
      case "ENOENT":
      case "ENOTDIR":
      case "ENAMETOOLONG":
        throw notFound();
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

function notFound(): HttpError {
  return new HttpError(404, "There is no such file.");
}

function forbidden(): HttpError {
  return new HttpError(403, "This file is not public.");
}
