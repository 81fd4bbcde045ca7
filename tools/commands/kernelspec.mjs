// npm run kernelspec: the kernel for a Jupyter that this project did not install.
import { kernelFile } from "../setup/jupyter.mjs";
import { inProject } from "../setup/paths.mjs";
import { run } from "../setup/run.mjs";
import { write } from "../setup/stamp.mjs";

/** @param {string[]} args */
export function installKernelspec(args) {
  const folder = inProject("build/kernelspec/tslab");
  write(`${folder}/kernel.json`, kernelFile());
  return run("jupyter", ["kernelspec", "install", folder, ...args]);
}
