// The environments of the programs that set-up and the commands start: mirrors, proxies and certificates are the
// user's, while the place and the choice of what is installed are the project's.
import { homedir } from "node:os";
import { join } from "node:path";
import { canWrite } from "./obstacles.mjs";
import { inProject, venv } from "./paths.mjs";

/** Variables that take code or settings from elsewhere, or change what a program does. */
const FOREIGN = /^(JUPYTER|PYTHON.|IPYTHONDIR$|VIRTUAL_ENV)/;
const HARMLESS = /^(JUPYTER_(PORT|TOKEN)|PYTHON(UNBUFFERED|DONTWRITEBYTECODE|UTF8|IOENCODING))$/;

/**
 * The environment of Python, without the settings of another Python.
 * @param {RegExp} [except] other variables that are left out
 */
export function pythonEnvironment(except = /^$/) {
  const own = Object.entries(process.env).filter(
    ([name]) => (HARMLESS.test(name) || !FOREIGN.test(name)) && !except.test(name),
  );
  return Object.fromEntries(own);
}

/** The environment of this project's Jupyter and Python, isolated from the user's configuration. */
export function jupyterEnvironment() {
  return {
    ...pythonEnvironment(),
    JUPYTER_PREFER_ENV_PATH: "1",
    JUPYTER_CONFIG_DIR: join(venv, "jupyter/config"),
    JUPYTER_DATA_DIR: join(venv, "jupyter/data"),
  };
}

/** The environment of npm. Its cache is in the project if there is no home folder that can be written. */
export function npmEnvironment() {
  const cache = process.env.npm_config_cache ?? join(home(), ".npm");
  if (canWrite(cache)) return process.env;
  return { ...process.env, npm_config_cache: inProject("build/npm-cache") };
}

function home() {
  try {
    return homedir();
  } catch {
    return "/nonexistent"; // a user without a name, as in some containers
  }
}

/** pip's options that say where packages come from. Others, such as `target`, say what is done with them. */
const SOURCES = new Set([
  ..."index-url pypi-url extra-index-url find-links no-index trusted-host proxy".split(" "),
  ..."cert client-cert keyring-provider timeout default-timeout retries resume-retries".split(" "),
  ..."cache-dir no-cache-dir use-feature use-deprecated".split(" "),
]);

/**
 * The environment of pip: of the user's settings, only those that say where packages come from.
 * @param {string} settings what `pip config list` printed
 */
export function pipEnvironment(settings) {
  /** @type {Record<string, string>} */
  const sources = {};
  // In the order of precedence, the highest last.
  for (const section of ["global", "install", ":env:"]) {
    for (const line of settings.split("\n")) {
      const [, at, key = "", value = ""] = /^([\w:]+)\.([\w-]+)=(.*)$/.exec(line) ?? [];
      if (at !== section || !SOURCES.has(key)) continue;
      sources[`PIP_${key.toUpperCase().replaceAll("-", "_")}`] = unquote(value);
    }
  }
  return { ...pythonEnvironment(/^PIP_/), ...sources, PIP_CONFIG_FILE: "/dev/null" };
}

/**
 * The string that Python's repr() shows. pip separates several values by any white space.
 * @param {string} shown
 */
const unquote = (shown) =>
  shown.slice(1, -1).replace(/\\(.)/g, (_, char) => (char === "n" || char === "t" ? " " : char));
