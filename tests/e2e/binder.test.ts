/** What a class is served by: the kernel in another Jupyter, and each student's own folder. */
import assert from "node:assert/strict";
import { appendFile, mkdir, mkdtemp, readFile, readlink, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { interpreter, notebooks, python, root, run, temporaryFolder } from "../support/project.js";

/** As a student of this home, with the Jupyter of .venv. */
function student(home: string): NodeJS.ProcessEnv {
  const { JUPYTER_CONFIG_DIR, JUPYTER_DATA_DIR, JUPYTER_PATH, PATH, ...env } = process.env;
  return { ...env, HOME: home, PATH: dirname(interpreter) + delimiter + PATH };
}

function start(home: string, ...command: string[]) {
  return run(join(root, "binder/start"), command, { cwd: home, env: student(home) });
}

/** What we set of the chart, as its schema (4.4) describes it; `hub.config` passes on to JupyterHub's classes. */
const CHART: Record<string, "object" | "string" | "quantity" | "number"> = {
  "hub.config": "object",
  "singleuser.image.name": "string",
  "singleuser.image.tag": "string",
  "singleuser.defaultUrl": "string",
  "singleuser.memory.guarantee": "quantity",
  "singleuser.memory.limit": "quantity",
  "singleuser.cpu.guarantee": "number",
  "singleuser.cpu.limit": "number",
  "singleuser.storage.capacity": "quantity",
  "cull.timeout": "number",
};

/** The settings of a tree by their paths; a documented object counts as one. */
function settings(tree: object, above = ""): [path: string, value: unknown][] {
  return Object.entries(tree).flatMap(([key, value]): [string, unknown][] => {
    const path = above + key;
    const isLeaf = path in CHART || typeof value !== "object";
    return isLeaf ? [[path, value]] : settings(value, `${path}.`);
  });
}

describe("the values for Zero to JupyterHub", () => {
  it("set what the chart documents, and nothing else", async () => {
    const program = "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))";
    const { stdout } = await run(interpreter, ["-c", program, join(root, "binder/values.yaml")]);
    const values = settings(JSON.parse(stdout));
    assert.deepEqual(
      values.map(([path]) => path),
      Object.keys(CHART),
    );
    for (const [path, value] of values) {
      const kind = CHART[path];
      assert.equal(typeof value, kind === "quantity" ? "string" : kind, path);
      if (kind === "quantity") assert.match(String(value), /^\d+(M|G|Mi|Gi)$/, path);
    }
  });
});

describe("the widgets", () => {
  it("have the same anywidget in JupyterLab, on Binder and with JupyterHub", async () => {
    const lists = ["tools/requirements/lab.in", "binder/environment.yml", "binder/jupyterhub.in"];
    const locks = ["binder/jupyterhub.txt", "deploy/classroom/requirements.txt"];
    for (const file of [...lists, ...locks]) {
      const [, version] =
        /\banywidget==([\d.]+)/.exec(await readFile(join(root, file), "utf8")) ?? [];
      assert.equal(version, "0.11.0", file);
    }
  });
});

describe("npm run kernelspec", () => {
  it("shows the kernel to another Jupyter", async (t) => {
    const prefix = await temporaryFolder(t);
    const env = student(prefix);
    const args = ["run", "kernelspec", "--", `--prefix=${prefix}`];
    const { code, stderr } = await run("npm", args, { cwd: root, env });
    assert.equal(code, 0, stderr);

    const list = ["kernelspec", "list", "--json"];
    const JUPYTER_PATH = join(prefix, "share/jupyter");
    const { stdout } = await run("jupyter", list, { env: { ...env, JUPYTER_PATH } });
    const { resource_dir, spec } = JSON.parse(stdout).kernelspecs.tslab;
    assert.equal(resource_dir, join(JUPYTER_PATH, "kernels/tslab"));
    assert.deepEqual(spec.argv, [
      process.execPath,
      "--max-semi-space-size=8",
      "--no-force-async-hooks-checks",
      join(root, "dist/kernel/main.js"),
      "{connection_file}",
    ]);
  });
});

describe("a student's server", () => {
  let home: string;
  const own = (path: string) => join(home, "day29", path);
  const inProject = (path: string) => readFile(join(root, path), "utf8");

  before(async () => {
    home = await mkdtemp(join(tmpdir(), "day29-"));
  });
  after(() => rm(home, { recursive: true, force: true }));

  it("starts in a home directory with the student's own trusted notebooks", async () => {
    const { code, stdout, stderr } = await start(home, "pwd");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Signing notebook: /);
    assert.equal(stdout.trimEnd().split("\n").at(-1), home);
    for (const name of notebooks) {
      const path = `notebooks/${name}.ipynb`;
      assert.equal(await readFile(own(path), "utf8"), await inProject(path));
      assert.ok(stdout.includes(own(path)), `${name} is trusted`);
    }
    assert.equal(await readlink(own("node_modules")), join(root, "node_modules"));
  });

  it("keeps the student's changes, and adds new files", async () => {
    await appendFile(own("notebooks/06-select.ipynb"), "\n");
    await rm(own("notebooks/08-poll.ipynb"));
    const { code, stdout } = await start(home, "true");
    assert.equal(code, 0);
    assert.match(stdout, /^Notebook already signed: .*\/08-poll\.ipynb\n$/);
    const written = await readFile(own("notebooks/06-select.ipynb"), "utf8");
    assert.equal(written, `${await inProject("notebooks/06-select.ipynb")}\n`);
  });

  it("ends with the exit status of its program", async () => {
    assert.deepEqual(await start(home, "sh", "-c", "exit 7"), { code: 7, stdout: "", stderr: "" });
  });

  for (const name of ["02-http-server", "06-select"]) {
    it(`runs ${name} in that folder as in ours`, async () => {
      const { code, stdout } = await python("run.py", own(`notebooks/${name}.ipynb`));
      assert.match(stdout, /^\S+ \.\.\. unchanged, /);
      assert.equal(code, 0);
    });
  }

  it("needs no folder of its own where the home holds the project", async (t) => {
    const place = await temporaryFolder(t);
    await mkdir(join(place, "course/binder"), { recursive: true });
    await symlink(join(root, "binder/start"), join(place, "course/binder/start"));
    const program = join(place, "course/binder/start");
    const { stdout } = await run(program, ["ls", place], { env: student(place) });
    assert.equal(stdout, "course\n");
  });
});
