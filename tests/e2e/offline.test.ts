/** Set-up from a bundle, without a network. `npm run bundle` itself downloads for minutes. */
import assert from "node:assert/strict";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { packageMirror } from "../support/package-mirror.js";
import { interpreter, root, run, temporaryFolder } from "../support/project.js";
import { inSetUp, project, SOUND_PYTHON, setUp } from "../support/set-up.js";

interface Bundle {
  platform: string;
  pythons: string[];
  locks: string;
}

/** A copy with this in offline/, where neither npm nor an index of pip can be reached. */
async function withBundle(t: TestContext, changes: Partial<Bundle>) {
  const python3 = `
    [ "$3" = install ] && echo "$@" >>"$CALLS"
    ${SOUND_PYTHON}`;
  const { copy, bin, env } = await project(t, { python3, npm: "echo no network >&2; exit 1" });
  const { hashOfLocks, platform } = await import(join(copy, "tools/setup/offline.mjs"));
  const bundle = { platform: platform(), pythons: ["3.12"], locks: hashOfLocks(), ...changes };
  await mkdir(join(copy, "offline"));
  await writeFile(join(copy, "offline/bundle.json"), JSON.stringify(bundle));
  const calls = join(bin, "calls");
  await writeFile(calls, "");
  return { copy, calls, env: { ...env, CALLS: calls } };
}

describe("a bundle in offline/", () => {
  it("has what pip and npm would download", async (t) => {
    const { copy, calls, env } = await withBundle(t, {});
    const content = await temporaryFolder(t);
    await mkdir(join(content, "node_modules"));
    const installed = join(content, "node_modules/.package-lock.json");
    await cp(join(copy, "package-lock.json"), installed);
    const archive = join(copy, "offline/node_modules.tar.gz");
    await run("tar", ["-czf", archive, "-C", content, "node_modules"]);

    const steps = "jupyter.run().then(() => packages.run())";
    assert.deepEqual(await inSetUp(copy, steps, env), { code: 0, stdout: "", stderr: "" });
    const wheels = join(copy, "offline/wheels");
    assert.match(await readFile(calls, "utf8"), RegExp(` --no-index --find-links ${wheels} `));
    assert.deepEqual(await readdir(join(copy, "node_modules")), [".package-lock.json"]);
  });

  it("that is damaged is reported", async (t) => {
    const { copy, env } = await withBundle(t, {});
    await writeFile(join(copy, "offline/node_modules.tar.gz"), "cut off");
    const { code, stderr } = await inSetUp(copy, "packages.run()", env);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /\nday29: cannot unpack offline\/ \(see above\): copy the bundle again\n$/,
    );
  });

  for (const [what, changes, line] of [
    [
      "another platform",
      { platform: "linux-riscv64-musl" },
      /^day29: offline\/ is for linux-riscv64-musl, and this machine is linux-\w+-\w+: run npm run bundle .*\n$/,
    ],
    [
      "other versions of Python",
      { pythons: ["3.10", "3.11"] },
      /^day29: offline\/ is for Python 3\.10, 3\.11, and this is Python 3\.12: run npm run bundle -- 3\.12 .*\n$/,
    ],
  ] as const) {
    it(`for ${what} says so in one line`, async (t) => {
      const { copy, env } = await withBundle(t, { ...changes } as Partial<Bundle>);
      const { code, stderr } = await setUp(copy, env);
      assert.equal(code, 1);
      assert.match(stderr.replace(/^day29: installing JupyterLab.*\n/, ""), line);
    });
  }

  it("for another version of the project is not used", async (t) => {
    const { copy, calls, env } = await withBundle(t, { locks: "others" });
    const { stderr } = await setUp(copy, env);
    assert.match(stderr, /^day29: offline\/ is for another version of the project: using the /m);
    assert.match(await readFile(calls, "utf8"), /^-m pip install /);
    assert.doesNotMatch(await readFile(calls, "utf8"), /--no-index/);
  });
});

describe("the wheels of a bundle", () => {
  it("are those that each version of Python needs, from the mirror of the user", async (t) => {
    const mirror = await packageMirror(t);
    const folder = await temporaryFolder(t);
    const locked = await readFile(mirror.pipLock, "utf8");
    const lock = join(folder, "lock.txt");
    const wheels = join(folder, "wheels");
    const download = async (marker: string) => {
      await writeFile(lock, locked.replace(" --hash", ` ; ${marker} \\\n    --hash`));
      const script = join(root, "tools/setup/wheels.py");
      const env = { ...process.env, PIP_INDEX_URL: mirror.pip, PIP_FIND_LINKS: undefined };
      return run(interpreter, [script, wheels, "3.11", lock], { env });
    };
    await mkdir(wheels);
    for (const [marker, expected] of [
      ["python_version < '3.11'", []],
      ["python_full_version < '3.11.5'", ["tiny_pip-1.0-py3-none-any.whl"]],
    ] as const) {
      const { code, stderr } = await download(marker);
      assert.equal(code, 0, stderr);
      assert.deepEqual(await readdir(wheels), expected, marker);
    }
  });
});
