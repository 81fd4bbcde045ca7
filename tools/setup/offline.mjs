// offline/: what `npm run bundle` packed, so that set-up needs no network.
import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { inProject, root } from "./paths.mjs";
import { Failure, runQuietly, say } from "./run.mjs";
import { read } from "./stamp.mjs";

/**
 * @typedef {object} Bundle
 * @property {string} platform
 * @property {string[]} pythons the versions of Python that it has packages for
 * @property {string} locks the hash of the locks that it was made from
 */

export const offline = inProject("offline");
export const wheels = inProject("offline/wheels");
export const nodeModules = inProject("offline/node_modules.tar.gz");
export const manifest = inProject("offline/bundle.json");

export const pythonLocks = ["lab", "dev"].map((name) =>
  inProject(`tools/requirements/${name}.txt`),
);

/** A hash that is the same in each clone. */
export function hashOfLocks() {
  const sum = createHash("sha256");
  for (const file of [inProject("package-lock.json"), ...pythonLocks]) sum.update(read(file) ?? "");
  return sum.digest("hex");
}

/** The system, processor and C library, such as linux-x64-glibc. */
export function platform() {
  const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (
    process.report.getReport()
  );
  const libc = header.glibcVersionRuntime ? "glibc" : "musl";
  return [process.platform, process.arch, libc].join("-");
}

let isReported = false;

/**
 * The bundle, if there is one for this version of the project.
 * @returns {Bundle | undefined}
 */
export function bundle() {
  const text = read(manifest);
  if (text === undefined) return undefined;
  /** @type {Bundle} */
  const found = JSON.parse(text);
  if (found.locks !== hashOfLocks()) {
    if (!isReported) say("offline/ is for another version of the project: using the network");
    isReported = true;
    return undefined;
  }
  if (found.platform !== platform()) {
    throw new Failure(
      `offline/ is for ${found.platform}, and this machine is ${platform()}: ` +
        "run npm run bundle on a machine such as this one, or delete offline/ to use the network",
    );
  }
  return found;
}

/**
 * Throws if the bundle has no packages for this version of Python.
 * @param {string} version
 */
export function checkPython(version) {
  const pythons = bundle()?.pythons;
  if (!pythons || pythons.includes(version)) return;
  throw new Failure(
    `offline/ is for Python ${pythons.join(", ")}, and this is Python ${version}: ` +
      `run npm run bundle -- ${version} elsewhere, name another with PYTHON=/path/to/python3, ` +
      "or delete offline/ to use the network",
  );
}

export function unpackNodeModules() {
  rmSync(inProject("node_modules"), { recursive: true, force: true });
  const tar = ["--extract", "--no-same-owner", "--file", nodeModules, "--directory", root];
  return runQuietly("tar", tar, "cannot unpack offline/ (see above): copy the bundle again");
}
