// npm run exercises: writes the exercises from their solutions, and runs both notebooks.
import { setUp } from "../setup/index.mjs";
import { inProject, jupyterEnvironment, python } from "../setup/paths.mjs";
import { main, run } from "../setup/run.mjs";

main(async () => {
  await setUp();
  const script = inProject("tools/notebooks/exercises.py");
  return run(python, [script, ...process.argv.slice(2)], jupyterEnvironment());
});
