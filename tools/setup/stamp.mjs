// A stamp is the last file written into what a step creates: what was deleted, moved or interrupted has no
// valid stamp, and is created again.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** @param {string} file */
export function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/**
 * @param {string} file
 * @param {string} content
 */
export function write(file, content) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/**
 * A hash of the names and contents of files.
 * @param {string[]} files
 */
export function hash(files) {
  const sum = createHash("sha256");
  for (const file of files) sum.update(`${file}\0${read(file) ?? ""}\0`);
  return sum.digest("hex");
}

/**
 * All files below a folder.
 * @param {string} folder
 * @returns {string[]}
 */
export function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}
