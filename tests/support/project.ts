/** The project as its commands see it, and a way to call them. */
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

export const root = join(import.meta.dirname, "../../../..");

const { python: interpreter }: { python: string } = await import(
  join(root, "tools/setup/paths.mjs")
);
const { jupyterEnvironment }: { jupyterEnvironment(): NodeJS.ProcessEnv } = await import(
  join(root, "tools/setup/environment.mjs")
);

/** The Python of .venv, and the environment of the project's Jupyter. */
export { interpreter, jupyterEnvironment };

/** The names of the project's notebooks: their paths below notebooks/. */
export const notebooks: string[] = readdirSync(join(root, "notebooks"), { recursive: true })
  .map(String)
  .filter((file) => file.endsWith(".ipynb") && !file.includes(".ipynb_checkpoints"))
  .map((file) => file.replace(/\.ipynb$/, ""))
  .sort();

/** The names of the pages beside the notebooks. */
export const sheets: string[] = readdirSync(join(root, "tools/site/sheets"))
  .map((file) => file.replace(/\.md$/, ""))
  .sort();

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

export function run(
  program: string,
  args: string[],
  options: {
    cwd?: string;
    env?: NodeJS.ProcessEnv;
    signal?: AbortSignal;
    uid?: number;
    gid?: number;
  } = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { maxBuffer: 2 ** 26, ...options }, (error, stdout, stderr) => {
      if (error && typeof error.code !== "number") reject(error);
      else resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

/** Runs one of tools/notebooks/ as the commands do. */
export function python(script: string, ...args: string[]): Promise<Outcome> {
  const file = join(root, "tools/notebooks", script);
  return run(interpreter, [file, ...args], { env: jupyterEnvironment() });
}

/** An empty folder, removed when the test ends. */
export async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "day29-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
