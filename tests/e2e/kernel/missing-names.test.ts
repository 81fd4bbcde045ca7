/** The error of a cell that uses a name which no cell has declared yet says which cell to run first. */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Kernel } from "../../support/kernel/driver.js";
import { code, prose, writeNotebook } from "../../support/notebook.js";

const CELLS = [
  prose("# 01 · 标题 · Title"),
  code('import fs, { readFileSync as read } from "node:fs";\nimport * as paths from "node:path";'),
  prose("Words.\n\n## 监听 · The listener\n\nMore words."),
  code("// comes first\nconst listener = { port: 1 };\nconsole.log(listener);"),
  code("const [left, { at: [, right = 2] }] = [1, { at: [1, 2] }];"),
  prose("## 函数 · Functions"),
  code(
    "async function* server() {}\nclass Chat {}\ninterface Shape { x: number }\nenum Kind { A }",
  ),
  code("let listener = 2; // again"),
  code("console.log(listener, listener);"),
  code("const late = listener;"),
];
const FIRST_RUN = "先运行声明它的单元格 · first run the cell that declares it";
const IN_GENERAL =
  "Cannot find name 'listener': 如果别的单元格声明了它，就先运行那个单元格 · if another cell declares it, first run that one";

describe("a cell that uses a name which no cell has declared", () => {
  let kernel: Kernel;
  let folder: string;
  let file: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "day29-"));
    file = join(folder, "names.ipynb");
    kernel = await Kernel.start({ JPY_SESSION_NAME: file });
  });
  after(async () => {
    await kernel.stop();
    await rm(folder, { recursive: true });
  });

  async function failure(cell: string): Promise<{ evalue: string; traceback: string[] }> {
    const { status, evalue, traceback } = await (await kernel.run(cell)).done();
    assert.equal(status, "error");
    return { evalue, traceback };
  }

  it("names the nearest cell above that declares it, once", async () => {
    await writeNotebook(file, CELLS);
    const { evalue, traceback } = await failure("console.log(listener, listener);\n");
    assert.equal(
      evalue,
      `Cannot find name 'listener': ${FIRST_RUN} (函数 · Functions): let listener = 2; (and 1 more)`,
    );
    assert.equal(traceback.join("\n").split(FIRST_RUN).length, 2);
  });

  it("finds every kind of declaration", async () => {
    await writeNotebook(file, CELLS);
    const kinds: [use: string, where: string][] = [
      ["fs.constants", '(01 · 标题 · Title): import fs, { readFileSync as read } from "node:fs";'],
      ["read", '(01 · 标题 · Title): import fs, { readFileSync as read } from "node:fs";'],
      ["paths.sep", '(01 · 标题 · Title): import * as paths from "node:path";'],
      ["const copy = { listener }", "(监听 · The listener): const listener = { port: 1 };"],
      ["left", "(监听 · The listener): const [left, { at: [, right = 2] }] = [1, { at: [1, 2] }];"],
      [
        "right",
        "(监听 · The listener): const [left, { at: [, right = 2] }] = [1, { at: [1, 2] }];",
      ],
      ["server()", "(函数 · Functions): async function* server() {}"],
      ["new Chat()", "(函数 · Functions): class Chat {}"],
      ["null as Shape | null", "(函数 · Functions): interface Shape { x: number }"],
      ["Kind.A", "(函数 · Functions): enum Kind { A }"],
    ];
    for (const [use, where] of kinds) {
      const { evalue } = await failure(`${use};`);
      assert.match(evalue, /^Cannot find name '\w+': 先运行/, use);
      assert.ok(evalue.endsWith(`${FIRST_RUN} ${where}`), `${use}: ${evalue}`);
    }
  });

  it("names no cell for a typing error", async () => {
    await writeNotebook(file, CELLS);
    assert.equal((await failure("lissener;")).evalue, "Cannot find name 'lissener'.");
  });

  it("gives general advice when the notebook cannot be read", async () => {
    for (const broken of ["{", "[]", '{"cells": 1}', '{"worksheets": []}']) {
      await writeFile(file, broken);
      const { evalue } = await failure("listener;");
      assert.equal(evalue, IN_GENERAL, broken);
    }
    await rm(file);
    assert.equal((await failure("listener;")).evalue, IN_GENERAL);
  });

  it("runs once that cell has run", async () => {
    const cell = await kernel.run("const listener = 1;");
    assert.equal((await cell.done()).status, "ok");
    assert.equal((await (await kernel.run("listener;")).done()).status, "ok");
  });
});
