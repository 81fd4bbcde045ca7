// Installs node_modules as described by package-lock.json.
import { rmSync } from "node:fs";
import { inProject } from "./paths.mjs";
import { runQuietly } from "./run.mjs";
import { read } from "./stamp.mjs";

/** npm writes this file at the end of an installation. */
const installedLock = inProject("node_modules/.package-lock.json");

export const packages = {
  what: "installing the npm packages",

  isDone() {
    const wanted = entries(inProject("package-lock.json"));
    const installed = entries(installedLock);
    return Object.keys({ ...installed, ...wanted }).every(
      (name) => name === "" || isSame(wanted[name], installed[name]),
    );
  },

  async run() {
    rmSync(installedLock, { force: true });
    const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
    const advice = "npm ci failed (its last lines are above): check the network, then try again";
    await runQuietly("npm", args, advice);
  },
};

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, os?: string[], cpu?: string[],
 *   libc?: string[] }} Entry
 */

/**
 * @param {string} lock
 * @returns {Record<string, Entry>}
 */
function entries(lock) {
  return JSON.parse(read(lock) ?? "{}").packages ?? {};
}

/**
 * @param {Entry | undefined} wanted
 * @param {Entry | undefined} installed
 */
function isSame(wanted, installed) {
  if (!wanted) return false;
  if (!installed) return wanted.optional === true && !isForThisMachine(wanted);
  return wanted.version === installed.version && wanted.integrity === installed.integrity;
}

/**
 * Whether an optional package must be installed: npm silently skips one whose download failed.
 * @param {Entry} entry
 */
function isForThisMachine({ os = [], cpu = [process.arch], libc }) {
  return os.includes(process.platform) && cpu.includes(process.arch) && !libc;
}
