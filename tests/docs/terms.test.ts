/** The notebooks and their drawings use one term for each thing. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { readNotebook } from "../support/notebook.js";
import { notebooks, root } from "../support/project.js";

/** Each term, and what is not written in its place. */
const TERMS: readonly [term: string, others: RegExp][] = [
  ["墙上时间", /挂钟时间|墙钟/],
  ["CPU 时间", /处理器时间/],
  ["首部", /报头|请求头|响应头|头字段/],
  ["对端", /对方|远端/],
  ["I/O", /(?<![A-Za-z/_])IO(?![A-Za-z_])/],
  ["单元格", /单元(?!格)/],
  ["第 3 讲", /(?<!\d)0\d ?讲|第\d+讲|第 0\d 讲/],
  ["课堂笔记", /课程笔记/],
  ["关注列表", /关注名单/],
  ["就绪列表", /就绪名单/],
];

const wrong = (text: string): string[] =>
  TERMS.flatMap(([term, others]) => {
    const found = others.exec(text);
    return found === null ? [] : [`${found[0]}, not ${term}`];
  });

describe("one term each", () => {
  for (const name of notebooks) {
    it(`is used in ${name}`, async () => {
      const { cells } = await readNotebook(join(root, "notebooks", `${name}.ipynb`));
      for (const cell of cells) assert.deepEqual(wrong([cell.source].flat().join("")), [], cell.id);
    });
  }

  it("is used in the drawings", () => {
    const folder = join(root, "notebooks/drawings");
    for (const file of readdirSync(folder)) {
      assert.deepEqual(wrong(readFileSync(join(folder, file), "utf8")), [], file);
    }
  });

  it("would miss none of the others", () => {
    const text =
      "挂钟时间、处理器时间、请求头、对方、IO 模型、上面的单元、03 讲、课程笔记、关注名单、就绪名单";
    assert.deepEqual(
      wrong(text).map((found) => found.split(", not ")[1]),
      TERMS.map(([term]) => term),
    );
    assert.deepEqual(wrong("I/O 模型，BlockingIOError，第 3 讲，单元格"), []);
  });
});
