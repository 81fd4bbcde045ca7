// npm test, npm run test:unit: the compiled tests below a folder, or those with the given names.
import { basename, relative } from "node:path";
import { pythonEnvironment } from "../setup/environment.mjs";
import { inProject } from "../setup/paths.mjs";
import { Failure, run } from "../setup/run.mjs";
import { filesIn } from "../setup/stamp.mjs";
import { compile } from "./programs.mjs";

/**
 * Runs the tests below a folder, `concurrency` files at a time.
 * @param {string} folder
 * @param {number} concurrency
 * @returns {import("./programs.mjs").Program}
 */
export const tests = (folder, concurrency) => async (args) => {
  await compile("tests");
  const options = args.filter((arg) => arg.startsWith("-"));
  const names = args.filter((arg) => !arg.startsWith("-"));
  const runner = [
    "--test",
    "--test-reporter=spec",
    `--test-concurrency=${concurrency}`,
    "--test-timeout=1800000", // for a whole file, on a busy machine
    ...options,
  ];
  const files = chosen(folder, names).map(compiled);
  return run(process.execPath, [...runner, ...files], pythonEnvironment());
};

/**
 * The test files of these names ("select", "select.test.ts", "tests/unit/mux/select.test.ts"), or all.
 * Sources are searched, so that compiled tests without a source do not run.
 * @param {string} folder
 * @param {string[]} names
 */
function chosen(folder, names) {
  const all = filesIn(inProject(folder)).filter((file) => file.endsWith(".test.ts"));
  if (names.length === 0) return all;
  return names.flatMap((name) => {
    const found = all.filter((file) => short(file) === short(name));
    if (found.length === 0) {
      throw new Failure(`unknown test: ${name}; available: ${all.map(short).join(", ")}`);
    }
    return found;
  });
}

/** @param {string} file */
const short = (file) => basename(file).replace(/(\.test)?\.(ts|js)$/, "");

/** @param {string} file */
function compiled(file) {
  const name = relative(inProject("tests"), file).replace(/\.ts$/, ".js");
  return inProject("build/js/tests", name);
}
