// npm run check: everything that can be checked without running the library.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { jupyterEnvironment } from "../setup/environment.mjs";
import { inProject, venv } from "../setup/paths.mjs";
import { capture, say } from "../setup/run.mjs";

const { name, version } = JSON.parse(readFileSync(inProject("package.json"), "utf8"));
const packages = inProject("build/package");
const tarball = join(packages, `${name}-${version}.tgz`);

/** @type {[program: string, ...args: string[]][]} */
const checks = [
  npm("@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."),
  npm("typescript/bin/tsc", "--build", "tests"),
  npm("typescript/bin/tsc", "--project", "src/player"),
  npm("typescript/bin/tsc", "--project", "tools"),
  [inVenv("ruff"), "check", "--quiet", "."],
  [inVenv("ruff"), "format", "--check", "--quiet", "."],
  [inVenv("typos"), "."],
  // The package as it would be published; `prepare` would build it a second time.
  ["npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", packages],
  npm("publint/src/cli.js", tarball, "--strict"),
  // Every supported Node can require() an ES module.
  npm("@arethetypeswrong/cli/dist/index.js", tarball, "--ignore-rules", "cjs-resolves-to-esm"),
];

/** Runs all checks, so that one failure does not hide the next. */
export async function check() {
  mkdirSync(packages, { recursive: true });
  let failures = 0;
  for (const [program, ...args] of checks) {
    const { code, output } = await capture(program, args, jupyterEnvironment());
    if (code === 0) continue;
    failures += 1;
    say(`failed: ${[program, ...args].join(" ")}\n${output}`);
  }
  return failures === 0 ? 0 : 1;
}

/**
 * A program of an npm package.
 * @param {string} file
 * @param {string[]} args
 * @returns {[string, ...string[]]}
 */
function npm(file, ...args) {
  return [process.execPath, inProject("node_modules", file), ...args];
}

/** @param {string} program */
function inVenv(program) {
  return join(venv, "bin", program);
}
