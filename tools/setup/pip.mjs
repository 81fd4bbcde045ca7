// Installs Python packages with exactly the versions and hashes of a lock.
import { pipEnvironment, pythonEnvironment } from "./environment.mjs";
import { bundle, pythonLocks, wheels } from "./offline.mjs";
import { runQuietly } from "./run.mjs";

const NETWORK = "pip failed (its last lines are above): check the network, then try again";

/**
 * @param {string} python
 * @param {string} lock written by uv, see CONTRIBUTING.md
 * @param {string[]} modules some of what the lock installs, imported to see that it is there and works
 */
export async function install(python, lock, modules) {
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"];
  const source =
    pythonLocks.includes(lock) && bundle() ? ["--no-index", "--find-links", wheels] : [];
  const args = [...pip, ...source, "--require-hashes", "--requirement", lock];
  await runQuietly(python, args, NETWORK, await pipSettings(python));
  await runQuietly(
    python,
    ["-c", `import ${modules.join(", ")}`],
    `pip reported success, but what it installed cannot be imported (see above)`,
    pythonEnvironment(),
  );
}

/**
 * The environment of pip, with the user's mirrors.
 * @param {string} python
 */
export async function pipSettings(python) {
  // Verbose, because a `quiet` among the settings would hide them; the log may be a file that cannot be written.
  const list = ["-m", "pip", "config", "list", "-vvv"];
  return pipEnvironment(await runQuietly(python, list, NETWORK, pythonEnvironment(/^PIP_LOG$/)));
}
