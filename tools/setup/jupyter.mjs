// Jupyter in .venv: the locked Python packages, and the kernelspec and settings of this project.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pythonEnvironment } from "./environment.mjs";
import { checkPython, pythonLocks } from "./offline.mjs";
import { inProject, python, root, venv } from "./paths.mjs";
import { install } from "./pip.mjs";
import { Failure, runQuietly } from "./run.mjs";
import { hash, read, write } from "./stamp.mjs";

const [labLock = "", devLock = ""] = pythonLocks;
const labStamp = join(venv, "day29.stamp");
const devStamp = join(venv, "day29-dev.stamp");

/**
 * A virtual environment contains absolute paths, so it does not work after a move.
 * @param {string[]} locks
 */
const stamp = (...locks) => `${root}\n${hash(locks)}\n`;

export const jupyter = {
  what: "installing JupyterLab into .venv (the first time this takes a minute)",

  isDone: () => existsSync(python) && read(labStamp) === stamp(labLock),

  async run() {
    const base = findPython();
    // Not removed, because the folder may be a mount.
    const create = ["-m", "venv", venv, "--clear"];
    await runQuietly(base, create, "cannot create .venv (see above)", pythonEnvironment());
    await install(python, labLock, ["anywidget", "jupyterlab.labapp", "nbformat", "zmq"]);
    write(labStamp, stamp(labLock));
  },
};

/** Needs `jupyter` first. */
export const pythonTools = {
  what: "installing the Python packages of the tests and checks into .venv",
  isDone: () => existsSync(python) && read(devStamp) === stamp(labLock, devLock),
  async run() {
    await install(python, devLock, ["bs4", "nbconvert", "pexpect", "yaml"]);
    write(devStamp, stamp(labLock, devLock));
  },
};

export const kernelspec = {
  what: "installing the tslab kernel into .venv",
  isDone: () => ownFiles().every(([file, content]) => read(file) === content),
  async run() {
    for (const [file, content] of ownFiles()) write(file, content);
  },
};

/** @returns {[file: string, content: string][]} */
function ownFiles() {
  const share = join(venv, "share/jupyter");
  return [
    // JupyterLab runs CommonJS scripts in .venv. Without this file, Node would read them as ES modules.
    [join(venv, "package.json"), json({})],
    [join(share, "kernels/tslab/kernel.json"), kernelFile()],
    ...exporters(),
    [
      join(share, "lab/settings/overrides.json"),
      json({
        "@jupyterlab/apputils-extension:notification": {
          fetchNews: "false",
          checkForUpdates: false,
        },
        // Milliseconds; the default, one second, shows nothing for Tab on a slow or busy machine.
        "@jupyterlab/completer-extension:manager": { providerTimeout: 30_000 },
      }),
    ],
  ];
}

/**
 * Makes tools/jupyter known to nbconvert and papermill, as an installed package would.
 * @returns {[file: string, content: string][]}
 */
function exporters() {
  const lib = join(venv, "lib");
  const pythons = existsSync(lib) ? readdirSync(lib).filter((name) => /^python3/.test(name)) : [];
  return pythons.flatMap((name) => {
    const packages = join(lib, name, "site-packages");
    const info = join(packages, "day29_jupyter-0.dist-info");
    return [
      [join(packages, "day29_jupyter.pth"), `${inProject("tools/jupyter")}\n`],
      [join(info, "METADATA"), "Metadata-Version: 2.1\nName: day29-jupyter\nVersion: 0\n"],
      [join(info, "entry_points.txt"), ENTRY_POINTS],
      [join(venv, "etc/jupyter/jupyter_nbconvert_config.py"), NBCONVERT_CONFIG],
    ];
  });
}

const NBCONVERT_CONFIG = `from day29_jupyter.latex import configure

configure(get_config())
`;

const ENTRY_POINTS = `[nbconvert.exporters.script]
typescript = day29_jupyter.script:TypeScriptExporter

[papermill.engine]
day29 = day29_jupyter.parameters:Engine
`;

const NODE_OPTIONS = [
  // A cell leaves megabytes of garbage. V8's default, 16 MB, takes more memory and is no faster.
  "--max-semi-space-size=8",
  // An interrupt that ends the callback of a timer would abort the process: src/kernel/process/terminate.ts.
  "--no-force-async-hooks-checks",
];

/** The content of kernel.json, which tells Jupyter how to start the kernel. */
export function kernelFile() {
  return json({
    argv: [
      process.execPath,
      ...NODE_OPTIONS,
      inProject("dist/kernel/main.js"),
      "{connection_file}",
    ],
    display_name: "TypeScript (day29)",
    language: "typescript",
    interrupt_mode: "signal",
  });
}

/** @param {unknown} value */
const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

const probe = `
import sys
print("%d.%d" % sys.version_info[:2])
try:
    import ensurepip, venv
except ImportError as error:
    print(error)
else:
    print("")
# The Python of an active virtual environment may be the one that set-up replaces.
print(getattr(sys, "_base_executable", sys.executable))
`;

/** Finds the Python for .venv; throws a `Failure` if it is missing or unsuitable. */
function findPython() {
  const { PYTHON } = process.env;
  const name = PYTHON || "python3";
  const advice = "install Python 3.10 or newer, or name one: PYTHON=/path/to/python3";
  const { error, status, stdout } = spawnSync(name, ["-c", probe], {
    encoding: "utf8",
    env: pythonEnvironment(),
  });
  if (error || status !== 0) throw new Failure(`cannot run ${name}: ${advice}`);
  const [version = "", missing, base = name] = stdout.trimEnd().split("\n");
  const [major, minor] = version.split(".").map(Number);
  if (!(Number(major) > 3 || (major === 3 && Number(minor) >= 10))) {
    throw new Failure(`${name} is Python ${version}, too old: ${advice}`);
  }
  checkPython(version);
  if (missing) {
    const debian = "on Debian and Ubuntu: apt install python3-venv";
    throw new Failure(`${name} cannot create virtual environments (${missing}); ${debian}`);
  }
  return base;
}
