/** What other programs of Jupyter make of the notebooks. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import ts from "typescript";
import { code, display, prose, writeNotebook } from "../support/notebook.js";
import { skipWithout } from "../support/programs.js";
import { interpreter, jupyterEnvironment, notebooks, root, run } from "../support/project.js";

const METADATA = {
  kernelspec: { name: "tslab", display_name: "TypeScript", language: "typescript" },
  language_info: { name: "typescript" },
};

/** A folder in the project, where scripts find day29. */
async function folder(t: TestContext): Promise<string> {
  const place = await mkdtemp(join(root, "build/scripts-"));
  t.after(() => rm(place, { recursive: true, force: true }));
  await writeFile(join(place, "package.json"), '{ "type": "module" }');
  return place;
}

async function module(name: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  const options = { env: { ...jupyterEnvironment(), ...env } };
  const result = await run(interpreter, ["-m", name, ...args], options);
  assert.equal(result.code, 0, result.stderr);
  return result;
}

async function toScript(place: string, files: string[]): Promise<string[]> {
  await module("nbconvert", ["--to", "script", `--output-dir=${place}`, ...files]);
  return files.map((file) => join(place, file.replace(/.*\//, "").replace(/ipynb$/, "ts")));
}

/** Compiles scripts, in strict mode, and returns what is wrong with them. */
function compile(files: string[]): string[] {
  const program = ts.createProgram(files, {
    strict: true,
    target: ts.ScriptTarget.ES2023,
    lib: ["lib.es2024.d.ts", "lib.esnext.disposable.d.ts"],
    module: ts.ModuleKind.NodeNext,
    types: ["node"],
    skipLibCheck: true,
  });
  const { diagnostics } = program.emit();
  return [...ts.getPreEmitDiagnostics(program), ...diagnostics].map(
    ({ messageText, file, start }) => {
      const { line } = file?.getLineAndCharacterOfPosition(start ?? 0) ?? { line: 0 };
      return `${file?.fileName}:${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    },
  );
}

describe("nbconvert --to script", () => {
  it("makes modules of the notebooks that compile", async (t) => {
    const place = await folder(t);
    const course = notebooks.filter((name) => !name.includes("/"));
    const files = course.map((name) => join(root, "notebooks", `${name}.ipynb`));
    assert.deepEqual(compile(await toScript(place, files)), []);
  });

  it("makes a module that does what the cells do", async (t) => {
    const place = await folder(t);
    const notebook = await writeNotebook(
      join(place, "cells.ipynb"),
      [
        prose("# Title\n\nSome */ prose"),
        code('import { inspect } from "node:util";\nlet count: number = 1;'),
        code("count += 1;\nexport const shown = () => inspect(count);\nconsole.log(shown());"),
        code(
          'import { inspect, format } from "node:util";\nconst count = "text";\nconsole.log(count);',
        ),
        code("console.log(shown(), format('%s', count));"),
        code("throw new RangeError('expected');", [], { tags: ["raises-exception"] }),
        code(
          "export default class Point { x = 1 }\nexport { count as size };\nconsole.log(new Point().x);",
        ),
        code(
          "interface Point { y: number }\nconst point: Point = { y: 2 };\nconsole.log(point.y);",
        ),
        code('import { join as inspect } from "node:path";\nconsole.log(inspect("a", "b"));'),
        code(
          'console.log(typeof require("node:net").connect, __dirname.length > 0, prompt("name?"));',
        ),
        code(
          "const { count: [head], ...rest } = { count: [3], other: 4 };\nconsole.log(head, rest);",
        ),
        code(
          'import type { Socket } from "day29";\nimport { socketpair } from "day29";\nconst pair: Socket[] = socketpair();\nfor (const each of pair) each.close();\nconsole.log(pair.length, await Promise.resolve("last"));',
        ),
      ],
      METADATA,
    );
    const [file = ""] = await toScript(place, [notebook]);
    assert.deepEqual(compile([file]), []);
    const {
      code: status,
      stdout,
      stderr,
    } = await run("sh", [
      "-c",
      'echo "半 ann" | "$0" "$1"',
      process.execPath,
      file.replace(/ts$/, "js"),
    ]);
    assert.equal(status, 0, stderr);
    assert.match(stderr, /RangeError: expected/);
    assert.deepEqual(stdout.trimEnd().split("\n"), [
      "2",
      "text",
      "2 text",
      "1",
      "2",
      "a/b",
      "name? function true 半 ann",
      "3 { other: 4 }",
      "2 last",
    ]);
    assert.match(await readFile(file, "utf8"), /^\/\/ # Title\n\/\/\n\/\/ Some \*\/ prose$/m);
  });
});

describe("nbconvert --to latex", { skip: skipWithout("pandoc") }, () => {
  it("keeps Chinese, and shows the text of a picture that no program converts", async (t) => {
    const place = await folder(t);
    const picture = { "image/svg+xml": "<svg/>", "text/plain": "its text" };
    const notebook = await writeNotebook(
      join(place, "cells.ipynb"),
      [prose("# 选择"), code("show();", [display(picture)])],
      METADATA,
    );
    const { stdout } = await run("which", ["pandoc"]);
    await symlink(stdout.trim(), join(place, "pandoc"));
    await module("nbconvert", ["--to", "latex", notebook], { PATH: place });
    const latex = await readFile(join(place, "cells.tex"), "utf8");
    assert.match(latex, /\\usepackage\[scheme=plain\]\{ctex\}/);
    assert.match(latex, /\\section\{选择\}/);
    assert.match(latex, /its text/);
  });
});

describe("papermill", () => {
  const cells = [
    code('let clients = 1; // how many connect\nlet name: string = "ann";', [], {
      tags: ["parameters"],
    }),
    code("console.log(JSON.stringify([clients, name, list]), big);"),
  ];

  it("runs a notebook with parameters", async (t) => {
    const place = await folder(t);
    const notebook = await writeNotebook(join(place, "cells.ipynb"), cells, METADATA);
    const result = join(place, "result.ipynb");
    await module("papermill", [
      notebook,
      result,
      "--parameters",
      "clients",
      "5",
      "--parameters",
      "name",
      '半 "x\\',
      "--parameters_yaml",
      "{ list: [true, null, 0.5, { a b: [] }], big: 12345678901234567890 }",
    ]);
    const { cells: ran } = JSON.parse(await readFile(result, "utf8"));
    assert.equal(
      [ran[2].outputs[0].text].flat().join(""),
      '[5,"半 \\"x\\\\",[true,null,0.5,{"a b":[]}]] 12345678901234567890n\n',
    );
  });

  it("lists the parameters", async (t) => {
    const place = await folder(t);
    const notebook = await writeNotebook(join(place, "cells.ipynb"), cells, METADATA);
    const { stdout } = await module("papermill", ["--help-notebook", notebook]);
    assert.match(stdout, /clients: .*\(default 1\)\s+how many connect/);
    assert.match(stdout, /name: string \(default "ann"\)/);
  });
});
