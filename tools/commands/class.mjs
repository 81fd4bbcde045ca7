// npm run class: a JupyterHub with its proxy in build/class, and the script that tests it.
import { join } from "node:path";
import { jupyterEnvironment, npmEnvironment, pythonEnvironment } from "../setup/environment.mjs";
import { inProject, python } from "../setup/paths.mjs";
import { install } from "../setup/pip.mjs";
import { run, runQuietly, say } from "../setup/run.mjs";
import { hash, read, write } from "../setup/stamp.mjs";

const PROXY = "configurable-http-proxy@5.2.0";

const folder = inProject("build/class");
const classPython = join(folder, "venv/bin/python");
const lock = inProject("deploy/classroom/requirements.txt");

/** @param {string[]} args */
export async function serveClass(args) {
  await installHub();
  const script = inProject("deploy/classroom/main.py");
  const proxy = join(folder, "node_modules/.bin/configurable-http-proxy");
  return run(classPython, [script, "--proxy", proxy, ...args], jupyterEnvironment());
}

async function installHub() {
  const stampFile = join(folder, "hub.stamp");
  const stamp = `${PROXY}\n${hash([lock])}\n`;
  if (read(stampFile) === stamp) return;
  say("installing JupyterHub into build/class (the first time this takes a minute)");
  const venv = ["-m", "venv", "--clear", join(folder, "venv")];
  await runQuietly(python, venv, "cannot create build/class/venv (see above)", pythonEnvironment());
  await install(classPython, lock, ["jupyterhub.app", "jupyterlab.labapp", "repo2docker"]);
  const npm = ["install", "--prefix", folder, "--no-save", "--no-audit", "--no-fund", PROXY];
  const advice = "npm failed (its last lines are above): check the network, then try again";
  await runQuietly("npm", npm, advice, npmEnvironment());
  write(stampFile, stamp);
}
