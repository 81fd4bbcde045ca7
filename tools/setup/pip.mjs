// Installs Python packages with exactly the versions and hashes of a lock.
import { jupyterEnvironment } from "./paths.mjs";
import { runQuietly } from "./run.mjs";

/**
 * @param {string} python
 * @param {string} lock written by uv, see CONTRIBUTING.md
 */
export function install(python, lock) {
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"];
  return runQuietly(
    python,
    [...pip, "--require-hashes", "--requirement", lock],
    "pip failed (its last lines are above): check the network, then try again",
    jupyterEnvironment(),
  );
}
