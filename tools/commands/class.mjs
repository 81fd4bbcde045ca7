// npm run class: a JupyterHub with its proxy in build/class, and the script that tries it.
import { join } from "node:path";
import { inProject, jupyterEnvironment, python } from "../setup/paths.mjs";
import { run, runQuietly, say } from "../setup/run.mjs";
import { hash, read, write } from "../setup/stamp.mjs";

const PROXY = "configurable-http-proxy@5.2.0";

const folder = inProject("build/class");
const classPython = join(folder, "venv/bin/python");
const requirements = inProject("deploy/classroom/requirements.txt");

/** @param {string[]} args */
export async function serveClass(args) {
  await installHub();
  const script = inProject("deploy/classroom/main.py");
  const proxy = join(folder, "node_modules/.bin/configurable-http-proxy");
  return run(classPython, [script, "--proxy", proxy, ...args], jupyterEnvironment());
}

async function installHub() {
  const stampFile = join(folder, "hub.stamp");
  const files = [requirements, inProject("binder/jupyterhub.txt")];
  const stamp = `${PROXY}\n${hash(files)}\n`;
  if (read(stampFile) === stamp) return;
  say("installing JupyterHub into build/class (the first time this takes a minute)");
  const venv = ["-m", "venv", "--clear", join(folder, "venv")];
  await runQuietly(python, venv, "cannot make build/class/venv (see above)");
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"];
  const offline = "(its last lines are above): is the network there? Then try again";
  const packages = ["--requirement", requirements];
  await runQuietly(
    classPython,
    [...pip, ...packages],
    `pip failed ${offline}`,
    jupyterEnvironment(),
  );
  const npm = ["install", "--prefix", folder, "--no-save", "--no-audit", "--no-fund", PROXY];
  await runQuietly("npm", npm, `npm failed ${offline}`);
  write(stampFile, stamp);
}
