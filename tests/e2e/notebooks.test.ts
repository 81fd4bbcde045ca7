/** The notebooks on the real kernel: what they say now is what they said when they were saved. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { code, display, prose, readNotebook, stdout, writeNotebook } from "../support/notebook.js";
import { interpreter, notebooks, python, root, run, temporaryFolder } from "../support/project.js";

describe("Run All twice in one kernel gives the saved outputs, and every cell runs again:", {
  concurrency: 2,
}, () => {
  for (const name of notebooks) {
    it(name, async () => {
      const { code, stdout, stderr } = await python("check.py", name);
      assert.equal(code, 0, stdout + stderr);
    });
  }
});

describe("several notebooks", () => {
  it("run side by side, but a cell that is tagged alone runs alone", async (t) => {
    const place = await temporaryFolder(t);
    const log = join(place, "log");
    const files = ["a", "b"].map((name) => join(place, `${name}.ipynb`));
    for (const [index, file] of files.entries()) {
      const [own, other] = index === 0 ? ["a", "b"] : ["b", "a"];
      const logging = (id: string) =>
        `appendFileSync(${JSON.stringify(log)}, "${own}${id} begins\\n");
         await new Promise((resolve) => setTimeout(resolve, 20));
         appendFileSync(${JSON.stringify(log)}, "${own}${id} ends\\n");`;
      await writeNotebook(file, [
        // Each waits until the other one runs, too.
        code(`import { appendFileSync, existsSync, writeFileSync } from "node:fs";
              writeFileSync("${own}", "");
              while (!existsSync("${other}")) await new Promise((resolve) => setTimeout(resolve, 5));`),
        ...[1, 2, 3, 4].flatMap((number) => [
          code(logging(`-alone-${number}`), [], { tags: ["alone"] }),
          code(logging(`-${number}`)),
        ]),
      ]);
    }
    const { code: status, stdout: report, stderr } = await python("run.py", ...files);
    assert.equal(status, 0, report + stderr);
    assert.match(report, /^a \.\.\. saved, [\d.]+ s\nb \.\.\. saved, [\d.]+ s\n$/);
    const lines = (await readFile(log, "utf8")).trim().split("\n");
    assert.equal(lines.length, 32);
    for (const [index, line] of lines.entries()) {
      if (!line.includes("alone") || line.endsWith("ends")) continue;
      assert.equal(lines[index + 1], line.replace("begins", "ends"));
    }
  });
});

describe("the comparison", { concurrency: 2 }, () => {
  it("accepts other ports, descriptors, times and pictures' places", async (t) => {
    const file = await writeNotebook(join(await temporaryFolder(t), "same.ipynb"), [
      prose("# Same"),
      code(
        `const port = 30000 + process.pid;
         console.log(\`<Socket fd=41 AF_INET 127.0.0.1:\${port}> in \${performance.now()} ms\`);`,
        [stdout("<Socket fd=21 AF_INET 127.0.0.1:45678> in 1.25 ms\n")],
      ),
      code(
        `import { display } from "tslab";
         display.raw("image/svg+xml", '<svg><style>text{fill:red}</style><g id="b"><text x="9">fd=41</text></g></svg>');`,
        [display({ "image/svg+xml": '<svg><g id="a"><text x="3">fd=21</text></g></svg>' })],
      ),
      code(
        `import { display } from "tslab";
         display.html(\`<div data-day29-place="\${crypto.randomUUID()}">knobs</div>\`);`,
        [display({ "text/html": '<div data-day29-place="b5c1">knobs</div>' })],
      ),
      code("console.log(Math.random());", [stdout("0.1\n")], { tags: ["varies"] }),
    ]);
    const { code: status, stdout: report } = await python("check.py", file);
    assert.equal(status, 0, report);
  });

  it("refuses another result, and names its cell", async (t) => {
    const file = await writeNotebook(join(await temporaryFolder(t), "other.ipynb"), [
      code('console.log("ready: 1");', [stdout("ready: 1\n")]),
      code('console.log("ready: 2");', [stdout("ready: 3\n")]),
    ]);
    const { code: status, stdout: report } = await python("check.py", file);
    assert.equal(status, 1);
    assert.match(report, /^other, first run: cell \[2\] has other outputs\n/);
    assert.match(report, /^-ready: 3\n\+ready: 2$/m);
  });

  it("refuses a result that only the first run gives", async (t) => {
    const file = await writeNotebook(join(await temporaryFolder(t), "once.ipynb"), [
      code("globalThis.runs = (globalThis.runs ?? 0) + 1; console.log(globalThis.runs);", [
        stdout("1\n"),
      ]),
    ]);
    const { code: status, stdout: report } = await python("check.py", file);
    assert.equal(status, 1);
    assert.match(report, /^once, second run: cell \[1\]/);
  });

  it("refuses a cell that cannot be run once more", async (t) => {
    const file = await writeNotebook(join(await temporaryFolder(t), "worn.ipynb"), [
      code(
        "let uses = (globalThis.uses ?? 0) + 1;\nif (uses > 2) throw new Error('worn out');\nconst kept = (globalThis.uses = uses);",
      ),
      code("console.log('fine');", [stdout("fine\n")]),
    ]);
    const { code: status, stdout: report } = await python("check.py", file);
    assert.equal(status, 1);
    assert.match(report, /^worn: cell \[1\] failed: [\s\S]*worn out/);
  });

  it("refuses a picture with other words, and an output that is missing", async (t) => {
    const file = await writeNotebook(join(await temporaryFolder(t), "words.ipynb"), [
      code(
        `import { display } from "tslab";
         display.raw("image/svg+xml", "<svg><text>ready</text></svg>");`,
        [display({ "image/svg+xml": "<svg><text>waiting</text></svg>" })],
      ),
      code("const silent = true;", [stdout("said something once\n")]),
    ]);
    const { code: status, stdout: report } = await python("check.py", file);
    assert.equal(status, 1);
    assert.match(report, /first run: cell \[1\][\s\S]*first run: cell \[2\]/);
  });

  it("refuses an error unless the cell's tag expects it", async (t) => {
    const place = await temporaryFolder(t);
    const source = 'throw new RangeError("fd 2000 is too large");';
    const tags = { tags: ["raises-exception", "varies"] };
    const expected = await writeNotebook(join(place, "expected.ipynb"), [
      code(source, [{ output_type: "error", ...{ ename: "", evalue: "", traceback: [] } }], tags),
    ]);
    assert.equal((await python("check.py", expected)).code, 0);

    const unexpected = await writeNotebook(join(place, "unexpected.ipynb"), [code(source)]);
    const { code: status, stdout: report } = await python("check.py", unexpected);
    assert.equal(status, 1);
    assert.match(report, /^unexpected: cell \[1\] failed: throw new RangeError/);
  });
});

describe("the check", { concurrency: 2 }, () => {
  const imports = { ...code('import { setTimeout } from "node:timers/promises";'), id: "imports" };

  it("refuses a cell, or a notebook, that takes longer than its limit", async (t) => {
    const wait = "await setTimeout(300);";
    const file = await writeNotebook(join(await temporaryFolder(t), "slow.ipynb"), [
      imports,
      code(wait),
      code(wait),
    ]);
    const { code: status, stdout: report } = await python(
      "check.py",
      "--cell-limit=0.25",
      "--notebook-limit=0.55",
      file,
    );
    assert.equal(status, 1);
    assert.match(report, /^slow, first run: cell \[2\] took \d+\.\d s, more than 0\.25$/m);
    assert.match(report, /^slow, first run: cell \[3\] took/m);
    assert.match(report, /^slow, second run: all cells took \d+\.\d s, more than 0\.55$/m);
  });

  it("accepts a cell within the limit", async () => {
    const { stdout, stderr } = await run(interpreter, [
      "-c",
      `
import sys
from types import SimpleNamespace
sys.path.insert(0, ${JSON.stringify(join(root, "tools/notebooks"))})
from check import delays
limits = SimpleNamespace(cell_limit=0.25, notebook_limit=0.55)
print(*delays({2: 0.3, 3: 0.005, 4: 0.2}, limits, "slow"), sep="\\n")`,
    ]);
    assert.equal(stdout, "slow: cell [2] took 0.3 s, more than 0.25\n", stderr);
  });

  it("lets a cell need another one if its first line says so", async (t) => {
    const file = await writeNotebook(join(await temporaryFolder(t), "needs.ipynb"), [
      imports,
      prose("## 监听 · The listener"),
      code("const listener = 1;"),
      code(
        '// 先运行「监听」那一格 · first run the cell "The listener"\nconst next = listener + 1;',
      ),
      code(
        '// 先运行「监听」那一格 · first run the cell "The listener"\nthrow new RangeError(String(listener));',
        [{ output_type: "error", ...{ ename: "", evalue: "", traceback: [] } }],
        { tags: ["raises-exception", "varies"] },
      ),
    ]);
    const { code: status, stdout: report } = await python("check.py", file);
    assert.equal(status, 0, report);
  });

  it("refuses a cell that needs another one without saying so", async (t) => {
    const file = await writeNotebook(join(await temporaryFolder(t), "silent.ipynb"), [
      imports,
      code("const listener = 1;"),
      code("const next = listener + 1; // 先运行… · first run …"),
    ]);
    const { code: status, stdout: report } = await python("check.py", file);
    assert.equal(status, 1);
    assert.match(report, /^silent: cell \[3\] fails when only the imports ran, and its first line/);
    assert.match(report, /Cannot find name 'listener'.*first run the cell that declares it/);
  });

  it("refuses a cell that works only after others, though it compiles without them", async (t) => {
    const file = await writeNotebook(join(await temporaryFolder(t), "hidden.ipynb"), [
      imports,
      code("void Object.assign(globalThis, { ready: true });"),
      code('if (!("ready" in globalThis)) throw new Error("not ready");'),
    ]);
    const { code: status, stdout: report } = await python("check.py", file);
    assert.equal(status, 1);
    assert.match(report, /^hidden: cell \[3\] failed when only the imports ran: [\s\S]*not ready/);
  });
});

describe("npm run notebooks", { concurrency: 2 }, () => {
  it("saves the outputs with consecutive text joined, without volatile metadata", async (t) => {
    const file = await writeNotebook(join(await temporaryFolder(t), "fresh.ipynb"), [
      code(
        `import { display } from "tslab";
         console.log("a"); console.log("b"); display.text("c"); console.log("d");`,
        [],
        { collapsed: true, execution: { "iopub.execute_input": "2026-01-01T00:00:00Z" } },
      ),
    ]);
    const { code: status, stdout: report, stderr } = await python("run.py", file);
    assert.equal(status, 0, report + stderr);

    const { cells, metadata } = await readNotebook(file);
    const outputs = cells[0]?.outputs.map(({ text, data }) =>
      [text ?? data?.["text/plain"]].flat(),
    );
    assert.deepEqual(outputs, [["a\n", "b\n"], ["c"], ["d\n"]]);
    assert.deepEqual(cells[0]?.metadata, { slideshow: { slide_type: "fragment" } });
    assert.deepEqual(Object.keys(metadata), ["kernelspec", "language_info"]);
    assert.ok(!JSON.stringify(metadata).includes(process.version), "no version of Node");
  });

  it("leaves a notebook alone when only a port changed", async (t) => {
    const file = await writeNotebook(join(await temporaryFolder(t), "again.ipynb"), [
      code('console.log("127.0.0.1:" + (40000 + Math.floor(Math.random() * 9999)));'),
    ]);
    assert.match((await python("run.py", file)).stdout, /^again \.\.\. saved/);
    const saved = await readFile(file, "utf8");
    assert.match((await python("run.py", file)).stdout, /^again \.\.\. unchanged/);
    assert.equal(await readFile(file, "utf8"), saved);
  });

  it("runs in the notebook's directory", async (t) => {
    const place = await temporaryFolder(t);
    const file = await writeNotebook(join(place, "where.ipynb"), [code("process.cwd()")]);
    const { code: status, stdout: report, stderr } = await python("run.py", file);
    assert.equal(status, 0, report + stderr);
    const { cells } = await readNotebook(file);
    assert.match(JSON.stringify(cells[0]?.outputs), new RegExp(place));
  });

  it("names the cell that fails, and leaves the file as it was", async (t) => {
    const file = await writeNotebook(join(await temporaryFolder(t), "broken.ipynb"), [
      prose("# Broken"),
      code('console.log("fine");'),
      code('\nconst answer: number = 42;\nthrow new RangeError("no " + answer);'),
      code('console.log("never");'),
    ]);
    const before = await readFile(file, "utf8");
    const { code: status, stdout: report } = await python("run.py", file);
    assert.equal(status, 1);
    assert.match(report, /broken: cell \[2\] failed: const answer: number = 42;/);
    assert.match(report, /RangeError: no 42/);
    assert.equal(await readFile(file, "utf8"), before);
  });

  it("lists the notebooks if there is none of that name", async () => {
    const { code: status, stderr } = await python("run.py", "no-such-notebook");
    assert.equal(status, 1);
    assert.match(stderr, /^day29: unknown notebook: no-such-notebook; available: .*\n$/);
  });
});

/** [what is printed, what is compared] */
const normalised: [string, string][] = [
  ["127.0.0.1:40123 → 127.0.0.1:50712", "127.0.0.1:<port 1> → 127.0.0.1:<port 2>"],
  ["[ '127.0.0.1', 40123 ] is 127.0.0.1:40123", "[ '127.0.0.1', <port 1> ] is 127.0.0.1:<port 1>"],
  ["nc 127.0.0.1 40123", "nc 127.0.0.1 <port 1>"],
  ['<td class="fd" align="left">21</td>', '<td class="fd" align="left"><fd 1></td>'],
  ["port 40123, port: 40124, 端口 40123", "port <port 1>, port: <port 2>, 端口 <port 1>"],
  ["fd=21 fd: 22 fd 21 fds=[22, 23]", "fd=<fd 1> fd: <fd 2> fd <fd 1> fds=[<fd 2>, <fd 3>]"],
  ["Map(1) { 21 => <Socket fd=21> }", "Map(1) { <fd 1> => <Socket fd=<fd 1>> }"],
  ["[ [ 21, POLLIN ], [ 22, POLLHUP ] ]", "[ [ <fd 1>, POLLIN ], [ <fd 2>, POLLHUP ] ]"],
  ["<Socket fd=-1 closed>", "<Socket fd=-1 closed>"],
  ["took 1.25 ms, 3 s, 40 µs and 1,250.5ms", "took <time>, <time>, <time> and <time>"],
  ["3 sockets, 12 bytes, 2 messages", "3 sockets, 12 bytes, 2 messages"],
  ["等了 2 秒后", "等了 <time>后"],
  ["at 12:34:56.789 on 2026-01-02", "at <clock> on <date>"],
  ["Date: Mon, 23 Nov 2026 16:22:17 GMT", "Date: <date>"],
  ["it is Mon Nov  2 16:22:17 2026 now", "it is <date> now"],
  ["pid=4711 and PID 4711", "pid=<pid 1> and PID <pid 1>"],
  ["at check (In[4]:2:25)", "at check (In[n]:2:25)"],
  [
    "练习已完成 3/22 · 3/22 exercises solved",
    "练习已完成 <solved>/22 · <solved>/22 exercises solved",
  ],
  ["POLLIN|POLLHUP, revents 17, 1024", "POLLIN|POLLHUP, revents 17, 1024"],
  [join(root, "notebooks"), "<project>/notebooks"],
];

describe("normalising", () => {
  it("replaces what varies, and nothing else", async () => {
    const program = `
import json, sys
sys.path.insert(0, sys.argv[1])
from normalise import Normaliser
print(json.dumps([Normaliser()("stdout", text) for text in json.loads(sys.argv[2])]))`;
    const inputs = normalised.map(([printed]) => printed);
    const scripts = join(root, "tools/notebooks");
    const { stdout: answer } = await run(interpreter, [
      "-c",
      program,
      scripts,
      JSON.stringify(inputs),
    ]);
    assert.deepEqual(
      JSON.parse(answer),
      normalised.map(([, compared]) => compared),
    );
  });
});
