// npm run lab: JupyterLab with only this project's kernel and settings, on working copies of the notebooks.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { jupyterEnvironment } from "../setup/environment.mjs";
import { requireWritable } from "../setup/obstacles.mjs";
import { inProject, python, venv } from "../setup/paths.mjs";
import { Failure, run, runQuietly } from "../setup/run.mjs";
import { filesIn, hash, read, write } from "../setup/stamp.mjs";

const originals = inProject("notebooks");
const copies = inProject("my-notebooks");
const copier = inProject("tools/notebooks/copies.py");

/** The servers of the notes use 8888. When this port is taken, JupyterLab tries others, up to 102 away. */
const PORT = "8765";

/** @param {string[]} args */
export async function openLab(args) {
  const { useOriginals, language, rest } = parse(args);
  const folder = useOriginals ? originals : copies;
  for (const path of [folder, join(venv, "jupyter")]) requireWritable(path);
  if (!useOriginals) await updateCopies(language);
  await trustNotebooks(folder);
  write(join(venv, "jupyter/config/custom/custom.css"), COLOR_SCHEME);
  const settings = [
    `--ServerApp.root_dir=${folder}`,
    "--LabApp.default_url=/lab/tree/00-index.ipynb",
    "--KernelSpecManager.allowed_kernelspecs=tslab",
    "--MultiKernelManager.default_kernel_name=tslab",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.news_url=None",
    "--LabApp.custom_css=True",
    "--LabApp.extension_manager=readonly",
    `--LabApp.labextensions_path=${join(venv, "share/jupyter/labextensions")}`,
    "--LanguageServerManager.autodetect=False",
    ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
  ];
  const environment = {
    JUPYTER_PORT: PORT,
    ...jupyterEnvironment(),
    ...(useOriginals ? {} : { DAY29_LANGUAGE: chosenLanguage() }),
  };
  return run(python, ["-m", "jupyterlab", ...settings, ...rest], environment);
}

/** Pictures follow the colour scheme of the element that shows them, and JupyterLab sets none for its themes. */
const COLOR_SCHEME = `body[data-jp-theme-light="true"] {
  color-scheme: light;
}
body[data-jp-theme-light="false"] {
  color-scheme: dark;
}
`;

/**
 * npm run fresh: a new working copy of each of these notebooks; a changed one is kept beside it.
 * @param {string[]} args
 */
export async function freshCopies(args) {
  if (args.length === 0) throw new Failure("name a notebook: npm run fresh -- 06-select");
  requireWritable(copies);
  return run(python, [copier, copies, "--fresh", ...args], jupyterEnvironment());
}

/**
 * Our own options, and the rest, which are JupyterLab's.
 * @param {string[]} args
 */
function parse(args) {
  /** @type {string[]} */
  const rest = [];
  let useOriginals = false;
  /** @type {string | undefined} */
  let language;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (arg === "--originals") useOriginals = true;
    else if (arg === "--lang") language = args[++at] ?? "";
    else if (arg.startsWith("--lang=")) language = arg.slice("--lang=".length);
    else rest.push(arg);
  }
  if (language !== undefined && !["zh", "en", "both"].includes(language)) {
    throw new Failure(`--lang is zh, en or both, not ${JSON.stringify(language)}`);
  }
  if (language !== undefined && useOriginals) {
    throw new Failure("--originals are in both languages: leave out --lang");
  }
  return { useOriginals, language, rest };
}

/** @param {string | undefined} language */
async function updateCopies(language) {
  const args = [copier, copies, ...(language ? ["--lang", language] : [])];
  const code = await run(python, args, jupyterEnvironment());
  if (code !== 0) throw new Failure("cannot write my-notebooks/ (see above)");
}

/** The language of the copies, for what the library shows in their cells. */
function chosenLanguage() {
  return JSON.parse(read(join(copies, ".day29.json")) ?? "{}").language;
}

/**
 * JupyterLab hides the pictures of an untrusted notebook. Signing takes a second, hence the stamp.
 * Of the reader's folder, only the copies of the course are trusted.
 * @param {string} folder
 */
async function trustNotebooks(folder) {
  const files = filesIn(originals)
    .filter(isNotebook)
    .map((file) => file.replace(originals, folder))
    .filter((file) => existsSync(file));
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
