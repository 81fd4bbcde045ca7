/**
 * A cache of small files.
 *
 * Most requests of a site are for the same few files. A file that is unchanged according to stat(2)
 * is not opened and read again. Its response is the same object each time, so that the bytes of the
 * response can be cached, too. A round of a server calls stat(2) at most once per file.
 */
import { type BigIntStats, statSync } from "node:fs";

/** The maximum number of files; the one that was added first is dropped first. */
const MAX_FILES = 256;
/**
 * The minimum time since a file's last change for it to be cached, in nanoseconds. A file system
 * may store times in ticks or seconds: a second change within the same tick, to the same size,
 * would go unnoticed.
 */
const MIN_AGE_NS = 3_000_000_000n;

/** The properties of a file by which a change is noticed. */
export type FileState = Pick<BigIntStats, "dev" | "ino" | "size" | "mtimeNs" | "ctimeNs">;

interface Entry<File> {
  readonly path: string | Buffer;
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
  add(target: string, path: string | Buffer, state: FileState, file: File): void {
    const [oldest] = this.#entries.keys();
    if (this.#entries.size === MAX_FILES && oldest !== undefined) this.#entries.delete(oldest);
    this.#entries.set(target, { path, state, file, checkedIn: 0 });
  }
}

/**
 * Returns whether a later change of a file will be noticed: the last one was not just now.
 *
 * @param now The current time in milliseconds since 1970.
 */
export function isSettled({ mtimeNs, ctimeNs }: FileState, now: number): boolean {
  const latest = BigInt(Math.floor(now)) * 1_000_000n - MIN_AGE_NS;
  return mtimeNs <= latest && ctimeNs <= latest;
}

function stateOf(path: string | Buffer): FileState | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    // The caller then opens the file, which fails in the same way and leads to an error response.
    return undefined;
  }
}

/** Returns whether a file is unchanged. */
export function sameState(a: FileState, b: FileState): boolean {
  return (
    a.mtimeNs === b.mtimeNs &&
    a.ctimeNs === b.ctimeNs &&
    a.ino === b.ino &&
    a.dev === b.dev &&
    a.size === b.size
  );
}
