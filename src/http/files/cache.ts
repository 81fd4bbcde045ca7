/** The contents of small files, kept in memory: a file that has not changed is not read again. */
import { type BigIntStats, statSync } from "node:fs";
import { filePart } from "../output.js";

/** A larger file is read as it is sent. */
const LARGEST = 64 * 1024;
/** The most files that are kept; the one that was kept first goes first. */
const MAX_FILES = 256;
/**
 * How many nanoseconds a file must have been left alone. A later change that leaves its size as it
 * is would not show in the times of a file system that counts in ticks, or in seconds.
 */
const SETTLED = 3_000_000_000n;

/** What tells one state of a file from another. */
type State = Pick<BigIntStats, "dev" | "ino" | "size" | "mtimeNs" | "ctimeNs">;

interface Kept<File> {
  readonly path: string;
  readonly state: State;
  readonly file: File;
  /** The last round in which it was looked at. */
  round: number | undefined;
}

/** Files by what they were asked for with, each as long as stat(2) says that it is still the same. */
export class SmallFiles<File> {
  readonly #kept = new Map<string, Kept<File>>();

  /** The file that a target names, if it was kept and is unchanged. In a round it is looked at once. */
  find(target: string, round: number | undefined): File | undefined {
    const kept = this.#kept.get(target);
    if (kept === undefined) return undefined;
    if (round !== undefined && round === kept.round) return kept.file;
    const state = stateOf(kept.path);
    if (state !== undefined && same(state, kept.state)) {
      kept.round = round;
      return kept.file;
    }
    this.#kept.delete(target);
    return undefined;
  }

  /** Keeps the file of a target and its path, in the state that its bytes were read in. */
  keep(target: string, path: string, state: State, file: File): void {
    const [oldest] = this.#kept.keys();
    if (this.#kept.size === MAX_FILES && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(target, { path, state, file, round: undefined });
  }
}

/** The bytes of an open file that may be kept; `null` of one that is large, just changed, or cannot be read. */
export function smallContent(
  fd: number,
  { size, mtimeNs, ctimeNs }: State,
  now: number,
): Buffer | null {
  if (size > LARGEST) return null;
  const settled = BigInt(Math.floor(now)) * 1_000_000n - SETTLED;
  if (mtimeNs > settled || ctimeNs > settled) return null;
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
    // Whoever opens it meets the same error, and knows what it means.
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
