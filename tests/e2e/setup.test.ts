/** The set-up, for real: in a copy of the project as git would clone it, with nothing installed. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { appendFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { labAddress } from "../support/lab-address.js";
import { code, display, writeNotebook } from "../support/notebook.js";
import { hasEnded } from "../support/proc.js";
import { type Outcome, root, run } from "../support/project.js";
import { copyOfProject, pending, project, SOUND_PYTHON, setUp } from "../support/set-up.js";

/** Resolves when the process has printed this. */
function printed(child: ChildProcess, text: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let all = "";
    const look = (chunk: Buffer) => {
      all += chunk;
      const found = text.exec(all);
      if (found) resolve(found);
    };
    child.stdout?.on("data", look);
    child.stderr?.on("data", look);
    child.on("close", () => reject(new Error(`ended without ${text}:\n${all}`)));
  });
}

/** Starts the set-up, and ends it as soon as it has said this. */
async function interrupt(project: string, saying: RegExp): Promise<NodeJS.Signals> {
  const child = spawn(process.execPath, [join(project, "tools/commands/main.mjs"), "setup"]);
  const ended = once(child, "close");
  await printed(child, saying);
  child.kill("SIGTERM");
  return (await ended)[1];
}

/** Variables with which Python or Jupyter would find other packages and settings, all of which break them. */
async function hostileSettings(place: string): Promise<NodeJS.ProcessEnv> {
  const folder = await mkdtemp(join(place, "foreign-"));
  await writeFile(join(folder, "jupyterlab.py"), "raise SystemExit('a foreign package')\n");
  await writeFile(join(folder, "jupyter_server_config.py"), "c.ServerApp.token = 'foreign'\n");
  const folders = [
    ...["JUPYTERLAB_DIR", "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR"],
    ...["JUPYTER_CONFIG_DIR", "JUPYTER_CONFIG_PATH", "JUPYTER_DATA_DIR", "JUPYTER_PATH"],
    ...["JUPYTER_RUNTIME_DIR", "PYTHONHOME", "PYTHONPATH", "PYTHONUSERBASE", "VIRTUAL_ENV"],
  ].map((name) => [name, folder]);
  return { ...Object.fromEntries(folders), JUPYTER_NO_CONFIG: "1", PYTHONWARNINGS: "error" };
}

describe("set-up in a fresh copy", () => {
  let place: string;
  let copy: string;

  before(async () => {
    place = await mkdtemp(join(tmpdir(), "day29-"));
    copy = await copyOfProject(join(place, "a copy"));
  });
  after(() => rm(place, { recursive: true, force: true }));

  it("leaves nothing behind that looks complete when it is interrupted", async () => {
    assert.equal(await interrupt(copy, /installing JupyterLab/), "SIGTERM");
    assert.match(await pending(copy), /JupyterLab.*kernel.*npm packages.*building/);

    assert.equal(await interrupt(copy, /installing the npm packages/), "SIGTERM");
    assert.match(await pending(copy), /^installing the npm packages; building/);
  });

  it("completes, and reports its steps", async () => {
    const { code: status, stderr } = await setUp(copy);
    assert.equal(status, 0, stderr);
    assert.deepEqual(stderr.match(/^day29: .*$/gm), [
      "day29: installing the npm packages",
      "day29: building src/",
      "day29: installing the Python packages of the tests and checks into .venv",
    ]);
    assert.equal(await pending(copy), "");

    const kernel = await readFile(
      join(copy, ".venv/share/jupyter/kernels/tslab/kernel.json"),
      "utf8",
    );
    const { argv } = JSON.parse(kernel);
    assert.deepEqual(argv, [
      process.execPath,
      "--max-semi-space-size=8",
      "--no-force-async-hooks-checks",
      join(copy, "dist/kernel/main.js"),
      "{connection_file}",
    ]);
    assert.ok(existsSync(join(copy, "dist/kernel/main.js")));
  });

  it("does nothing the second time, and runs no other program to find out", async () => {
    const outcome = await setUp(copy, { PATH: "" });
    assert.deepEqual(outcome, { code: 0, stdout: "", stderr: "" });
  });

  it("notices what is missing or of another version", async () => {
    const changes: [file: string, expected: RegExp][] = [
      [
        ".venv",
        /^installing JupyterLab.*; installing the tslab kernel into .venv; installing the Python packages/,
      ],
      [".venv/share/jupyter/kernels", /^installing the tslab kernel into .venv$/],
      ["node_modules", /^installing the npm packages$/],
      ["node_modules/.package-lock.json", /^installing the npm packages$/],
      ["dist", /^building src\/$/],
    ];
    for (const [file, expected] of changes) {
      await rename(join(copy, file), join(place, "away"));
      assert.match(await pending(copy), expected, file);
      await rename(join(place, "away"), join(copy, file));
    }

    const edits: [file: string, from: string, to: string, expected: RegExp][] = [
      ["package-lock.json", '"version": "1.0.22"', '"version": "1.0.21"', /npm packages/],
      [
        "tools/requirements/lab.txt",
        "jupyterlab==",
        "jupyterlab>=",
        /^installing JupyterLab.*; installing the Python packages/,
      ],
      ["tools/requirements/dev.txt", "ruff==", "ruff>=", /^installing the Python packages/],
    ];
    for (const [file, from, to, expected] of edits) {
      const original = await readFile(join(copy, file), "utf8");
      await writeFile(join(copy, file), original.replace(from, to));
      assert.match(await pending(copy), expected, file);
      await writeFile(join(copy, file), original);
    }

    await appendFile(join(copy, "src/index.ts"), "\n");
    assert.equal(await pending(copy), "building src/");
    assert.equal((await setUp(copy)).stderr, "day29: building src/\n");
  });

  const PICTURE = display({ "image/svg+xml": "<svg/>" });

  for (const [what, args, outputs] of [
    ["on trusted working copies, and leaves port 8888 free", [], []],
    [
      "on the originals, on the port that the user chose",
      ["--originals", "--port", "0"],
      [PICTURE],
    ],
  ] as const) {
    it(`serves JupyterLab with the tslab kernel alone, quietly, ${what}`, async (t) => {
      await mkdir(join(copy, "notebooks"), { recursive: true });
      await writeNotebook(join(copy, "notebooks/picture.ipynb"), [code("1", [PICTURE])]);

      const env = { ...process.env, ...(await hostileSettings(place)) };
      const lab = spawn("npm", ["run", "lab", "--", "--no-browser", ...args], { cwd: copy, env });
      const ended = once(lab, "close");
      t.after(() => lab.kill("SIGTERM"));
      const { origin, token } = await labAddress(lab);
      const port = Number(new URL(origin).port);
      // The first port, or one of those that JupyterLab tries when it is taken.
      assert.equal(8663 <= port && port <= 8867, args.length === 0, origin);
      const get = async (path: string) =>
        JSON.parse(await (await fetch(`${origin}${path}?token=${token}`)).text());

      const { default: first, kernelspecs } = await get("/api/kernelspecs");
      assert.deepEqual([first, Object.keys(kernelspecs)], ["tslab", ["tslab"]]);

      const plugin = "@jupyterlab/apputils-extension:notification";
      const { schema } = await get(`/lab/api/settings/${plugin}`);
      assert.equal(schema.properties.fetchNews.default, "false");

      const { content } = await get("/api/contents/picture.ipynb");
      assert.deepEqual(content.cells[0].outputs, outputs);
      assert.equal(content.cells[0].metadata.trusted, true);
      const start = await fetch(`${origin}/?token=${token}`);
      assert.match(start.url, /\/lab\/tree\/00-index\.ipynb/);

      lab.kill("SIGTERM");
      assert.deepEqual(await ended, [0, null]);
      await assert.rejects(get("/api/kernelspecs"), "nothing listens any more");
    });
  }

  it("notices that it was moved", async () => {
    const moved = join(place, "moved");
    await rename(copy, moved);
    assert.match(await pending(moved), /^installing JupyterLab.*; installing the tslab kernel/);
    await rename(moved, copy);
  });
});

const NO_NETWORK_FOR_PIP = `
case "$1 $2" in
  "-m pip") echo "ERROR: Network is unreachable" >&2; exit 1 ;;
esac
${SOUND_PYTHON}`;

describe("an interrupted set-up", () => {
  it("ends the program that it was starting", async (t) => {
    const { copy, bin, env } = await project(t, { python3: SOUND_PYTHON, npm: "sleep 60" });
    const preload = join(bin, "interrupt.cjs");
    await writeFile(
      preload,
      `const child = require("node:child_process");
       const { spawn } = child;
       child.spawn = (program, ...rest) => {
         const started = spawn(program, ...rest);
         if (program === "npm") {
           require("node:fs").writeFileSync(process.env.STARTED, String(started.pid));
           process.kill(process.pid, "SIGTERM");
         }
         return started;
       };
       require("node:module").syncBuiltinESMExports();`,
    );
    const args = ["--require", preload, join(copy, "tools/commands/main.mjs"), "setup"];
    const started = join(bin, "started");
    const setup = spawn(process.execPath, args, {
      env: { ...process.env, ...env, STARTED: started },
    });
    assert.deepEqual(await once(setup, "close"), [null, "SIGTERM"]);
    const pid = Number(await readFile(started, "utf8"));
    t.after(() => hasEnded(pid) || process.kill(pid));
    assert.ok(hasEnded(pid));
  });

  it("ends what its program leaves running", async (t) => {
    const stubborn = `trap "" TERM; echo >"$READY"; sleep 20; echo >"$LATE"`;
    const { copy, bin, env } = await project(t, {
      python3: SOUND_PYTHON,
      npm: `sh -c '${stubborn}' & wait`,
    });
    const [ready, late] = [join(bin, "ready"), join(bin, "late")];
    await run("mkfifo", [ready]);
    const setup = spawn(process.execPath, [join(copy, "tools/commands/main.mjs"), "setup"], {
      env: { ...process.env, ...env, READY: ready, LATE: late },
    });
    const ended = once(setup, "close");
    await readFile(ready);
    setup.kill("SIGTERM");
    assert.deepEqual(await ended, [null, "SIGTERM"]);
    assert.ok(!existsSync(late));
  });
});

describe("two set-ups at the same time", () => {
  it("do their work once, one after the other", async (t) => {
    const { copy, bin, env } = await project(t, {
      python3: `[ "$1 $2 $3" = "-m pip install" ] && { echo >>"$CALLS"; read go <"$GATE"; }\n${SOUND_PYTHON}`,
      npm: "exit 1",
    });
    const gate = join(bin, "gate");
    const calls = join(bin, "calls");
    await run("mkfifo", [gate]);
    const start = () =>
      spawn(process.execPath, [join(copy, "tools/commands/main.mjs"), "setup"], {
        env: { ...process.env, ...env, GATE: gate, CALLS: calls },
      });

    const first = start();
    t.after(() => first.kill());
    await printed(first, /installing JupyterLab/);
    const second = start();
    t.after(() => second.kill());
    await printed(second, /waiting for another set-up/);

    await writeFile(gate, "go\n");
    await Promise.all([printed(first, /npm ci failed/), printed(second, /npm ci failed/)]);
    assert.equal(await readFile(calls, "utf8"), "\n", "pip ran once");
  });
});

describe("set-up reports a problem and its solution in one line:", { concurrency: 2 }, () => {
  function refuses({ code: status, stdout, stderr }: Outcome, line: string): void {
    const said = stderr
      .trimEnd()
      .split("\n")
      .filter(
        (text) =>
          text !== "day29: installing JupyterLab into .venv (the first time this takes a minute)",
      );
    assert.deepEqual([status, stdout, said], [1, "", [line]]);
  }

  const ADVICE = "install Python 3.10 or newer, or name one: PYTHON=/path/to/python3";

  it("no Python", async (t) => {
    const { copy, bin } = await project(t);
    refuses(await setUp(copy, { PATH: bin, PYTHON: "" }), `day29: cannot run python3: ${ADVICE}`);
  });

  it("a Python that does not exist, named by PYTHON", async (t) => {
    const { copy } = await project(t);
    refuses(
      await setUp(copy, { PYTHON: "/none/python" }),
      `day29: cannot run /none/python: ${ADVICE}`,
    );
  });

  it("a Python that is too old", async (t) => {
    const { copy, env } = await project(t, { python3: "echo 3.9" });
    refuses(await setUp(copy, env), `day29: python3 is Python 3.9, too old: ${ADVICE}`);
  });

  it("a Python without venv", async (t) => {
    const blocked = `exec "$REAL" -c 'import sys; sys.modules["ensurepip"] = None; exec(sys.argv[1])' "$2"`;
    const { copy, env } = await project(t, { python3: blocked });
    const { stdout } = await run("python3", ["-c", "import sys; print(sys.executable)"]);
    const outcome = await setUp(copy, { ...env, REAL: stdout.trim() });
    refuses(
      outcome,
      "day29: python3 cannot create virtual environments (import of ensurepip halted; None in sys.modules); on Debian and Ubuntu: apt install python3-venv",
    );
  });

  it("a Node that is too old", async (t) => {
    const { copy, bin } = await project(t);
    const old = join(bin, "old.cjs");
    await writeFile(
      old,
      'Object.defineProperty(process, "versions", { value: { node: "20.18.3" } });',
    );
    const outcome = await setUp(copy, {}, ["--require", old]);
    refuses(outcome, "day29: Node.js 20.19 or newer is required, and this is 20.18.3");
  });

  for (const platform of ["darwin", "win32", "freebsd"]) {
    it(`a system other than Linux: ${platform}`, async (t) => {
      const { copy, bin } = await project(t);
      const preload = join(bin, "platform.cjs");
      const source = `Object.defineProperty(process, "platform", { value: "${platform}" });`;
      await writeFile(preload, source);
      const outcome = await setUp(copy, {}, ["--require", preload]);
      assert.match(
        outcome.stderr,
        /^day29: Linux is required; .*: docs\/guide\/other-systems\.md\n$/,
      );
      refuses(outcome, outcome.stderr.trimEnd());
      if (platform === "freebsd") return;
      const page = await readFile(join(root, "docs/guide/other-systems.md"), "utf8");
      assert.ok(page.includes(`\`${outcome.stderr.trimEnd()}\``), "the page shows it");
    });
  }

  it("no network for pip", async (t) => {
    const { copy, env } = await project(t, { python3: NO_NETWORK_FOR_PIP });
    const { code: status, stderr } = await setUp(copy, env);
    assert.equal(status, 1);
    assert.match(
      stderr,
      /\nERROR: Network is unreachable\nday29: pip failed .* check the network, .*\n$/,
    );
    assert.ok(existsSync(join(copy, ".venv/bin/python")));
    assert.match(await pending(copy), /JupyterLab/, "half an installation does not count");
  });

  it("no network for npm", async (t) => {
    const npm = "echo 'npm error network getaddrinfo ENOTFOUND' >&2; exit 1";
    const { copy, env } = await project(t, { python3: SOUND_PYTHON, npm });
    const { code: status, stderr } = await setUp(copy, env);
    assert.equal(status, 1);
    assert.match(
      stderr,
      /\nnpm error network .*\nday29: npm ci failed .* check the network, .*\n$/,
    );
    assert.match(await pending(copy), /^installing the npm packages; building/);
  });
});
