/** Finds the file that a target names, below a root and nowhere else. */
import { closeSync, constants, fstatSync, openSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import mime from "mime";
import type { Validators } from "../conditions.js";
import { formatHttpDate } from "../dates.js";
import { HttpError } from "../error.js";
import { type BodyPart, bytesPart, filePart } from "../output.js";
import type { Response } from "../response.js";
import type { Target } from "../target.js";
import { SmallFiles, smallContent } from "./cache.js";

/** A regular file, ready to be sent. */
export interface FoundFile extends Validators {
  /** In bytes. */
  readonly size: number;
  /** The media type, with its character set where it is text. */
  readonly type: string;
  /** Its validators as header fields. */
  readonly validators: Readonly<Record<string, string>>;
  /** The answer that sends all of it. */
  readonly whole: Response;
  /** `length` of its bytes, from `start` on. */
  piece(start: number, length: number): BodyPart;
  /** Frees what is held for reading it: whoever was given the file calls it once. */
  readonly close: (() => void) | undefined;
}

/** `O_NONBLOCK`: opening a FIFO does not wait for its writer. `O_NOFOLLOW`: the path is real already. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;

/** The file that a directory answers with. */
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

  /** The small file that the same target named before, if it is unchanged. In a round it is looked at once. */
  known(target: string, round?: number): FoundFile | undefined {
    return this.#small.find(target, round);
  }

  /**
   * Opens the file of a target: of a directory its `index.html`, and `"directory"` for one that is
   * named without its slash.
   *
   * Throws `HttpError`: 404 for what is not there, 403 for what is there and nobody's business
   * (names that begin with a dot, links that lead out of the root, directories without an index,
   * what is no regular file or may not be read), 503 without a free descriptor.
   */
  open({ text, segments, isDirectory }: Target): FoundFile | "directory" {
    if (segments.some((name) => name.startsWith("."))) throw forbidden();
    const path = this.#prefix + segments.join(sep);
    const found = this.#openBelowRoot(path, isDirectory ? null : text);
    if (found !== "directory") {
      if (!isDirectory) return found;
      found.close?.();
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

  /** Opens what a path names; a small file is kept for the target that asks for it. */
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
    const lastModified = Math.floor(modified / 1000) * 1000;
    const etag = `"${[stat.ino, stat.size, stat.mtimeNs].map((n) => n.toString(36)).join("-")}"`;
    const validators = { ETag: etag, "Last-Modified": formatHttpDate(lastModified) };
    const type = typeOf(real);
    const size = Number(stat.size);
    const facts = { size, type, etag, lastModified, validators };
    const headers = { "Accept-Ranges": "bytes", ...validators, "Content-Type": type };
    const answer = { status: 200, headers };
    const content = smallContent(fd, stat, now);
    if (content === null) {
      const piece: FoundFile["piece"] = (start, length) => filePart(fd, start, length);
      const close = (): void => closeSync(fd);
      return { ...facts, whole: { ...answer, body: [piece(0, size)], close }, piece, close };
    }
    closeSync(fd);
    const piece: FoundFile["piece"] = (start, length) =>
      bytesPart(content.subarray(start, start + length));
    const whole = { ...answer, body: [bytesPart(content)], repeated: true };
    const file = { ...facts, whole, piece, close: undefined };
    if (target !== null) this.#small.keep(target, path, stat, file);
    return file;
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
