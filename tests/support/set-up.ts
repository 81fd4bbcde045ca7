/** The set-up in a copy of the project as git would clone it, and programs that stand in for the real ones. */
import { existsSync } from "node:fs";
import { chmod, cp, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { type Outcome, root, run, temporaryFolder } from "./project.js";

/** What set-up reads, until it builds. */
export const SETUP_FILES = ["package.json", "package-lock.json", ".npmrc", "tools"];

export async function copyOfProject(folder: string, files: string[] = []): Promise<string> {
  const list = ["ls-files", "-z", "-co", "--exclude-standard", "--", ...files];
  const { stdout } = await run("git", list, { cwd: root });
  for (const file of stdout.split("\0").filter((name) => name && existsSync(join(root, name)))) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await cp(join(root, file), join(folder, file));
  }
  return folder;
}

export function setUp(
  project: string,
  env: NodeJS.ProcessEnv = {},
  options: string[] = [],
): Promise<Outcome> {
  const script = join(project, "tools/commands/main.mjs");
  return run(process.execPath, [...options, script, "setup"], { env: { ...process.env, ...env } });
}

/** Runs an expression with the set-up's modules in a copy, and reports what it throws as the commands do. */
export function inSetUp(
  copy: string,
  expression: string,
  env: NodeJS.ProcessEnv,
): Promise<Outcome> {
  const program = `
    const [{ main }, { packages }, { install }, { jupyter }] = await Promise.all(
      ["run", "packages", "pip", "jupyter"].map((name) => import(process.argv[1] + "/tools/setup/" + name + ".mjs")));
    main(async () => { await ${expression}; return 0; });`;
  const args = ["--input-type=module", "--eval", program, copy];
  return run(process.execPath, args, { env: { ...process.env, ...env }, cwd: copy });
}

/** What the next set-up would do. */
export async function pending(project: string): Promise<string> {
  const { steps } = await import(join(project, "tools/setup/index.mjs"));
  type Step = { what: string; isDone(): boolean };
  return Object.values<Step>(steps)
    .filter((step) => !step.isDone())
    .map((step) => step.what)
    .join("; ");
}

/** A Python whose pip has nothing to do. */
export const SOUND_PYTHON = `
case "$1 $2" in
  "-c "*) echo 3.12 ;;
  "-m venv") mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;
esac`;

/** A copy with nothing installed, and a folder of programs that stand before the real ones. */
export async function project(t: TestContext, programs: Record<string, string> = {}) {
  const copy = await copyOfProject(join(await temporaryFolder(t), "copy"), SETUP_FILES);
  await mkdir(join(copy, "src"));
  const bin = await temporaryFolder(t);
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, name), 0o755);
  }
  const { PATH } = process.env;
  return { copy, bin, env: { PATH: `${bin}:${PATH}`, PYTHON: "" } };
}
