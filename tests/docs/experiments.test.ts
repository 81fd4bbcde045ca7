/** An experiment asks, shows code, and explains behind a fold: the answer is not visible before the question. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { faults, source, tagged } from "../support/experiments.js";
import { type Cell, readNotebook } from "../support/notebook.js";
import { root } from "../support/project.js";

/** The notebooks whose experiments have this shape. */
const CUT: readonly string[] = [
  "01-day28-review",
  "02-http-server",
  "03-io-models",
  "04-nonblocking",
  "05-timeout",
  "06-select",
  "07-bitwise",
  "08-poll",
  "09-epoll",
  "11-io-uring",
];

const LINK = /\[([^\]]*)\]\(([^)#]*)\.ipynb#cell-id=([^)]*)\)/g;

/** The headings of cells, such as "缓冲区 · Buffers". */
const headings = (cells: readonly Cell[]): string[] =>
  cells.flatMap((cell) =>
    [...source(cell).matchAll(/^#{2,6} (.*)$/gm)].map(([, heading = ""]) => heading),
  );

const why = (zh: string, en: string) =>
  `<details>\n<summary>为什么 · Why</summary>\n\n<div lang="zh">\n\n${zh}\n\n</div>\n\n<div lang="en">\n\n${en}\n\n</div>\n\n</details>`;

function cell(id: string, text: string, ...tags: string[]): Cell {
  const cell_type = tags.includes("code") ? "code" : "markdown";
  return { id, cell_type, source: text, metadata: { tags }, outputs: [] };
}

const question = cell(
  "full-predict",
  "**先猜**：会怎样？\n\n**Predict:** what happens?",
  "question",
);
const code = cell("full", "socket.send(data);", "code");
const answer = cell("full-why", why("缓冲区满了。", "The buffer is full."), "why");

describe("the experiments", () => {
  for (const name of CUT) {
    it(`of ${name} ask, show code and explain behind a fold`, async () => {
      const { cells } = await readNotebook(join(root, "notebooks", `${name}.ipynb`));
      assert.ok(cells.some((cell) => tagged(cell, "question")));
      assert.deepEqual(faults(cells), []);
    });

    it(`of ${name} are not referred to by names of cells, which JupyterLab does not show`, async () => {
      const { cells } = await readNotebook(join(root, "notebooks", `${name}.ipynb`));
      const comments = cells.flatMap((cell) => source(cell).match(/\/\/ 先运行.*/g) ?? []);
      const known = new Set(headings(cells).map((heading) => heading.split(" · ")[0]));
      for (const comment of comments) {
        assert.doesNotMatch(comment, /the cell "/);
        for (const [, heading] of comment.matchAll(/「(.*?)」/g))
          assert.ok(known.has(heading), comment);
      }
      const ids = cells
        .filter(({ cell_type }) => cell_type === "code")
        .map(({ id }) => `[\`${id}\`](`);
      const prose = cells.map(source).join("\n");
      assert.deepEqual(
        ids.filter((link) => prose.includes(link)),
        [],
      );
    });
  }

  it("are referred to by a heading of the cell that a link leads to", async () => {
    for (const name of CUT.filter((name) => name !== "00-index")) {
      const { cells } = await readNotebook(join(root, "notebooks", `${name}.ipynb`));
      for (const [link, text = "", to, id] of cells.map(source).join("\n").matchAll(LINK)) {
        const target = await readNotebook(join(root, "notebooks", `${to}.ipynb`));
        const found = target.cells.find((cell) => cell.id === id);
        const heading = /^[「"](.*)[」"]$/.exec(text)?.[1] ?? "";
        assert.ok(
          found && headings([found]).some((one) => one.split(" · ").includes(heading)),
          link,
        );
      }
    }
  });

  it("may have several code cells", () => {
    assert.deepEqual(faults([question, code, cell("more", "1", "code"), answer]), []);
  });

  const broken: [string, Cell[], RegExp][] = [
    ["a question without code", [question, answer], /full-predict: no code follows/],
    ["a question that is not explained", [question, code], /no full-why follows/],
    ["another explanation", [question, code, { ...answer, id: "empty-why" }], /no full-why/],
    ["an explanation of nothing", [code, answer], /full-why: explains no question/],
    [
      "an explanation in plain sight",
      [question, code, cell("full-why", "缓冲区满了。", "why")],
      /full-why: not one <details>/,
    ],
    ["a question without its tag", [cell("x", "**先猜**：为什么？")], /^x: asks/],
    [
      "a question in one language",
      [cell("full-predict", "**先猜**：会怎样？", "question"), code, answer],
      /先猜 1 times, Predict 0 times/,
    ],
    [
      "an answer above the question",
      [cell("title", "The buffer is full."), question, code, answer],
      /full-why: is already above: The buffer is full/,
    ],
    ["code of a plot that is not folded", [cell("p", "plot();", "code", "plot")], /^p: its code/],
  ];
  for (const [what, cells, report] of broken) {
    it(`may not have ${what}`, () => {
      assert.match(faults(cells).join("\n"), report);
    });
  }
});
