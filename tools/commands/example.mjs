// npm run example: one of the programs in examples/, in TypeScript or in Python.
import { readdirSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { inProject } from "../setup/paths.mjs";
import { Failure } from "../setup/run.mjs";
import { python, typescript } from "./programs.mjs";

/** The exit code of a program that `run()` terminated after Ctrl-C. */
const TERMINATED = 128 + constants.signals.SIGTERM;

/** @param {string[]} args */
export async function runExample([file, ...args]) {
  const names = readdirSync(inProject("examples"))
    .filter((name) => name.endsWith(".ts"))
    .map((name) => name.replace(".ts", ""));
  if (file === undefined) {
    console.log(names.map((name) => `${name.padEnd(16)}${summary(name)}`).join("\n"));
    console.log(
      "\nIn TypeScript: npm run example -- select-server [PORT], in Python: select-server.py",
    );
    return 0;
  }
  const name = file.replace(/\.(ts|py)$/, "");
  if (!names.includes(name)) {
    throw new Failure(`unknown example: ${file}; available: ${names.join(", ")}`);
  }
  const program = file.endsWith(".py")
    ? python(`examples/${name}.py`)
    : typescript("examples", `build/examples/${name}.js`);
  const code = await program(args);
  return code === TERMINATED ? 0 : code;
}

/**
 * The first comment of an example.
 * @param {string} name
 */
function summary(name) {
  const [line = ""] = readFileSync(inProject("examples", `${name}.ts`), "utf8").split("\n");
  return line.replace("// ", "");
}
