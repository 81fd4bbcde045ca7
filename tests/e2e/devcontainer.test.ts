/** .devcontainer: the files that Codespaces and VS Code read. Building the image needs Docker. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import ts from "typescript";
import { interpreter, notebooks, root, run, temporaryFolder } from "../support/project.js";

const read = (file: string): Promise<string> => readFile(join(root, file), "utf8");

/** The parts of devcontainer.json that are used here. */
interface DevContainer {
  build: { dockerfile: string };
  onCreateCommand: string;
  postCreateCommand: string;
  securityOpt: string[];
}

const FILE = ".devcontainer/devcontainer.json";
const { config, error } = ts.parseConfigFileTextToJson(FILE, await read(FILE));
assert.equal(error, undefined);
const container: DevContainer = config;

const SCHEMA = join(root, "tests/support/schemas/devContainer.base.schema.json");

const VALIDATE = `
import json, sys
from pathlib import Path
from jsonschema import Draft201909Validator
schema = json.loads(Path(sys.argv[1]).read_text())
Draft201909Validator.check_schema(schema)
for error in Draft201909Validator(schema).iter_errors(json.loads(sys.argv[2])):
    print(error.message)
`;

/** What the schema of the specification says about a devcontainer.json. */
async function faults(content: object): Promise<string> {
  const args = ["-c", VALIDATE, SCHEMA, JSON.stringify(content)];
  const { code, stdout, stderr } = await run(interpreter, args);
  assert.equal(code, 0, stderr);
  return stdout;
}

describe("devcontainer.json", () => {
  it("is valid, while an unknown property or a wrong value is not", async () => {
    assert.equal(await faults(container), "");
    assert.notEqual(await faults({ ...container, unknown: 1 }), "");
    assert.notEqual(await faults({ ...container, build: { dockerfile: 1 } }), "");
  });

  it("allows io_uring, which Docker's own profile refuses", () => {
    assert.deepEqual(container.securityOpt, ["seccomp=unconfined"]);
  });

  it("installs what the tests use", async () => {
    const dockerfile = await read(`.devcontainer/${container.build.dockerfile}`);
    // Part of the image that it starts from.
    const present = ["git", "python3"];
    const needed = [...(await read(".ci/run")).matchAll(/^need (?:"[^"]+"|\S+) (\S+)$/gm)];
    assert.ok(needed.length > 5);
    for (const [, name = ""] of needed.filter(([, name = ""]) => !present.includes(name))) {
      assert.match(dockerfile, new RegExp(`\\s${name}\\s`), name);
    }
  });

  it("sets the project up, and installs the kernel that the notebooks name", async (t) => {
    assert.equal(container.onCreateCommand, "npm run setup");
    const home = await temporaryFolder(t);
    const { JUPYTER_DATA_DIR, JUPYTER_CONFIG_DIR, JUPYTER_PATH, ...rest } = process.env;
    const env = { ...rest, HOME: home };
    const shell = ["-c", container.postCreateCommand];
    const { code, stderr } = await run("sh", shell, { cwd: root, env });
    assert.equal(code, 0, stderr);
    const kernel = await readFile(
      join(home, ".local/share/jupyter/kernels/tslab/kernel.json"),
      "utf8",
    );
    assert.ok(JSON.parse(kernel).argv.includes(join(root, "dist/kernel/main.js")));
    for (const name of notebooks) {
      const { metadata } = JSON.parse(await read(`notebooks/${name}.ipynb`));
      assert.equal(metadata.kernelspec.name, "tslab", name);
    }
  });
});
