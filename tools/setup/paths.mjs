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

/** The environment of this project's Jupyter and Python, isolated from the user's configuration. */
export function jupyterEnvironment() {
  const { JUPYTER_PATH, JUPYTER_RUNTIME_DIR, PYTHONHOME, PYTHONPATH, ...env } = process.env;
  return {
    ...env,
    JUPYTER_PREFER_ENV_PATH: "1",
    JUPYTER_CONFIG_DIR: join(venv, "jupyter/config"),
    JUPYTER_DATA_DIR: join(venv, "jupyter/data"),
  };
}
