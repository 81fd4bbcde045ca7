// npm run bench [-- --help]: measures day29 beside CPython, C and Node; writes build/bench/.
import { setUp } from "../setup/index.mjs";
import { inProject, jupyterEnvironment } from "../setup/paths.mjs";
import { Failure, main, run } from "../setup/run.mjs";

main(async () => {
  await setUp();
  const tsc = inProject("node_modules/typescript/bin/tsc");
  const built = await run(process.execPath, [tsc, "-b", inProject("tests")]);
  if (built !== 0) throw new Failure("the benchmark does not compile: mend the errors above");
  const program = inProject("build/js/bench/main.js");
  return run(process.execPath, [program, ...process.argv.slice(2)], jupyterEnvironment());
});
