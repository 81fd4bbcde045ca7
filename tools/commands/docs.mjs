// npm run docs [-- TypeDoc's own options]: writes the reference to build/docs/, from the docstrings.
import { setUp } from "../setup/index.mjs";
import { inProject } from "../setup/paths.mjs";
import { main, run } from "../setup/run.mjs";

main(async () => {
  await setUp();
  const typedoc = inProject("node_modules/typedoc/bin/typedoc");
  return run(process.execPath, [typedoc, ...process.argv.slice(2)]);
});
