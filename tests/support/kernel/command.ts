/** How Jupyter starts the kernel. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../project.js";

const installed = join(root, ".venv/share/jupyter/kernels/tslab/kernel.json");
const [, ...args]: string[] = JSON.parse(readFileSync(installed, "utf8")).argv;

/** The command line of the installed kernel, on the Node.js that runs the tests. */
export const kernelCommand: readonly string[] = [process.execPath, ...args];
