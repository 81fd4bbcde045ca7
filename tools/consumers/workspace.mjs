// Temporary projects that install packages from the registry, outside of this one.
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inProject } from "../setup/paths.mjs";
import { Failure } from "../setup/run.mjs";

/** Only ends a hang. */
const HANG_MS = 300_000;

/** @typedef {{ code: number, output: string }} Outcome */

export class Workspace {
  #folder = mkdtempSync(join(tmpdir(), "day29-consumers-"));
  #environment = environment();

  /**
   * Creates a project with the programs of the consumers, and installs packages in it.
   * @param {string} name
   * @param {string[]} packages
   * @param {string[]} installer
   */
  async project(name, packages, installer = NPM) {
    const folder = join(this.#folder, name);
    mkdirSync(folder);
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
    cpSync(inProject("tools/consumers/programs"), folder, { recursive: true });
    const [program = "", ...args] = [...installer, ...packages];
    const { code, output } = await this.run(folder, program, ...args);
    if (code !== 0) throw new Failure(`cannot install ${packages.join(" ")}`, output);
    return folder;
  }

  /**
   * Runs a program in a project.
   * @param {string} folder
   * @param {string} program
   * @param {string[]} args
   * @returns {Promise<Outcome>}
   */
  run(folder, program, ...args) {
    return new Promise((resolve, reject) => {
      const child = spawn(program, args, {
        cwd: folder,
        env: this.#environment,
        stdio: ["ignore", "pipe", "pipe"],
        timeout: HANG_MS,
      });
      let output = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (chunk) => {
          output += chunk;
        });
      }
      child.on("error", reject);
      child.on("close", (code) => resolve({ code: code ?? 1, output: output.trim() }));
    });
  }

  remove() {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const NPM = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"];

/** Without what `npm run` sets for its scripts, such as the project that npm is to work on. */
function environment() {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^npm_(?!config_)|^INIT_CWD$|^npm_config_(local_)?prefix$/.test(name),
  );
  return { ...Object.fromEntries(own), NO_COLOR: "1" };
}
