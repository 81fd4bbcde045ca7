/** Finds the file that a target names, and only below a root. */
import { createHash } from "node:crypto";
import { type BigIntStats, closeSync, fstatSync, realpathSync } from "node:fs";
import type { Validators } from "../conditions.js";
import { HttpError } from "../error.js";
import { encodeName } from "../names.js";
import type { Target } from "../target.js";
import { FileCache, isSettled } from "./cache.js";
import { readContent } from "./content.js";
import { openReal } from "./open.js";
import { encodingOf, TextTypes } from "./type.js";

/** A regular file that was found. */
export interface FoundFile extends Validators {
  /** The size in bytes. */
  readonly size: number;
  /** The media type, with its character set for text in UTF-8. */
  readonly type: string;
  /** The coding of the content, if the media type is that of the decoded content. */
  readonly encoding: "gzip" | undefined;
  /** The content of the file, or its open descriptor, which the response closes. */
  readonly source: Buffer | number;
}

/** The file that is served for a directory. */
const INDEX = "index.html";

/** The files below a root. Paths are text with one character per byte, as names may be any bytes. */
export class Files {
  readonly #root: string;
  /** The root with a slash at its end. */
  readonly #prefix: string;
  readonly #cache = new FileCache<FoundFile>();
  readonly #types = new TextTypes();
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
    this.#root = realPath(Buffer.from(root));
    // The slash makes realpath(3) fail for a file.
    realPath(Buffer.from(`${this.#root}/`, "latin1"));
    this.#prefix = this.#root === "/" ? "/" : `${this.#root}/`;
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
    const path = this.#prefix + segments.map(encodeName).join("/");
    const found = this.#openBelowRoot(path, isDirectory ? null : text);
    if (found !== "directory") {
      if (!isDirectory) return found;
      if (typeof found.source === "number") closeSync(found.source);
      throw notFound();
    }
    if (!isDirectory) return found;
    try {
      const file = this.#openBelowRoot(`${path}/${INDEX}`, text);
      if (file !== "directory") return file;
    } catch (error) {
      if (!(error instanceof HttpError && error.status === 404)) throw error;
    }
    throw forbidden();
  }

  /** Opens a path. A small file is cached for `target`, unless that is `null`. */
  #openBelowRoot(path: string, target: string | null): FoundFile | "directory" {
    const bytes = Buffer.from(path, "latin1");
    const [real, fd] = translateErrors(() => {
      const real = realPath(bytes);
      if (!`${real}/`.startsWith(this.#prefix)) throw forbidden();
      return [real, openReal(real)];
    });
    if (fd === null) return "directory";
    let isKept = false;
    try {
      const stat = fstatSync(fd, { bigint: true });
      if (stat.isDirectory()) return "directory";
      if (!stat.isFile()) throw forbidden();
      const content = readContent(fd, stat);
      const file = this.#found(real, stat, content ?? fd);
      isKept = content === null;
      const isCacheable = file.size === Number(stat.size) && isSettled(stat, this.#now());
      if (!isKept && isCacheable && target !== null) this.#cache.add(target, bytes, stat, file);
      return file;
    } finally {
      if (!isKept) closeSync(fd);
    }
  }

  #found(real: string, stat: BigIntStats, source: Buffer | number): FoundFile {
    const size = typeof source === "number" ? Number(stat.size) : source.length;
    const modified = Math.min(Number(stat.mtimeMs), this.#now());
    const tag = [stat.ino, stat.size, stat.mtimeNs].map((n) => n.toString(36));
    // What the kernel creates when it is read may change without a change of its time.
    if (typeof source !== "number" && size !== Number(stat.size)) tag.push(hashOf(source));
    return {
      size,
      type: this.#types.typeOf(real, stat, source),
      encoding: encodingOf(real),
      etag: `"${tag.join("-")}"`,
      lastModified: Math.floor(modified / 1000) * 1000,
      source,
    };
  }
}

/** realpath(3), with one character per byte. */
function realPath(path: Buffer): string {
  return realpathSync.native(path, { encoding: "buffer" }).toString("latin1");
}

function hashOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("base64url");
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
