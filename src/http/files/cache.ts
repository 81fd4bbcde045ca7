/**
 * The contents of small files, kept in memory.
 *
 * Most requests of a site are for the same few files. One that stat(2) reports as unchanged is
 * neither opened nor read again, and its whole response is the same object as before, whose bytes
 * response.ts keeps. A round of a server asks stat(2) at most once a file.
 */
import { type BigIntStats, statSync } from "node:fs";
import { filePart } from "../output.js";

/** A larger file is read as it is sent. */
const MAX_SIZE = 64 * 1024;
/** The largest number of files; the one that was added first is dropped first. */
const MAX_FILES = 256;
/**
 * The age of a file's last change, in nanoseconds, before it is kept. A later change that leaves its
 * size as it is would not show in the times of a file system that counts in ticks, or in seconds.
 */
const MIN_AGE = 3_000_000_000n;

/** What differs between two states of a file. */
type State = Pick<BigIntStats, "dev" | "ino" | "size" | "mtimeNs" | "ctimeNs">;

interface Entry<File> {
  readonly path: string;
  readonly state: State;
  readonly file: File;
  /** The last round in which it was compared with the file on disk. */
  checkedIn: number;
}

/** Files by the target that names them, each as long as stat(2) reports it as unchanged. */
export class SmallFiles<File> {
  readonly #entries = new Map<string, Entry<File>>();
  /** Counts from 1; 0 without rounds, when each request checks its file. */
  #round = 0;

  /** Files that are found from now on are checked once, until the next round begins. */
  beginRound(): void {
    this.#round++;
  }

  /** Finds the file of a target, if it was added and is unchanged. */
  find(target: string): File | undefined {
    const entry = this.#entries.get(target);
    if (entry === undefined) return undefined;
    if (this.#round > 0 && entry.checkedIn === this.#round) return entry.file;
    const state = stateOf(entry.path);
    if (state !== undefined && same(state, entry.state)) {
      entry.checkedIn = this.#round;
      return entry.file;
    }
    this.#entries.delete(target);
    return undefined;
  }

  /** Adds the file of a target and its path, in the state that its bytes were read in. */
  add(target: string, path: string, state: State, file: File): void {
    const [oldest] = this.#entries.keys();
    if (this.#entries.size === MAX_FILES && oldest !== undefined) this.#entries.delete(oldest);
    this.#entries.set(target, { path, state, file, checkedIn: 0 });
  }
}

/** The bytes of an open file to keep; `null` for one that is large, just changed, or unreadable. */
export function smallContent(
  fd: number,
  { size, mtimeNs, ctimeNs }: State,
  now: number,
): Buffer | null {
  if (size > MAX_SIZE) return null;
  const latest = BigInt(Math.floor(now)) * 1_000_000n - MIN_AGE;
  if (mtimeNs > latest || ctimeNs > latest) return null;
  const bytes = Buffer.allocUnsafeSlow(Number(size));
  try {
    filePart(fd, 0, bytes.length).read(0, bytes.length, bytes, 0);
  } catch {
    return null;
  }
  return bytes;
}

function stateOf(path: string): State | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    // Opening the file meets the same error, and turns it into a response.
    return undefined;
  }
}

function same(a: State, b: State): boolean {
  return (
    a.mtimeNs === b.mtimeNs &&
    a.ctimeNs === b.ctimeNs &&
    a.ino === b.ino &&
    a.dev === b.dev &&
    a.size === b.size
  );
}
