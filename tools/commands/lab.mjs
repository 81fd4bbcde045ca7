// npm run lab: JupyterLab on notebooks/, with only this project's kernel and settings.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { inProject, jupyterEnvironment, python, venv } from "../setup/paths.mjs";
import { run, runQuietly } from "../setup/run.mjs";
import { filesIn, hash, read, write } from "../setup/stamp.mjs";

const notebooks = inProject("notebooks");

/** @param {string[]} args */
export async function openLab(args) {
  mkdirSync(notebooks, { recursive: true });
  await trustNotebooks();
  write(join(venv, "jupyter/config/custom/custom.css"), COLOR_SCHEME);
  const settings = [
    `--ServerApp.root_dir=${notebooks}`,
    "--KernelSpecManager.allowed_kernelspecs=tslab",
    "--MultiKernelManager.default_kernel_name=tslab",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.news_url=None",
    "--LabApp.custom_css=True",
    "--LabApp.extension_manager=readonly",
    "--LanguageServerManager.autodetect=False",
    ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
  ];
  return run(python, ["-m", "jupyterlab", ...settings, ...args], jupyterEnvironment());
}

/** Pictures follow the colour scheme of the element that shows them, and JupyterLab sets none for its themes. */
const COLOR_SCHEME = `body[data-jp-theme-light="true"] {
  color-scheme: light;
}
body[data-jp-theme-light="false"] {
  color-scheme: dark;
}
`;

/** JupyterLab hides the pictures of an untrusted notebook. Signing takes half a second, hence the stamp. */
async function trustNotebooks() {
  const files = filesIn(notebooks).filter(isNotebook);
  const stampFile = join(venv, "jupyter/trusted.stamp");
  const stamp = hash(files);
  if (files.length === 0 || read(stampFile) === stamp) return;
  const args = ["-m", "nbformat.sign", ...files];
  await runQuietly(python, args, "cannot trust the notebooks (see above)", jupyterEnvironment());
  write(stampFile, stamp);
}

/** @param {string} file */
function isNotebook(file) {
  return file.endsWith(".ipynb") && !file.includes(".ipynb_checkpoints");
}
