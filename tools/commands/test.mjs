// npm test [-- file names and options of node --test]: options need "=", as in --test-name-pattern=poll.
import { basename, relative } from "node:path";
import { setUp } from "../setup/index.mjs";
import { inProject } from "../setup/paths.mjs";
import { Failure, main, run } from "../setup/run.mjs";
import { filesIn } from "../setup/stamp.mjs";

main(async () => {
  await setUp();
  const tsc = inProject("node_modules/typescript/bin/tsc");
  const built = await run(process.execPath, [tsc, "-b", inProject("tests")]);
  if (built !== 0) throw new Failure("the tests do not compile: mend the errors above");

  const args = process.argv.slice(2);
  const options = args.filter((arg) => arg.startsWith("-"));
  const names = args.filter((arg) => !arg.startsWith("-"));
  const runner = [
    "--test",
    "--test-reporter=spec",
    "--test-concurrency=2",
    "--test-timeout=1800000", // of a whole file, on a machine that is busy
    ...options,
  ];
  return run(process.execPath, [...runner, ...chosen(names).map(compiled)]);
});

/**
 * The test files of these names ("select", "select.test.ts", "tests/select.test.ts"), or all.
 * Found by source, so that a compiled test whose source is gone does not run.
 * @param {string[]} names
 */
function chosen(names) {
  const all = filesIn(inProject("tests")).filter((file) => file.endsWith(".test.ts"));
  if (names.length === 0) return all;
  return names.flatMap((name) => {
    const found = all.filter((file) => short(file) === short(name));
    if (found.length === 0) {
      throw new Failure(`no test is called ${name}; there are: ${all.map(short).join(", ")}`);
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
