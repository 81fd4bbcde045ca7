/** The links below a notebook's title: to the one before, the contents and the next one. */
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { prose, readNotebook, writeNotebook } from "../support/notebook.js";
import { python, temporaryFolder } from "../support/project.js";

const TITLES = {
  "00-index": "00 · 目录 · Contents",
  "06-select": "06 · select：一个线程 · select: one thread",
  "08-poll": "08 · poll",
  "solutions/08-poll": "08 · 答案 · Solutions",
};

/** A small series; the titles of its notebooks, and nothing else below them. */
async function series(t: TestContext, titles: Record<string, string> = TITLES): Promise<string> {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, "solutions"));
  for (const [name, title] of Object.entries(titles)) {
    await writeNotebook(join(folder, `${name}.ipynb`), [prose(`# ${title}\n\nWords.`)]);
  }
  return folder;
}

async function opening(folder: string, name: string): Promise<string> {
  const { cells } = await readNotebook(join(folder, `${name}.ipynb`));
  return [cells[0]?.source].flat().join("");
}

describe("the links below a title", { concurrency: 2 }, () => {
  it("are current in every notebook", async () => {
    const { code, stdout, stderr } = await python("navigation.py");
    assert.equal(code, 0, stdout + stderr);
  });

  it("are missed where they lack, written below the title, and then in order", async (t) => {
    const folder = await series(t);
    const { code, stdout } = await python("navigation.py", "--folder", folder);
    assert.equal(code, 1);
    assert.match(stdout, /^06-select: .*: npm run notebooks -- 06-select$/m);
    assert.equal(stdout.trim().split("\n").length, 4, stdout);

    assert.equal((await python("navigation.py", "--write", "--folder", folder)).code, 0);
    assert.equal((await python("navigation.py", "--folder", folder)).code, 0);
    assert.equal(
      await opening(folder, "06-select"),
      "# 06 · select：一个线程 · select: one thread\n\n[目录 · Contents](00-index.ipynb) · [08 · poll →](08-poll.ipynb)\n\nWords.",
    );
    assert.match(
      await opening(folder, "00-index"),
      /\n\n\[06 · select →\]\(06-select\.ipynb\)\n\n/,
    );
    assert.match(
      await opening(folder, "solutions/08-poll"),
      /\n\n\[← 08 · poll\]\(\.\.\/08-poll\.ipynb\) · \[目录 · Contents\]\(\.\.\/00-index\.ipynb\)\n\n/,
    );
  });

  it("change with the notebooks that exist", async (t) => {
    const folder = await series(t);
    await python("navigation.py", "--write", "--folder", folder);
    await writeNotebook(join(folder, "07-bitwise.ipynb"), [prose("# 07 · 位运算 · Bits")]);
    const { stdout } = await python("navigation.py", "--folder", folder);
    const late = [...stdout.matchAll(/^[^:]+/gm)].map(([name]) => name);
    assert.deepEqual(late, ["06-select", "07-bitwise", "08-poll"]);
    await python("navigation.py", "--write", "--folder", folder);
    const text = await opening(folder, "06-select");
    assert.match(
      text,
      /Contents\]\(00-index\.ipynb\) · \[07 · 位运算 · Bits →\]\(07-bitwise\.ipynb\)/,
    );
    assert.doesNotMatch(text, /08-poll/);
  });
});
