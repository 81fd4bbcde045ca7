// Functions that run a program of the project, and resolve with its exit code.
import { jupyterEnvironment } from "../setup/environment.mjs";
import { requireWritable } from "../setup/obstacles.mjs";
import { inProject, python as interpreter } from "../setup/paths.mjs";
import { Failure, run } from "../setup/run.mjs";

/** @typedef {(args: string[]) => Promise<number>} Program */

/**
 * A program for Node.
 * @param {string} file
 * @returns {Program}
 */
export function node(file) {
  return (args) => run(process.execPath, [inProject(file), ...args], jupyterEnvironment());
}

/**
 * A program for the Python in .venv. Its output is unbuffered (-u), so that a pipe gets each line immediately.
 * @param {string} file
 * @returns {Program}
 */
export function python(file) {
  return (args) => run(interpreter, ["-u", inProject(file), ...args], jupyterEnvironment());
}

/**
 * A program of one of the TypeScript projects.
 * @param {string} project the folder of the project
 * @param {string} file the compiled program
 * @returns {Program}
 */
export function typescript(project, file) {
  const program = node(file);
  return async (args) => {
    await compile(project);
    return program(args);
  };
}

/**
 * Compiles a TypeScript project and those that it refers to.
 * @param {string} project its folder
 */
export async function compile(project) {
  const tsc = inProject("node_modules/typescript/bin/tsc");
  const code = await run(process.execPath, [tsc, "-b", inProject(project)]);
  if (code === 0) return;
  requireWritable(inProject("build"));
  throw new Failure(`${project}/ does not compile: fix the errors above`);
}
