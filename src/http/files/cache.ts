/**
 * A cache of small files.
 *
 * Most requests of a site are for the same few files. A file that is unchanged according to stat(2)
 * is not opened and read again. Its response is the same object each time, so that the bytes of the
 * response can be cached, too. A round of a server calls stat(2) at most once per file.
 */
import { type BigIntStats, statSync } from "node:fs";
import { filePart } from "../output.js";

/** The maximum size of a cached file. A larger file is read while it is sent. */
const MAX_FILE_BYTES = 64 * 1024;
/** The maximum number of files; the one that was added first is dropped first. */
const MAX_FILES = 256;
/**
 * The minimum time since a file's last change for it to be cached, in nanoseconds. A file system
 * may store times in ticks or seconds: a second change within the same tick, to the same size,
 * would go unnoticed.
 */
const MIN_AGE_NS = 3_000_000_000n;

/** The properties of a file by which a change is noticed. */
type FileState = Pick<BigIntStats, "dev" | "ino" | "size" | "mtimeNs" | "ctimeNs">;

interface Entry<File> {
  readonly path: string;
  readonly state: FileState;
  readonly file: File;
  /** The last round in which the entry was compared with the file on disk. */
  checkedIn: number;
}

/** Files by request target, each valid as long as the file on disk is unchanged. */
export class FileCache<File> {
  readonly #entries = new Map<string, Entry<File>>();
  /** The number of the round, from 1; 0 if `beginRound()` is not used. */
  #round = 0;

  /**
   * Begins a round, in which `find()` checks each file at most once. Without rounds it checks every
   * time.
   */
  beginRound(): void {
    this.#round++;
  }

  /** Returns the file of a target, if it was added and is unchanged. */
  find(target: string): File | undefined {
    const entry = this.#entries.get(target);
    if (entry === undefined) return undefined;
    if (this.#round > 0 && entry.checkedIn === this.#round) return entry.file;
    const state = stateOf(entry.path);
    if (state !== undefined && sameState(state, entry.state)) {
      entry.checkedIn = this.#round;
      return entry.file;
    }
    this.#entries.delete(target);
    return undefined;
  }

  /**
   * Adds the file of a target.
   *
   * @param path The path that `find()` passes to stat(2).
   * @param state The state of the file when it was read.
   */
  add(target: string, path: string, state: FileState, file: File): void {
    const [oldest] = this.#entries.keys();
    if (this.#entries.size === MAX_FILES && oldest !== undefined) this.#entries.delete(oldest);
    this.#entries.set(target, { path, state, file, checkedIn: 0 });
  }
}

/**
 * Reads an open file. Returns `null` if it is not to be cached: it is too large, has just changed,
 * or cannot be read.
 *
 * @param now The current time in milliseconds since 1970.
 */
export function readCacheable(
  fd: number,
  { size, mtimeNs, ctimeNs }: FileState,
  now: number,
): Buffer | null {
  if (size > MAX_FILE_BYTES) return null;
  const latest = BigInt(Math.floor(now)) * 1_000_000n - MIN_AGE_NS;
  if (mtimeNs > latest || ctimeNs > latest) return null;
  const bytes = Buffer.allocUnsafeSlow(Number(size));
  try {
    filePart(fd, 0, bytes.length).read(0, bytes.length, bytes, 0);
  } catch {
    return null;
  }
  return bytes;
}

function stateOf(path: string): FileState | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    // The caller then opens the file, which fails in the same way and leads to an error response.
    return undefined;
  }
}

function sameState(a: FileState, b: FileState): boolean {
  return (
    a.mtimeNs === b.mtimeNs &&
    a.ctimeNs === b.ctimeNs &&
    a.ino === b.ino &&
    a.dev === b.dev &&
    a.size === b.size
  );
}
