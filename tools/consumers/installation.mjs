// What an installation brings: packages, megabytes, seconds.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { inProject } from "../setup/paths.mjs";
import { Failure } from "../setup/run.mjs";
import { filesIn } from "../setup/stamp.mjs";

/** Besides day29. */
const MAX_PACKAGES = 6;
const MAX_MEGABYTES = 15;

const { peerDependencies } = JSON.parse(readFileSync(inProject("package.json"), "utf8"));
const peers = Object.entries(peerDependencies).map(([name, version]) => `${name}@${version}`);

/**
 * Installs the package with the packages of the notebooks, which were its dependencies before, and without them.
 * @param {import("./workspace.mjs").Workspace} workspace
 * @param {string} tarball
 */
export async function checkInstallation(workspace, tarball) {
  const before = await measure(workspace, "notebooks", [tarball, ...peers]);
  const after = await measure(workspace, "plain", [tarball]);
  if (after.packages > MAX_PACKAGES) {
    throw new Failure(`${after.packages} packages are installed besides day29`);
  }
  if (after.megabytes > MAX_MEGABYTES) {
    throw new Failure(`${after.megabytes.toFixed(1)} MB are installed`);
  }
  return { before, after };
}

/**
 * @param {import("./workspace.mjs").Workspace} workspace
 * @param {string} name
 * @param {string[]} packages
 */
async function measure(workspace, name, packages) {
  const start = performance.now();
  const folder = await workspace.project(name, packages);
  const seconds = (performance.now() - start) / 1000;
  const modules = join(folder, "node_modules");
  const lock = JSON.parse(readFileSync(join(modules, ".package-lock.json"), "utf8"));
  const bytes = filesIn(modules).reduce((sum, file) => sum + statSync(file).size, 0);
  return {
    folder,
    packages: Object.keys(lock.packages).length - 1,
    megabytes: bytes / 1e6,
    seconds,
  };
}
