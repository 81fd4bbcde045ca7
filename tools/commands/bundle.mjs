// npm run bundle: this project and what its set-up downloads, as one file for machines without a network.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import {
  hashOfLocks,
  manifest,
  nodeModules,
  offline,
  platform,
  pythonLocks,
  wheels,
} from "../setup/offline.mjs";
import { inProject, python, root } from "../setup/paths.mjs";
import { pipSettings } from "../setup/pip.mjs";
import { capture, Failure, runQuietly, say } from "../setup/run.mjs";
import { write } from "../setup/stamp.mjs";

/** The versions that the locks are for. */
const PYTHONS = ["3.10", "3.11", "3.12", "3.13", "3.14"];

/** @param {string[]} versions */
export async function makeBundle(versions) {
  const pythons = versions.length > 0 ? versions : PYTHONS;
  const wrong = pythons.find((version) => !PYTHONS.includes(version));
  if (wrong) throw new Failure(`unknown version of Python: ${wrong}; known: ${PYTHONS.join(", ")}`);
  const { version } = JSON.parse(readFileSync(inProject("package.json"), "utf8"));
  const archive = inProject(`build/day29-${version}-${platform()}.tar`);
  const folder = inProject("build/bundle");
  const copy = join(folder, "day29");
  rmSync(folder, { recursive: true, force: true });
  try {
    await clone(copy);
    /** @param {string} file */
    const inCopy = (file) => join(copy, relative(root, file));
    mkdirSync(inCopy(wheels), { recursive: true });
    say(`downloading the packages for Python ${pythons.join(", ")}`);
    const download = [inProject("tools/setup/wheels.py"), inCopy(wheels), pythons.join()];
    const advice = "pip failed (its last lines are above): check the network, then try again";
    const env = await pipSettings(python);
    await runQuietly(python, [...download, ...pythonLocks], advice, env);
    say("packing the npm packages and the project");
    await pack(["--gzip", "--file", inCopy(nodeModules), "--directory", root, "node_modules"]);
    const contents = { platform: platform(), pythons, locks: hashOfLocks() };
    write(inCopy(manifest), `${JSON.stringify(contents, null, 2)}\n`);
    await pack(["--file", archive, "--directory", folder, "day29"]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const megabytes = Math.round(statSync(archive).size / 1e6);
  console.log(`${relative(root, archive)}, ${megabytes} MB, for ${platform()}. There:\n
  tar -xf ${archive.slice(archive.lastIndexOf("/") + 1)}
  cd day29
  npm run lab    # installs everything from ${relative(root, offline)}/`);
  return 0;
}

/** @param {string[]} args */
const pack = (args) => runQuietly("tar", ["--create", ...args], "tar failed (see above)");

/**
 * A clone of the last commit, which can be updated from where this one was.
 * @param {string} copy
 */
async function clone(copy) {
  if (!existsSync(inProject(".git"))) throw new Failure("npm run bundle needs a clone, with .git");
  const changes = await git("-C", root, "status", "--porcelain");
  if (changes !== "") say("the bundle has the last commit, without what has changed since");
  await git("clone", "--quiet", "--depth=1", `file://${root}`, copy);
  const { code, output: origin } = await capture("git", [
    "-C",
    root,
    "remote",
    "get-url",
    "origin",
  ]);
  const remote = code === 0 ? ["set-url", "origin", origin.trim()] : ["remove", "origin"];
  await git("-C", copy, "remote", ...remote);
}

/** @param {string[]} args */
const git = (...args) => runQuietly("git", args, "git failed (see above)");
