/**
 * Which exercises are solved. In a notebook that is kept in a small file, so that it survives a restart of the
 * kernel; a plain script keeps it in memory only. A file that cannot be read or written never fails a check.
 */
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { getHost } from "../../sys/host.js";
import { EXERCISE_NAMES, type ExerciseName } from "../exercise-list.js";

const FILE = ".day29-progress.json";
const VERSION = 1;

/** A file of ours is far smaller; a larger one is something else. */
const MAX_SIZE = 64 * 1024;

/** Kernels start in the folder of their notebook; a cell may change the current directory later. */
const folder = process.cwd();

/** What this process knows, in case the file cannot be written. */
let known: ReadonlySet<ExerciseName> = new Set();

/** Returns the solved exercises, also those that another kernel in this folder has recorded. */
export function solvedExercises(): ReadonlySet<ExerciseName> {
  known = new Set([...known, ...read()]);
  return known;
}

/** Records that an exercise is solved. */
export function recordSolved(name: ExerciseName): void {
  const solved = solvedExercises();
  if (solved.has(name)) return;
  known = new Set([...solved, name]);
  write(known);
}

/** Forgets all of it. */
export function forgetSolved(): void {
  known = new Set();
  const file = progressFile();
  if (file !== undefined) remove(file);
}

/** The file, or `undefined` if progress is kept in memory only. `DAY29_PROGRESS` names another one. */
function progressFile(): string | undefined {
  const { DAY29_PROGRESS } = process.env;
  if (DAY29_PROGRESS !== undefined) return DAY29_PROGRESS || undefined;
  return getHost() === undefined ? undefined : join(folder, FILE);
}

function read(): ExerciseName[] {
  const file = progressFile();
  if (file === undefined) return [];
  try {
    if (statSync(file).size > MAX_SIZE) return [];
    const { version, solved } = JSON.parse(readFileSync(file, "utf8"));
    if (version !== VERSION || !Array.isArray(solved)) return [];
    return EXERCISE_NAMES.filter((name) => solved.includes(name));
  } catch {
    return []; // there is none yet, or it is damaged
  }
}

function write(names: ReadonlySet<ExerciseName>): void {
  const file = progressFile();
  if (file === undefined) return;
  const draft = `${file}.${process.pid}.tmp`;
  try {
    const solved = EXERCISE_NAMES.filter((name) => names.has(name));
    writeFileSync(draft, `${JSON.stringify({ version: VERSION, solved }, null, 1)}\n`);
    renameSync(draft, file);
  } catch {
    remove(draft);
  }
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // It cannot be changed, and neither can the file be written.
  }
}
