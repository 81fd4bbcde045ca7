// npm run soak [-- words]: faults and load on every server, or on those trials whose names have these words.
import { setUp } from "../setup/index.mjs";
import { inProject } from "../setup/paths.mjs";
import { Failure, main, run } from "../setup/run.mjs";

main(async () => {
  await setUp();
  const tsc = inProject("node_modules/typescript/bin/tsc");
  const built = await run(process.execPath, [tsc, "-b", inProject("tests")]);
  if (built !== 0) throw new Failure("the soak does not compile: mend the errors above");
  return run(process.execPath, [inProject("build/soak/main.js"), ...process.argv.slice(2)]);
});
