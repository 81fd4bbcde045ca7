/** The set-up on machines whose settings, permissions or disks are against it. */
import assert from "node:assert/strict";
import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { packageMirror } from "../support/package-mirror.js";
import { interpreter, type Outcome, run, temporaryFolder } from "../support/project.js";
import {
  copyOfProject,
  inSetUp,
  project,
  SETUP_FILES,
  SOUND_PYTHON,
  setUp,
} from "../support/set-up.js";

/** A home folder with these files. */
async function home(t: TestContext, files: Record<string, string> = {}): Promise<string> {
  const folder = await temporaryFolder(t);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(folder, name, ".."), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

describe("npm's settings", () => {
  const hostile = {
    omit: "dev",
    "dry-run": "true",
    global: "true",
    "package-lock": "false",
    "install-strategy": "nested",
  };
  const npmrc = Object.entries(hostile).map(([key, value]) => `${key}=${value}\n`);
  const environment = Object.fromEntries(
    Object.entries(hostile).map(([key, value]) => [
      `npm_config_${key.replaceAll("-", "_")}`,
      value,
    ]),
  );
  /** Not those of the `npm test` that runs this. */
  const none = { npm_config_userconfig: undefined, npm_config_cache: undefined };

  for (const [what, env, files] of [
    ["NODE_ENV=production", { NODE_ENV: "production" }, {}],
    ["variables", environment, {}],
    ["an .npmrc", {}, { ".npmrc": npmrc.join("") }],
  ] as const) {
    it(`of ${what} do not decide what is installed, but from which mirror`, async (t) => {
      const mirror = await packageMirror(t);
      const copy = await copyOfProject(join(await temporaryFolder(t), "copy"), SETUP_FILES);
      await mirror.writeNpmProject(copy);
      const registry =
        ".npmrc" in files
          ? { ".npmrc": `${files[".npmrc"]}registry=${mirror.npm}\n` }
          : { ".npmrc": "" };
      const HOME = await home(t, registry);
      const fromVariable = ".npmrc" in files ? {} : { npm_config_registry: mirror.npm };
      const all = { ...none, ...env, ...fromVariable, HOME };
      const outcome = await inSetUp(copy, "packages.run()", all);
      assert.deepEqual(outcome, { code: 0, stdout: "", stderr: "" });
      assert.deepEqual(await readdir(join(copy, "node_modules/tiny-npm")), ["package.json"]);
      assert.ok(mirror.requests.includes("/tiny-npm/-/tiny-npm-1.0.0.tgz"));
    });
  }

  it("cannot make it accept what is not in the lock", async (t) => {
    const mirror = await packageMirror(t);
    const copy = await copyOfProject(join(await temporaryFolder(t), "copy"), SETUP_FILES);
    await mirror.writeNpmProject(copy);
    mirror.tamper();
    const HOME = await home(t, { ".npmrc": `registry=${mirror.npm}\nfetch-retries=0\n` });
    const { code, stderr } = await inSetUp(copy, "packages.run()", { ...none, HOME });
    assert.equal(code, 1);
    assert.match(stderr, /EINTEGRITY/);
  });

  it("and an npm that installs nothing are noticed", async (t) => {
    const { copy, env } = await project(t, { python3: SOUND_PYTHON, npm: "exit 0" });
    const { code, stderr } = await setUp(copy, env);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /\nday29: what was installed in node_modules\/ is not what package-lock\.json lists\n/,
    );
  });
});

describe("pip's settings", () => {
  /** A virtual environment, and what a program there imports. */
  async function virtualEnvironment(t: TestContext) {
    const folder = join(await temporaryFolder(t), "venv");
    const { code, stdout } = await run(interpreter, ["-m", "venv", folder]);
    assert.equal(code, 0, stdout);
    return join(folder, "bin/python");
  }

  /** Without the settings of this machine, and what these modules print when they are imported. */
  const none = Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => name.startsWith("PIP_"))
      .map((name) => [name, undefined]),
  );

  it("in variables and in pip.conf do not decide where packages go, but from which mirror", async (t) => {
    const mirror = await packageMirror(t);
    const python = await virtualEnvironment(t);
    const copy = await copyOfProject(join(await temporaryFolder(t), "copy"), SETUP_FILES);
    const elsewhere = await temporaryFolder(t);
    const hostile = {
      ...{ user: "yes", target: elsewhere, prefix: elsewhere, root: elsewhere, quiet: "3" },
      ...{ "dry-run": "yes", "no-binary": ":all:", "no-deps": "no", log: "/nonexistent/log" },
    };
    const variables = Object.entries(hostile).map(([key, value]) => [
      `PIP_${key.toUpperCase().replaceAll("-", "_")}`,
      value,
    ]);
    const { log, ...inFile } = hostile;
    const lines = Object.entries(inFile).map(([key, value]) => `${key} = ${value}\n`);
    const conf = `[global]\nindex-url = ${mirror.pip}\n[install]\n${lines.join("")}`;
    const call = `install(${JSON.stringify(python)}, ${JSON.stringify(mirror.pipLock)}, ["tiny_pip"])`;
    for (const env of [
      { ...Object.fromEntries(variables), PIP_INDEX_URL: mirror.pip, HOME: await home(t) },
      { HOME: await home(t, { ".config/pip/pip.conf": conf }), XDG_CONFIG_HOME: undefined },
    ]) {
      const outcome = await inSetUp(copy, call, { ...none, ...env });
      assert.deepEqual(outcome, { code: 0, stdout: "", stderr: "" });
      assert.deepEqual(await readdir(elsewhere), []);
      assert.ok(mirror.requests.splice(0).includes("/simple/tiny-pip/"));
      await run(python, ["-m", "pip", "uninstall", "--yes", "tiny-pip"]);
    }

    mirror.tamper();
    const env = { ...none, PIP_INDEX_URL: mirror.pip, PIP_NO_CACHE_DIR: "1", HOME: await home(t) };
    const { code, stderr } = await inSetUp(copy, call, env);
    assert.equal(code, 1);
    assert.match(stderr, /HASH/i, "what is not in the lock is refused");
  });

  it("and a pip that installs nothing are noticed", async (t) => {
    const python3 = `
      case "$2" in import*) echo "ModuleNotFoundError: No module named 'jupyterlab'" >&2; exit 1 ;; esac
      ${SOUND_PYTHON}`;
    const { copy, env } = await project(t, { python3 });
    const { code, stderr } = await setUp(copy, env);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /\nModuleNotFoundError.*\nday29: pip reported success, but what it installed cannot /,
    );
  });
});

const isRoot = process.getuid?.() === 0;
const NOBODY = 65534;

/** Gives a folder and everything in it to another user. */
async function give(folder: string, uid: number): Promise<void> {
  await run("chown", ["-R", String(uid), folder]);
}

/** Runs Node in a copy, where root is an ordinary user, too. */
function asUser(copy: string, env: NodeJS.ProcessEnv, args?: string[]): Promise<Outcome> {
  const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const setUp = [join(copy, "tools/commands/main.mjs"), "setup"];
  return run(process.execPath, args ?? setUp, { env: { ...process.env, ...env }, ...user });
}

/** A copy that an ordinary user can reach, with programs that have nothing to do. */
async function reachable(t: TestContext, programs: Record<string, string> = {}) {
  const { copy, bin, env } = await project(t, {
    python3: SOUND_PYTHON,
    npm: "exit 0",
    ...programs,
  });
  for (const folder of [join(copy, ".."), bin]) await chmod(folder, 0o755);
  return { copy, bin, env };
}

/** The last line, which must not follow a stack. */
function reason({ code, stdout, stderr }: Outcome): string {
  assert.deepEqual([code, stdout], [1, ""]);
  assert.doesNotMatch(stderr, /^\s+at |Traceback/m);
  return stderr.trimEnd().split("\n").at(-1) ?? "";
}

describe("set-up without permission", () => {
  it("names the owner of a checkout of another user", {
    skip: !isRoot && "needs root",
  }, async (t) => {
    const { copy, env } = await reachable(t);
    assert.equal(
      reason(await asUser(copy, env)),
      `day29: cannot write ${copy}: it belongs to root; run sudo chown -R nobody '${copy}', or clone the project into a folder of your own`,
    );
  });

  for (const [command, call] of [
    ["lab", "openLab([])"],
    ["fresh", 'freshCopies(["06-select"])'],
  ]) {
    it(`is not needed, but npm run ${command} needs it for the copies`, async (t) => {
      const { copy, env } = await reachable(t);
      await mkdir(join(copy, "my-notebooks"));
      if (isRoot) await give(copy, NOBODY);
      await chmod(join(copy, "my-notebooks"), 0o555);
      const program = `
        const { main } = await import(process.argv[1] + "/tools/setup/run.mjs");
        const commands = await import(process.argv[1] + "/tools/commands/lab.mjs");
        main(() => commands.${call});`;
      const outcome = await asUser(copy, env, ["--input-type=module", "--eval", program, copy]);
      assert.match(
        reason(outcome),
        /^day29: cannot write .*\/my-notebooks: you have no permission; run chmod /,
      );
    });
  }

  for (const folder of [".venv", "node_modules", "dist"]) {
    it(`names ${folder} if only that cannot be written`, async (t) => {
      const { copy, env } = await reachable(t);
      await mkdir(join(copy, folder));
      if (isRoot) await give(copy, NOBODY);
      await chmod(join(copy, folder), 0o555);
      assert.equal(
        reason(await asUser(copy, env)),
        `day29: cannot write ${join(copy, folder)}: you have no permission; run chmod -R u+rwX '${copy}'`,
      );
    });
  }

  it("names what a program could not write", async (t) => {
    const npm = `mkdir node_modules && chmod 555 node_modules
      echo "npm error Error: EACCES: permission denied, mkdir '$PWD/node_modules/koffi'" >&2; exit 243`;
    const { copy, env } = await reachable(t, { npm });
    if (isRoot) await give(copy, NOBODY);
    assert.equal(
      reason(await asUser(copy, env)),
      `day29: cannot write ${join(copy, "node_modules/koffi")}: you have no permission; run chmod -R u+rwX '${copy}'`,
    );
  });

  it("keeps npm's cache in the project if the home folder is missing or cannot be written", async (t) => {
    const npm = `echo "$npm_config_cache" >"$RECORD"; exit 1`;
    const { copy, bin, env } = await reachable(t, { npm });
    if (isRoot) await give(copy, NOBODY);
    await chmod(bin, 0o777);
    const readOnly = await home(t);
    await chmod(readOnly, 0o555);
    for (const HOME of ["/nonexistent", readOnly, undefined]) {
      const RECORD = join(bin, "record");
      await rm(RECORD, { force: true });
      await asUser(copy, { ...env, HOME, RECORD, npm_config_cache: undefined });
      const cache = (await readFile(RECORD, "utf8")).trim();
      if (HOME || isRoot) assert.equal(cache, join(copy, "build/npm-cache"), HOME);
    }
  });
});

/** Runs set-up after a command that mounts something, which no other process sees. */
async function mounted(t: TestContext, copy: string, mount: string, env: NodeJS.ProcessEnv) {
  const unshare = ["--mount", ...(isRoot ? [] : ["--map-root-user"]), "sh", "-c"];
  if ((await run("unshare", [...unshare, "mount -t tmpfs none /mnt"])).code !== 0) {
    t.skip("this machine does not allow mounts, not even in a namespace of their own");
    return undefined;
  }
  const setup = `${mount} && exec "$0" tools/commands/main.mjs setup`;
  const all = { ...process.env, ...env };
  return run("unshare", [...unshare, setup, process.execPath], { cwd: copy, env: all });
}

describe("set-up on a disk", () => {
  const READ_ONLY =
    "the file system is read-only; copy the project to a folder where you can write";

  for (const folder of [".", ".venv", "node_modules", "dist"]) {
    it(`that is read-only, at ${folder}, says so`, async (t) => {
      const { copy, env } = await reachable(t);
      const path = join(copy, folder);
      await mkdir(path, { recursive: true });
      // From outside the folder: a shell in it would still see what is below the mount.
      const mount = `mount --bind '${path}' '${path}' && mount -o remount,bind,ro '${path}' && cd '${copy}'`;
      const outcome = await mounted(t, copy, mount, env);
      if (outcome) assert.equal(reason(outcome), `day29: cannot write ${path}: ${READ_ONLY}`);
    });
  }

  for (const [what, program] of [
    [
      "its own files",
      `"-m venv") mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; cat /dev/zero 2>/dev/null >"$3/zero"; true`,
    ],
    ["those of pip", `"-m pip") cat /dev/zero >"$(dirname "$0")/zero"`],
  ]) {
    it(`that is full when it writes ${what}, says so`, async (t) => {
      const python3 = `case "$1 $2" in ${program}; exit ;; esac\n${SOUND_PYTHON}`;
      const { copy, env } = await reachable(t, { python3 });
      await mkdir(join(copy, ".venv"));
      const outcome = await mounted(t, copy, "mount -t tmpfs -o size=64k none .venv", env);
      const FULL = `the disk is full: a complete set-up takes 1 GB, and df -h '${copy}' shows what is left`;
      if (outcome) assert.equal(reason(outcome), `day29: ${FULL}`);
    });
  }
});
