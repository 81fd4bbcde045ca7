import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
export const venv = join(root, ".venv");
export const python = join(venv, "bin/python");

/**
 * A path inside the project.
 * @param {string[]} parts
 */
export const inProject = (...parts) => join(root, ...parts);
