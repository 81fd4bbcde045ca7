/** The working copies of the notebooks: without outputs, in one language or both, and never overwritten. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import {
  interpreter,
  notebooks,
  type Outcome,
  python,
  root,
  run,
  temporaryFolder,
} from "../support/project.js";
import { assertWellFormed } from "../support/shown.js";

interface Cell {
  id: string;
  cell_type: string;
  source: string[];
  outputs?: unknown[];
  execution_count?: number | null;
  metadata: { tags?: string[] };
}
interface Notebook {
  cells: Cell[];
}

const CHINESE = /[\u3400-\u9fff]/;
/** What both languages share and can be cut: Chinese, then English without Chinese. */
const SHARED = /[\u3400-\u9fff][^|[\]]* · [^\u3400-\u9fff|[\]]*$/m;

/** An English sentence or phrase in a Chinese text, or a word that is all of it. */
const ENGLISH =
  /[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}|^[^\u3400-\u9fff]*(?<![\w()])[a-z]{3,}(?![\w()])[^\u3400-\u9fff]*$/;
const CHINESE_LINE = /<text[^>]*>[^<]*[\u3400-\u9fff]/g;
/** A line of a drawing with an English word, unless it is code. */
const ENGLISH_LINE =
  /<text(?![^>]*code)[^>]*>[^<\u3400-\u9fff]*(?<![\w()])[a-z]{3,}(?![\w()])[^<\u3400-\u9fff]*</g;

/**
 * What the compiler reads; what the generator of the exercises reads, and the lines of the exercise
 * that follow it.
 */
const MARKERS = /^\/\/ (@ts-expect-error$|begin solution|end solution|otherwise| )/;
/** What the servers of the notes print, in English as in the notes. */
const PRINTED_BY_THE_NOTES = ["Waiting for connect ..."];
const STRING = /"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
/** A property or an argument that is shown. */
const LABEL =
  /\b(?:(?:title|description|label|text|client|server|what):\s*|(?:look|note|check)\()["`].*?(?:["`](?=[,);]| })|$)|\boptions: \[.*?\]/gm;
/** An English word: no unit, name of a constant, path or property. */
const WORD = /(?<![\w./-])(?!ms\b)[a-z]{2,}(?![\w.(/-])/g;

const text = (cell: Cell): string => cell.source.join("");
const read = async (file: string): Promise<Notebook> => JSON.parse(await readFile(file, "utf8"));
const original = (name: string): Promise<Notebook> =>
  read(join(root, "notebooks", `${name}.ipynb`));

/** The text of one language in a cell that has both. */
function blocks(source: string, language: string): string[] {
  const found = source.matchAll(new RegExp(`<div lang="${language}">\\n(.*?)\\n</div>`, "gs"));
  return [...found].map(([, block = ""]) => block.trim());
}

/** The strings with two English words or more, and no Chinese, that a cell prints. */
function printedEnglish(source: string): string[] {
  const calls = [...source.matchAll(/console\.log\((.*?)\);$/gms)].map(([call]) => call);
  return calls
    .flatMap((call) => call.match(STRING) ?? [])
    .filter(
      (string) => !CHINESE.test(string) && !PRINTED_BY_THE_NOTES.includes(string.slice(1, -1)),
    )
    .filter((string) => english(string).length > 1);
}

/** The English words of a text, without what is inserted into it. */
function english(text: string): string[] {
  return text.replace(/\$\{[^}]*\}/g, "0").match(WORD) ?? [];
}

/** The texts that a cell shows in a picture, beside a knob or above a round. */
function labelsOf(source: string): string[] {
  const joined = source.replace(/"\s*\+\s*"/g, "");
  const labels = [...joined.matchAll(LABEL)].map(([label]) => label);
  return labels.flatMap((label) =>
    [...label.matchAll(STRING)].map(([string]) => string.slice(1, -1)),
  );
}

class Folder {
  private constructor(readonly path: string) {}

  static async create(t: TestContext): Promise<Folder> {
    return new Folder(await temporaryFolder(t));
  }

  async update(...args: string[]): Promise<Outcome> {
    const outcome = await python("copies.py", this.path, ...args);
    assert.equal(outcome.code, 0, outcome.stderr);
    return outcome;
  }

  file(name: string): string {
    return join(this.path, `${name}.ipynb`);
  }

  read(name: string): Promise<Notebook> {
    return read(this.file(name));
  }

  /** Changes a copy as a reader does in JupyterLab, which also formats the file. */
  async write(name: string, change: (notebook: Notebook) => void): Promise<void> {
    const notebook = await this.read(name);
    change(notebook);
    await writeFile(this.file(name), JSON.stringify(notebook));
  }

  /** Makes the copy of this notebook older than the original: as if `git pull` had brought a new one. */
  async age(name: string): Promise<void> {
    const state = join(this.path, ".day29.json");
    const before = await readFile(state, "utf8");
    await this.write(name, ({ cells }) => cells.pop());
    const known = JSON.parse(before);
    known.written[name] = await digest(this.file(name));
    await writeFile(state, JSON.stringify(known));
  }
}

/** What copies.py records of a notebook. */
function digest(file: string): Promise<string> {
  return evaluate("copies.digest(copies.load(pathlib.Path(sys.argv[1])))", file);
}

/** The lines of a drawing in one language. */
async function oneLanguage(lines: readonly string[], language: string): Promise<string[]> {
  const svg = `${lines.join("\n")}\n`;
  return (await evaluate("drawing_language.drawing(*sys.argv[1:])", svg, language)).split("\n");
}

/** The value of a Python expression that uses the tools of the copies. */
async function evaluate(expression: string, ...args: string[]): Promise<string> {
  const program = `import sys, pathlib, copies, drawing_language, language; print(${expression})`;
  const env = { ...process.env, PYTHONPATH: join(root, "tools/notebooks") };
  const { stdout, stderr } = await run(interpreter, ["-c", program, ...args], { env });
  assert.equal(stderr, "");
  return stdout.trim();
}

describe("the working copies", { concurrency: 2 }, () => {
  for (const language of ["zh", "en", "both"]) {
    it(`have no outputs, and keep the cells of the originals: ${language}`, async (t) => {
      const folder = await Folder.create(t);
      await folder.update("--lang", language);
      for (const name of notebooks) {
        const [copy, source] = [await folder.read(name), await original(name)];
        const frame = ({ cells }: Notebook) =>
          cells.map(({ id, cell_type, metadata }) => ({ id, cell_type, metadata }));
        assert.deepEqual(frame(copy), frame(source));
        for (const { cell_type, outputs, execution_count } of copy.cells) {
          if (cell_type === "code") assert.deepEqual([outputs, execution_count], [[], null]);
        }
        if (language === "both") assert.deepEqual(copy.cells.map(text), source.cells.map(text));
      }
    });
  }

  for (const [language, other] of [
    ["zh", "en"],
    ["en", "zh"],
  ] as const) {
    it(`contain one language only: ${language}`, async (t) => {
      const folder = await Folder.create(t);
      await folder.update("--lang", language);
      for (const name of notebooks) {
        const [copy, source] = [await folder.read(name), await original(name)];
        for (const [at, cell] of copy.cells.entries()) {
          const [now, before] = [text(cell), text(source.cells[at] ?? assert.fail())];
          const where = `${name} ${cell.id}`;
          if (cell.cell_type !== "markdown") continue;
          assert.doesNotMatch(now, /lang="/, where);
          for (const part of blocks(before, language)) assert.ok(now.includes(part), where);
          for (const part of blocks(before, other)) assert.ok(!now.includes(part), where);
          const shared = before.replace(/<div lang="\w+">\n.*?\n<\/div>/gs, "");
          if (SHARED.test(shared)) assert.notEqual(now, before, where);
          for (const heading of now.match(/^#.*$|<summary>.*<\/summary>/gm) ?? []) {
            const [, title = ""] = /^#* ?(?:\d+ · )?(.*)$/.exec(heading) ?? [];
            assert.doesNotMatch(title, SHARED, where);
            if (language === "en") assert.doesNotMatch(title, CHINESE, where);
          }
        }
      }
    });
  }

  it("come with the drawings that they show", async (t) => {
    const folder = await Folder.create(t);
    await folder.update();
    const [there, here] = [join(root, "notebooks/drawings"), join(folder.path, "drawings")];
    assert.deepEqual(await readdir(here), await readdir(there));
    const [first = ""] = await readdir(there);
    assert.deepEqual(await readFile(join(here, first)), await readFile(join(there, first)));
  });

  for (const language of ["zh", "en"] as const) {
    it(`come with drawings in one language: ${language}`, async (t) => {
      const folder = await Folder.create(t);
      await folder.update("--lang", language);
      for (const file of await readdir(join(root, "notebooks/drawings"))) {
        const before = await readFile(join(root, "notebooks/drawings", file), "utf8");
        const now = await readFile(join(folder.path, "drawings", file), "utf8");
        assertWellFormed(now.replace(/<!--.*?-->/g, ""));
        const frame = (svg: string) => svg.replace(/<(text|title|desc)\b.*?<\/\1>\n/g, "");
        assert.equal(frame(now), frame(before), file);
        const texts = [...now.matchAll(/<(?:text|title|desc)([^>]*)>([^<]*)</g)];
        for (const [, attributes = "", words = ""] of texts) {
          if (language === "en") assert.doesNotMatch(words, CHINESE, file);
          else if (!attributes.includes("code")) assert.doesNotMatch(words, ENGLISH, file);
          // The English in grey is beside the Chinese.
          if (/[a-z]{2}/.test(words)) assert.doesNotMatch(attributes, /"en\b/, file);
        }
        const lines = language === "zh" ? CHINESE_LINE : ENGLISH_LINE;
        const count = (svg: string) => svg.match(lines)?.length ?? 0;
        assert.ok(count(now) >= count(before), file);
      }
    });
  }

  it("have drawings without gaps: what remains is centred, in the style of what is left out", async () => {
    const pair = [
      '<text x="16" y="34" class="strong">调用前</text>',
      '<text x="16" y="54" class="en">before</text>',
      '<text x="33" y="84" class="code mid en">0</text>',
      '<text x="28" y="142">进程</text>',
      '<text x="66" y="142" class="en">process</text>',
      '<text x="322" y="162" class="end">尾</text>',
      '<text x="360" y="162" class="en end">tail</text>',
      "<!-- captions -->",
      '<text x="16" y="184">再多的</text>',
      '<text x="16" y="204">丢掉。</text>',
      '<text x="16" y="226" class="en">The others are dropped.</text>',
      '<text x="9" y="250" class="mid strong">套接字 socket</text>',
      '<text x="56" y="308" class="mid">到达 10</text>',
      '<text x="56" y="328" class="en mid">10 arrive</text>',
    ];
    assert.deepEqual(await oneLanguage(pair, "zh"), [
      '<text x="16" y="44" class="strong">调用前</text>',
      '<text x="33" y="84" class="code mid en">0</text>',
      '<text x="28" y="142">进程</text>',
      '<text x="360" y="162" class="end">尾</text>',
      "<!-- captions -->",
      '<text x="16" y="195">再多的</text>',
      '<text x="16" y="215">丢掉。</text>',
      '<text x="9" y="250" class="mid strong">套接字</text>',
      '<text x="56" y="318" class="mid">到达 10</text>',
    ]);
    assert.deepEqual(await oneLanguage(pair, "en"), [
      '<text x="16" y="44" class="strong">before</text>',
      '<text x="33" y="84" class="code mid en">0</text>',
      '<text x="28" y="142">process</text>',
      '<text x="360" y="162" class="end">tail</text>',
      "<!-- captions -->",
      '<text x="16" y="205">The others are dropped.</text>',
      '<text x="9" y="250" class="mid strong">socket</text>',
      '<text x="56" y="318" class="mid">10 arrive</text>',
    ]);
  });

  it("keep one language of comments, strings, headings, tables and links", async (t) => {
    const folder = await Folder.create(t);
    await folder.update("--lang", "en");
    const english = new Map<string, string>();
    const chinese = new Map<string, string>();
    const collect = async (into: Map<string, string>) => {
      for (const name of notebooks) {
        for (const cell of (await folder.read(name)).cells) {
          into.set(`${name} ${cell.id}`, text(cell));
        }
      }
    };
    await collect(english);
    await folder.update("--lang", "zh");
    await collect(chinese);
    for (const [cell, zh, en] of [
      [
        "06-select title",
        "# 06 · select：一个线程照看许多连接\n",
        "# 06 · select: one thread for many connections\n",
      ],
      ["06-select title", "[← 05 · 超时](05-timeout.ipynb)", "[← 05 · Timeouts](05-timeout.ipynb)"],
      [
        "06-select title",
        "[07 · 位运算 →](07-bitwise.ipynb)",
        "[07 · Bitwise →](07-bitwise.ipynb)",
      ],
      [
        "00-index contents",
        "| [超时](05-timeout.ipynb) | 超时检测 |",
        "| [Timeouts](05-timeout.ipynb) | Timeout detection |",
      ],
      ["00-index map-bits", "| `&` 按位与 |", "| `&` and |"],
      ["10-exercises framing-code", "todo(); // 在这里写\n", "todo(); // write here\n"],
    ] as const) {
      assert.ok(chinese.get(cell)?.includes(zh), `${cell}: ${zh}`);
      assert.ok(english.get(cell)?.includes(en), `${cell}: ${en}`);
    }
  });

  it("have comments in the language of the reader", async (t) => {
    const folder = await Folder.create(t);
    await folder.update("--lang", "zh");
    for (const name of notebooks) {
      for (const cell of (await folder.read(name)).cells) {
        if (cell.cell_type !== "code") continue;
        const comments = text(cell).match(/(?<![:"])\/\/.*|\/\*.*?\*\//gs) ?? [];
        const prose = comments.flatMap(
          (comment) => comment.match(/^\/.*[a-z]{3,}.*[^;{}]$/gm) ?? [],
        );
        const english = prose.filter((line) => !CHINESE.test(line) && !MARKERS.test(line));
        assert.deepEqual(english, [], `${name} ${cell.id}`);
      }
    }
  });

  it("print in the language of the reader", async (t) => {
    const folder = await Folder.create(t);
    await folder.update("--lang", "zh");
    for (const name of notebooks) {
      for (const cell of (await folder.read(name)).cells) {
        if (cell.cell_type !== "code") continue;
        assert.deepEqual(printedEnglish(text(cell)), [], `${name} ${cell.id}`);
      }
    }
  });

  for (const [language, wrong] of [
    ["zh", (label: string) => !CHINESE.test(label) && english(label).length > 1],
    ["en", (label: string) => CHINESE.test(label)],
  ] as const) {
    it(`label pictures, knobs and rounds in the language of the reader: ${language}`, async (t) => {
      const folder = await Folder.create(t);
      await folder.update("--lang", language);
      for (const name of notebooks) {
        for (const cell of (await folder.read(name)).cells) {
          const labels = cell.cell_type === "code" ? labelsOf(text(cell)) : [];
          assert.deepEqual(labels.filter(wrong), [], `${name} ${cell.id}`);
        }
      }
    });
  }

  it("have strings in Chinese, when English, only if they are what is sent", async (t) => {
    const folder = await Folder.create(t);
    await folder.update("--lang", "en");
    for (const name of notebooks) {
      for (const cell of (await folder.read(name)).cells) {
        if (cell.cell_type !== "code") continue;
        const chinese = (text(cell).match(STRING) ?? []).filter((string) => CHINESE.test(string));
        assert.deepEqual(
          chinese.filter((string) => string !== '"你好"'),
          [],
          `${name} ${cell.id}`,
        );
      }
    }
  });

  it("are checked for labels of each kind", () => {
    for (const [source, found] of [
      ['plot({ title: "等了多久", data });', ["等了多久"]],
      ['{ description:\n    "one " +\n    "two",\n  x: { title: null } }', ["one two"]],
      ['await look("data arrived");', ["data arrived"]],
      [
        'buffers: { options: ["one by one", "select"], label: "buffers (bytes)" },',
        ["one by one", "select", "buffers (bytes)"],
      ],
      ['what.push({ client: "silent: dropped" });', ["silent: dropped"]],
      ['await ann.send("hello from ann");', []],
    ] as const) {
      assert.deepEqual(labelsOf(source), found, source);
    }
  });

  it("cut strings that are joined", async () => {
    const source =
      'title: "一 · one",\n  text:\n    "二，" +\n    "三 · " +\n    "two, " +\n    "three",';
    assert.equal(
      await evaluate("language.code(*sys.argv[1:])", source, "zh"),
      'title: "一",\n  text:\n    "二，" +\n    "三",',
    );
    assert.equal(
      await evaluate("language.code(*sys.argv[1:])", source, "en"),
      'title: "one",\n  text:\n    "two, " +\n    "three",',
    );
  });

  it("are checked for sentences that are printed in English alone", () => {
    for (const [source, found] of [
      ['console.log("bytes that wait:", waiting);', ['"bytes that wait:"']],
      [
        `console.log(\n  \`\${name}: \${count} system calls\`,\n);`,
        [`\`\${name}: \${count} system calls\``],
      ],
      ['for (const n of m) console.log("the number is", n);', ['"the number is"']],
      ['console.log("接收缓冲区里的字节", waiting);', []],
      [
        `console.log("ready:", \`\${await left.recv(1024)}\`, \`\${calls} × recv, \${all} ms\`);`,
        [],
      ],
      ['await ann.send("hello from ann");', []],
      ['console.log("Waiting for connect ...");', []],
    ] as const) {
      assert.deepEqual(printedEnglish(source), found, source);
    }
  });

  it("are in both languages at first; then the language is remembered", async (t) => {
    const folder = await Folder.create(t);
    const title = async () => text((await folder.read("04-nonblocking")).cells[0] ?? assert.fail());
    await folder.update();
    assert.match(await title(), /^# 04 · 非阻塞.* · Non-blocking/);
    await folder.update("--lang", "en");
    assert.match(await title(), /^# 04 · Non-blocking/);
    await folder.update();
    assert.match(await title(), /^# 04 · Non-blocking/);
    await rm(folder.file("04-nonblocking"));
    await folder.update();
    assert.match(await title(), /^# 04 · Non-blocking/);
  });

  it("follow the originals, unless their reader has changed or run them", async (t) => {
    const folder = await Folder.create(t);
    await folder.update();
    const names = ["04-nonblocking", "05-timeout", "06-select", "07-bitwise"];
    for (const name of names.slice(0, 3)) await folder.age(name);
    await folder.write("05-timeout", ({ cells }) => cells[0]?.source.push("\nmine"));
    await folder.write("06-select", ({ cells }) => {
      const cell = cells.find(({ cell_type }) => cell_type === "code") ?? assert.fail();
      cell.outputs = [{ output_type: "stream", name: "stdout", text: "mine" }];
    });
    await folder.write("07-bitwise", ({ cells }) => cells[0]?.source.push("\nmine"));
    const before = await Promise.all(names.map((name) => readFile(folder.file(name), "utf8")));
    const { stderr } = await folder.update();
    assert.equal(
      stderr,
      "day29: left as you changed them, though there are newer ones: 05-timeout, 06-select; " +
        "for a fresh copy: npm run fresh -- 05-timeout\n",
    );
    const after = await Promise.all(names.map((name) => readFile(folder.file(name), "utf8")));
    assert.deepEqual(after.slice(1), before.slice(1));
    assert.equal(
      (await folder.read("04-nonblocking")).cells.length,
      (await original("04-nonblocking")).cells.length,
    );
  });

  it("are left as they are when JupyterLab only formats them, or the list of them is lost", async (t) => {
    const folder = await Folder.create(t);
    await folder.update("--lang", "zh");
    await folder.write("06-select", () => {});
    await rm(join(folder.path, ".day29.json"));
    assert.equal((await folder.update("--lang", "zh")).stderr, "");
    assert.equal((await folder.update("--lang", "en")).stderr, "");
    assert.match(text((await folder.read("06-select")).cells[0] ?? assert.fail()), /one thread/);
  });
});

describe("a fresh copy", () => {
  it("replaces a changed one, which is kept beside it under the date and time", async (t) => {
    const folder = await Folder.create(t);
    await folder.update("--lang", "en");
    for (let time = 0; time < 2; time++) {
      await folder.write("solutions/10-exercises", ({ cells }) =>
        cells[0]?.source.push(`mine ${time}`),
      );
      const { stderr } = await folder.update("--fresh", "solutions/10-exercises");
      assert.match(
        stderr,
        /^day29: solutions\/10-exercises is a fresh copy; the old one is \S+\/solutions\/10-exercises-\d{4}-\d\d-\d\d-\d{6}\S*\.ipynb\n$/,
      );
      assert.doesNotMatch(await readFile(folder.file("solutions/10-exercises"), "utf8"), /mine/);
    }
    const kept = (await readdir(join(folder.path, "solutions"))).filter((file) =>
      /\d-\d{6}/.test(file),
    );
    const contents = await Promise.all(
      kept.map((file) => readFile(join(folder.path, "solutions", file), "utf8")),
    );
    assert.deepEqual(contents.map((content) => /mine \d/.exec(content)?.[0]).sort(), [
      "mine 0",
      "mine 1",
    ]);
  });

  it("keeps nothing of a copy that is as it was", async (t) => {
    const folder = await Folder.create(t);
    await folder.update();
    const { stderr } = await folder.update("--fresh", "06-select");
    assert.equal(stderr, "day29: 06-select is a fresh copy; you had not changed it\n");
    assert.equal((await readdir(folder.path)).filter((file) => file.startsWith("06")).length, 1);
  });

  it("needs the name of a notebook", async (t) => {
    const folder = await Folder.create(t);
    const { code, stderr } = await python("copies.py", folder.path, "--fresh", "06", "nowhere");
    assert.equal(code, 1);
    assert.match(stderr, /^day29: unknown notebook: 06, nowhere; available: 00-index, .*06-select/);
    assert.ok(!existsSync(join(folder.path, ".day29.json")));
  });
});
