// npm run html [-- 06-select]: runs the notebooks and writes them as pages to build/html/.
import { setUp } from "../setup/index.mjs";
import { inProject, jupyterEnvironment, python } from "../setup/paths.mjs";
import { main, run } from "../setup/run.mjs";

main(async () => {
  await setUp();
  const script = inProject("tools/notebooks/export.py");
  return run(python, [script, ...process.argv.slice(2)], jupyterEnvironment());
});
