// Ways to run a program of the project. Each resolves with the exit code.
import { inProject, python as interpreter, jupyterEnvironment } from "../setup/paths.mjs";
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
 * A program for the Python of .venv.
 * @param {string} file
 * @returns {Program}
 */
export function python(file) {
  return (args) => run(interpreter, [inProject(file), ...args], jupyterEnvironment());
}

/**
 * A program in TypeScript, compiled with the tests.
 * @param {string} file
 * @returns {Program}
 */
export function typescript(file) {
  const program = node(`build/js/${file.replace(/\.ts$/, ".js")}`);
  return async (args) => {
    await compile("tests");
    return program(args);
  };
}

/**
 * Compiles the TypeScript project in this folder, and those that it refers to.
 * @param {string} folder
 */
export async function compile(folder) {
  const tsc = inProject("node_modules/typescript/bin/tsc");
  const code = await run(process.execPath, [tsc, "-b", inProject(folder)]);
  if (code !== 0) throw new Failure(`${folder}/ does not compile: fix the errors above`);
}
