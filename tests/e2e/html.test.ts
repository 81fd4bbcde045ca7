/** The exported pages: whole by themselves, in two languages, and light. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { code, prose, writeNotebook } from "../support/notebook.js";
import { faults } from "../support/page-faults.js";
import { notebooks, python, sheets, temporaryFolder } from "../support/project.js";

const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

const CELLS = [
  prose(`# 6 · 选择 · Choosing

<div lang="zh">

先**预测**，再运行；[下一章](08-poll.ipynb#events)。

![图](pixel.png)

</div>
<div lang="en">

Predict **first**, then run; see the [manual](https://man7.org/linux/man-pages/man2/select.2.html).

</div>`),
  prose("## 就绪 · Readiness"),
  code(`import { display } from "tslab";
const answer: number = 42;
console.log("<ready>", answer);
display.html("<table><tr><td>21</td></tr></table>");
display.raw("image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg"><title>Who &amp; why</title></svg>');
display.raw("image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg" width="440"><title>Small</title></svg>');`),
  prose("## 就绪 · Readiness\n\n### 为什么 · Why"),
  prose(
    "| 笔记 · Notes | |\n|---|---|\n| `a · b` 和缓冲区 · Buffers | 01 [`fill`](01-review.ipynb#cell-id=fill), [三步 · Steps](#a-·-b) |",
  ),
  code('throw new RangeError("fd 2000");', [], { tags: ["raises-exception"] }),
  prose("**先猜** · **Predict:** which?", { tags: ["question"] }),
  code('console.log("first result");'),
  code('console.log("second result");', [], { tags: ["plot"] }),
  prose(
    `<details>
<summary>为什么 · Why</summary>

<div lang="en">

Because.

</div>

</details>`,
    { tags: ["why"] },
  ),
  prose("What follows: $2^n$ and `$x$`.\n\n$$\n\\frac{a < b}{2}\n$$\n\n$\\frac{$"),
  code('console.log("not passed");', [], { day29: { exercise: "ask", role: "check" } }),
];

/** As assert.match, without the whole page in the message. */
function holds(html: string, pattern: RegExp): void {
  assert.ok(pattern.test(html), `no ${pattern}`);
}

/** What a browser would fetch when it opens the page. */
function requests(html: string): string[] {
  const tags =
    /<(?:link|script|img|iframe|source|object|embed)\b[^>]*?\b(?:src|href|data|srcset)="([^"]*)"/g;
  const styles = [...html.matchAll(/<style>[\s\S]*?<\/style>|style="[^"]*"/g)].join("\n");
  const inStyles = styles.matchAll(/(?:url\(|@import)\s*["']?([^"')\s]*)/g);
  const found = [...html.matchAll(tags), ...inStyles].map(([, address]) => address ?? "");
  return found.filter((address) => !address.startsWith("data:"));
}

describe("an exported page", () => {
  let page: string;
  let index: string;
  let source: { before: string; after: string };

  let place: string;

  before(async () => {
    place = await mkdtemp(join(tmpdir(), "day29-"));
    await writeFile(join(place, "pixel.png"), Buffer.from(PIXEL, "base64"));
    const notebook = await writeNotebook(join(place, "small.ipynb"), CELLS);
    const unchanged = await readFile(notebook, "utf8");
    const {
      code: status,
      stdout,
      stderr,
    } = await python("export.py", "--output", join(place, "html"), notebook);
    assert.equal(status, 0, stdout + stderr);
    page = await readFile(join(place, "html/small.html"), "utf8");
    index = await readFile(join(place, "html/index.html"), "utf8");
    source = { before: unchanged, after: await readFile(notebook, "utf8") };
  });

  after(() => rm(place, { recursive: true }));

  it("makes no network requests", () => {
    assert.deepEqual(requests(page), []);
    assert.deepEqual(requests(index), []);
    for (const part of ['<script src="//a.b/c.js">', "<style>@import 'x.css'</style>"]) {
      assert.equal(requests(page.replace("</main>", part)).length, 1, `it sees ${part}`);
    }
  });

  it("shows formulas without scripts", () => {
    holds(page, /<math [^>]*display="inline"[^>]*><mrow><msup><mn>2<\/mn><mi>n<\/mi><\/msup>/);
    holds(page, /<math [^>]*display="block"[^>]*><mrow><mfrac>/);
    holds(page, /<code>\$x\$<\/code>/);
    holds(page, /<code>\\frac\{<\/code>/);
  });

  it("declares the language of each part", () => {
    holds(page, /^<!DOCTYPE html>\s*<html lang="zh-CN">/);
    holds(page, /<div lang="zh-CN">\s*<p>先<strong>预测<\/strong>/);
    holds(page, /<div lang="en">\s*<p>Predict <strong>first<\/strong>/);
    holds(
      page,
      /<h1[^>]*>6 · <span lang="zh-CN">选择<\/span><span class="sep"> · <\/span><span lang="en">Choosing<\/span>/,
    );
  });

  it("declares the languages in headings, cells and links of a table that both languages share", () => {
    const cell = (zh: string, en: string) =>
      `<span lang="zh-CN">${zh}</span><span class="sep"> · </span><span lang="en">${en}</span>`;
    assert.ok(page.includes(`<th scope="col">${cell("笔记", "Notes")}</th>`));
    assert.ok(page.includes(`<td>${cell("<code>a · b</code> 和缓冲区", "Buffers")}</td>`));
    assert.ok(page.includes(`<a href="#a-%C2%B7-b">${cell("三步", "Steps")}</a>`));
  });

  it("offers Chinese, English or both", () => {
    const choices = [...page.matchAll(/<input[^>]*name="language"[^>]*value="(\w+)"/g)];
    assert.deepEqual(
      choices.map(([, value]) => value),
      ["zh", "en", "both"],
    );
    holds(page, /localStorage/);
  });

  it("uses the color scheme of the system, or the one that the reader selects", () => {
    const choices = [...page.matchAll(/<input[^>]*name="theme"[^>]*value="(\w+)"/g)];
    assert.deepEqual(
      choices.map(([, value]) => value),
      ["system", "light", "dark"],
    );
    holds(page, /--paper: light-dark\(/);
  });

  it("has a button to copy each piece of code, and a live region to report it", () => {
    const pieces = page.match(/<div class="code[" ]/g) ?? [];
    const buttons = page.match(/<div class="code[" ][^>]*>\s*<button[^>]*class="copy"/g) ?? [];
    assert.equal(pieces.length, 5);
    assert.equal(buttons.length, 5);
    holds(page, /role="status"/);
  });

  it("can be navigated by landmarks, and past the toolbar", () => {
    holds(page, /<a class="skip" href="#main">/);
    holds(page, /<main id="main"/);
    const names = [...page.matchAll(/<nav [^>]*aria-label="([^"]*)"/g)].map(([, name]) => name);
    assert.equal(new Set(names).size, names.length);
  });

  it("is valid HTML, with headings in order and words for each picture", async () => {
    assert.deepEqual(await faults(page), []);
    assert.deepEqual(await faults(index), []);
    const wrong: [part: string, rule: string][] = [
      ["<h5>deep</h5>", "heading-level"],
      ['<img src="data:,">', "wcag/h37"],
      ["<p><div>inside</div></p>", "close-order"],
      ['<a id="main" href="#main">twice</a>', "no-dup-id"],
    ];
    for (const [part, rule] of wrong) {
      const found = await faults(page.replace("</main>", `${part}</main>`));
      assert.ok(
        found.some((fault) => fault.startsWith(rule)),
        `it sees ${part}`,
      );
    }
  });

  it("lists its sections under unique names", () => {
    const contents = /<nav[^>]*class="contents"[\s\S]*?<\/nav>/.exec(page)?.[0] ?? "";
    const links = [...contents.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id);
    assert.deepEqual(links, ["就绪-·-Readiness", "就绪-·-Readiness-2", "为什么-·-Why"]);
    for (const id of links) assert.ok(page.includes(` id="${id}"`), id);
  });

  it("shows code as TypeScript, and every kind of output", () => {
    holds(page, /<span class="kd">const<\/span>/);
    holds(page, /<pre class="text">&lt;ready&gt; 42/);
    holds(page, /<td>21<\/td>/);
    holds(page, /<div class="picture"><img alt="Who &amp; why" src="data:image\/svg\+xml;base64,/);
    holds(page, /<div class="picture narrow"><img alt="Small"/);
    holds(page, /<pre class="text error">[^/]*RangeError: fd 2000/);
  });

  it("contains its pictures, and links to other pages rather than notebooks", () => {
    assert.ok(page.includes(`data:image/png;base64,${PIXEL}`));
    holds(page, /href="08-poll\.html#events"/);
  });

  it("has an anchor for each cell with the name that JupyterLab uses", () => {
    holds(page, /href="01-review\.html#cell-id=fill"/);
    holds(page, /<div class="prose" id="cell-id=cell-0">/);
    holds(page, /<div class="cell" id="cell-id=cell-2">/);
  });

  it("folds the outputs of an experiment with why, and the code of a picture, all open without scripts", () => {
    const main = page.slice(page.indexOf("<main"), page.indexOf("</main>"));
    const folds = main.match(/<details class="fold [^>]*>/g) ?? [];
    assert.deepEqual(folds, [
      '<details class="fold plot" open="">',
      '<details class="fold result" open="">',
      '<details class="fold result" open="">',
    ]);
    const [, before = "", plot = "", result = "", after = ""] =
      /^(.*)<details class="fold plot"(.*?)<\/details>.*?<details class="fold result"(.*?)<\/details>(.*)$/s.exec(
        main,
      ) ?? [];
    assert.match(before, /which\?/);
    assert.match(plot, /second result/);
    assert.match(
      result,
      /<span lang="zh-CN">看结果<\/span>.*<pre class="text">first result.*<pre class="text">second result.*id="cell-id=cell-9".*Because\./s,
    );
    assert.doesNotMatch(before + after, /<pre class="text">(?:first|second) result|Because/);
    assert.match(
      after,
      /What follows.*<details class="fold result".*<pre class="text">not passed/s,
    );
    assert.doesNotMatch(page, /data-tags/);
  });

  it("has its title on each sheet, in the language of the reader", () => {
    holds(page, /@page \{ @top-left \{ content: "6 · 选择 · Choosing"; \} \}/);
    holds(page, /@page zh \{ @top-left \{ content: "6 · 选择"; \} \}/);
    holds(page, /@page en \{ @top-left \{ content: "6 · Choosing"; \} \}/);
  });

  it("leaves the notebook as it was", () => {
    assert.equal(source.after, source.before);
  });

  it("is in the index, with its title and its first words", () => {
    holds(index, /<a href="small\.html">6 · <span lang="zh-CN">选择<\/span>/);
    holds(index, /<p lang="en">Predict/);
  });
});

it("a missing picture is reported, leaves its text, and does not stop the export", async (t) => {
  const place = await temporaryFolder(t);
  const lost = await writeNotebook(join(place, "a.ipynb"), [prose("# A\n\n![丢了的图](no.png)")]);
  const next = await writeNotebook(join(place, "b.ipynb"), [prose("# B\n\n![](.)")]);
  const html = join(place, "html");
  const { code: status, stderr } = await python(
    "export.py",
    "--saved",
    "--output",
    html,
    lost,
    next,
  );
  assert.equal(status, 0, stderr);
  assert.match(stderr, /^day29: a, cell cell-0: no\.png: No such file or directory$/m);
  assert.match(stderr, /^day29: b, cell cell-0: \.: Is a directory$/m);
  const page = await readFile(join(html, "a.html"), "utf8");
  assert.ok(page.includes("<em>［丢了的图：no.png］</em>"));
  assert.deepEqual(await faults(page), []);
  holds(await readFile(join(html, "b.html"), "utf8"), /<em>［图 Picture：\.］<\/em>/);
});

describe("the page of", () => {
  const pages = new Map<string, string>();

  before(async () => {
    const place = await mkdtemp(join(tmpdir(), "day29-"));
    const {
      code: status,
      stdout,
      stderr,
    } = await python("export.py", "--saved", "--output", place);
    assert.equal(status, 0, stdout + stderr);
    for (const name of ["index", ...sheets, ...notebooks]) {
      pages.set(name, await readFile(join(place, `${name}.html`), "utf8"));
    }
    await rm(place, { recursive: true });
  });

  /** Where the links of a page lead: to a page, and a place in it. */
  function links(name: string): { to: string; place: string }[] {
    const hrefs = (pages.get(name) ?? "").matchAll(/<a\b[^>]*\bhref="(?!\w+:)([^"]*)"/g);
    return [...hrefs].map(([, href = ""]) => {
      const { pathname, hash } = new URL(href.replaceAll("&amp;", "&"), `file:///${name}.html`);
      const to = decodeURIComponent(pathname)
        .slice(1)
        .replace(/\.html$/, "");
      return { to, place: decodeURIComponent(hash.slice(1)) };
    });
  }

  for (const name of ["index", ...sheets, ...notebooks]) {
    describe(name, () => {
      it("is small, and makes no network requests", () => {
        const page = pages.get(name) ?? "";
        assert.deepEqual(requests(page), []);
        assert.ok(Buffer.byteLength(page) < 1.5e6, `${Buffer.byteLength(page)} bytes`);
      });

      it("is valid HTML, with headings in order and words for each picture", async () => {
        assert.deepEqual(await faults(pages.get(name) ?? ""), []);
      });

      it("links to pages and anchors that exist", () => {
        assert.ok(links(name).length > 1);
        for (const { to, place } of links(name)) {
          const page = pages.get(to);
          assert.ok(page !== undefined, `there is no page ${to}`);
          assert.ok(place === "" || page.includes(` id="${place}"`), `${to} has no #${place}`);
        }
      });
    });
  }
});
