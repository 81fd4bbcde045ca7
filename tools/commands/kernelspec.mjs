// npm run kernelspec [-- options of jupyter kernelspec install]: shows the kernel to another Jupyter than that of .venv.
import { setUp, steps } from "../setup/index.mjs";
import { kernelFile } from "../setup/jupyter.mjs";
import { inProject } from "../setup/paths.mjs";
import { main, run } from "../setup/run.mjs";
import { write } from "../setup/stamp.mjs";

main(async () => {
  await setUp([steps.packages, steps.build]);
  const folder = inProject("build/kernelspec/tslab");
  write(`${folder}/kernel.json`, kernelFile());
  return run("jupyter", ["kernelspec", "install", folder, ...process.argv.slice(2)]);
});
