// Installs node_modules as described by package-lock.json.
import { rmSync } from "node:fs";
import { npmEnvironment } from "./environment.mjs";
import { bundle, unpackNodeModules } from "./offline.mjs";
import { inProject } from "./paths.mjs";
import { Failure, runQuietly } from "./run.mjs";
import { read } from "./stamp.mjs";

/** npm writes this file at the end of an installation. */
const installedLock = inProject("node_modules/.package-lock.json");

/** Options whose values in the user's environment or .npmrc would install something else, or nothing. */
const OPTIONS = [
  ...["--include=dev", "--include=optional", "--include=peer", "--legacy-peer-deps=false"],
  ...[`--os=${process.platform}`, `--cpu=${process.arch}`, "--global=false", "--dry-run=false"],
  ...["--package-lock", "--package-lock-only=false", "--install-strategy=hoisted"],
  ...["--install-links=false", "--bin-links", "--prefer-offline"],
];

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
    await (bundle() ? unpackNodeModules() : installFromRegistry());
    if (!packages.isDone()) {
      throw new Failure("what was installed in node_modules/ is not what package-lock.json lists");
    }
  },
};

function installFromRegistry() {
  const args = ["ci", ...OPTIONS, "--ignore-scripts", "--no-audit", "--no-fund"];
  const advice = "npm ci failed (its last lines are above): check the network, then try again";
  return runQuietly("npm", args, advice, npmEnvironment());
}

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
