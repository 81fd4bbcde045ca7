// npm run notebooks [-- 06-select]: runs the notebooks in place, so that the saved outputs are current.
import { setUp } from "../setup/index.mjs";
import { inProject, jupyterEnvironment, python } from "../setup/paths.mjs";
import { main, run } from "../setup/run.mjs";

main(async () => {
  await setUp();
  const script = inProject("tools/notebooks/run.py");
  return run(python, [script, ...process.argv.slice(2)], jupyterEnvironment());
});
