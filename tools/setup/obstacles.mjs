// What the system refuses, and what to do about it: folders of another user, read-only and full disks.
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname } from "node:path";
import { root } from "./paths.mjs";

/**
 * What to do about an error of the system, in one line; undefined for any other error.
 * @param {NodeJS.ErrnoException} error
 */
export function solution({ code, path = root }) {
  const what = CODES.find(([codes]) => codes.includes(code ?? ""))?.[2];
  return what?.(path);
}

/**
 * The same for what a program printed before it failed.
 * @param {string} output
 */
export function solutionFor(output) {
  for (const line of output.split("\n")) {
    const what = CODES.find(([codes, text]) =>
      [...codes, text].some((part) => line.includes(part)),
    );
    if (!what) continue;
    const [codes, , solve] = what;
    if (codes.includes("ENOSPC")) return solve(root);
    // The same words also stand for a refused connection: then no path is in the way.
    const paths = line.match(/(?<=^|[\s'"])\/[^'":]+/g) ?? [];
    const path = paths.filter((found) => !canWrite(found)).at(-1);
    if (path) return solve(path);
  }
  return undefined;
}

/**
 * Throws the system's error if nothing can be written to this path.
 * @param {string} path
 */
export function requireWritable(path) {
  let at = path;
  while (!existsSync(at) && at !== dirname(at)) at = dirname(at);
  accessSync(at, constants.W_OK);
}

/** @param {string} path */
export function canWrite(path) {
  try {
    requireWritable(path);
    return true;
  } catch {
    return false;
  }
}

/** @type {[codes: string[], text: string, solve: (path: string) => string][]} */
const CODES = [
  [
    ["ENOSPC"],
    "No space left on device",
    () => `the disk is full: a complete set-up takes 1 GB, and df -h '${root}' shows what is left`,
  ],
  [
    ["EDQUOT"],
    "Disk quota exceeded",
    () => "your disk quota is used up: a complete set-up takes 1 GB, and quota -s shows your limit",
  ],
  [
    ["EROFS"],
    "Read-only file system",
    (path) =>
      `cannot write ${path}: the file system is read-only; copy the project to a folder where you can write`,
  ],
  [["EACCES", "EPERM"], "Permission denied", forbidden],
];

/** @param {string} path */
function forbidden(path) {
  let at = path;
  while (!existsSync(at) && at !== dirname(at)) at = dirname(at);
  const { uid } = statSync(at);
  const advice =
    uid === process.getuid?.()
      ? `run chmod -R u+rwX '${root}'`
      : `run sudo chown -R ${userName()} '${root}', or clone the project into a folder of your own`;
  const reason =
    uid === process.getuid?.()
      ? "you have no permission"
      : `it belongs to ${uid === 0 ? "root" : `user ${uid}`}`;
  return `cannot write ${path}: ${reason}; ${advice}`;
}

function userName() {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.()); // a user without a name, as in some containers
  }
}
