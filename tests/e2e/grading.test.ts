/** npm run grade: a class of good, bad and hostile submissions gets the right points. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Kernel } from "../support/kernel/driver.js";
import { type Cell, code, prose, readNotebook, writeNotebook } from "../support/notebook.js";
import {
  interpreter,
  jupyterEnvironment,
  type Outcome,
  root,
  run,
  temporaryFolder,
} from "../support/project.js";

const NAMES = ["status-line", "bits", "select-server"] as const;
const TOTALS = [4, 5, 5];
const IMPORTS = `import { OSError, select, Socket } from "day29";
import { type ServerEvent } from "day29/servers";
import { checkBits, checkSelectServer, checkStatusLine, todo } from "day29/exercises";
import { type PredictedBits, type StatusLine } from "day29/exercises";`;

type Source = ReturnType<typeof code>;

/** The cells of the exercises in a notebook of the course, by the id of the cell. */
async function cellsOf(name: string): Promise<Map<string, Source>> {
  const { cells } = await readNotebook(join(root, "notebooks", `${name}.ipynb`));
  const wanted = NAMES.flatMap((each) => [`${each}-code`, `${each}-check`]);
  const found = cells.filter(({ id }) => wanted.includes(id));
  return new Map(
    found.map(({ id, source, metadata }: Cell) => [
      id,
      { ...code([source].flat().join(""), [], metadata), id },
    ]),
  );
}

const BLANK = await cellsOf("10-exercises");
const SOLVED = await cellsOf("solutions/10-exercises");

/** The notebook that was handed out. */
const COURSE = [
  code(IMPORTS),
  { ...prose("### 练习 1：状态行 · Exercise 1: the status line"), id: "status-line" },
  ...BLANK.values(),
];

/** A notebook whose cells are those of the solutions, but for these sources; `first` runs before them. */
function solved(changed: Partial<Record<string, string>> = {}, first = ""): Source[] {
  const cells = [...SOLVED].map(([id, cell]) => ({ ...cell, source: changed[id] ?? cell.source }));
  return [code(IMPORTS), ...(first === "" ? [] : [code(first)]), ...cells];
}

const WRONG = {
  "bits-code": "const bits: PredictedBits = { and: 8, or: 14, xor: 6, left: 48, right: 4 };",
};
const statusLine = (body: string) => ({
  "status-line-code": `function parseStatusLine(line: string): StatusLine { ${body} }`,
});
const WRONG_LINE = statusLine('return { version: "", status: 1, reason: line };');
const ALL = [4, 5, 5];

interface Submission {
  cells?: Source[];
  /** The text of the file, if it is not a notebook of cells. */
  text?: string;
  kernel?: string;
  status?: string;
  /** The points of each exercise. */
  points?: number[];
}

const display = (text: string) =>
  `import * as tslab from "tslab"; tslab.display.text(${JSON.stringify(text)});`;
const REPORT = {
  exercise: "status-line",
  passed: true,
  total: 4,
  checks: Array(4).fill({ title: "a", passed: true, said: "" }),
};
const PASSES = "async () => ({ exercise: 'status-line', passed: true, total: 4, checks: [] })";

/** By the name of the student, which is that of the file. */
const CLASS: Record<string, Submission> = {
  right: { cells: solved(), points: ALL },
  张三: { cells: solved(WRONG), points: [4, 4, 5] },
  "=cmd": { cells: solved(WRONG_LINE), points: [0, 5, 5] },
  "<script>alert(1)<": {
    cells: solved(statusLine('throw new Error("<img src=x>");')),
    points: [1, 5, 5],
  },
  untouched: { cells: [code(IMPORTS), ...BLANK.values()] },
  "no-cells": { cells: [] },
  "empty-file": { text: "", status: "unreadable" },
  broken: { text: '{"cells": [', status: "unreadable" },
  nested: { text: "[".repeat(100_000), status: "unreadable" },
  "wrong-shape": { text: '{"cells": 3, "nbformat": 4, "nbformat_minor": 5}', status: "unreadable" },
  python: { cells: [code("print(1)")], kernel: "python3", status: "other kernel" },
  "does-not-compile": { cells: solved({ "bits-code": "const bits: = 1;" }), points: [4, 0, 5] },
  "answer-missing": { cells: solved().filter((_, index) => index !== 1), points: [0, 5, 5] },
  "metadata-lost": { cells: solved().map((cell) => ({ ...cell, metadata: {} })), points: ALL },
  "answers-last": { cells: [...solved()].sort((a, b) => rank(a) - rank(b)), points: ALL },
  "endless-cell": {
    cells: solved({ "bits-code": 'process.on("SIGINT", () => {}); while (true);' }),
    status: "any", // "died" if the machine is too busy to interrupt it
    points: [4, 0, 5],
  },
  "endless-answer": {
    cells: solved(statusLine("while (true);")),
    status: "any",
    points: [0, 5, 5],
  },
  "endless-wait": { cells: solved({}, "await new Promise(() => {});"), points: ALL },
  exits: { cells: solved({}, "process.exit(0);"), points: ALL, status: "died" },
  "exits-in-check": {
    cells: solved(statusLine("process.exit(0);")),
    points: [0, 5, 5],
    status: "died",
  },
  crashes: { cells: solved(statusLine("process.abort();")), points: [0, 5, 5], status: "died" },
  "takes-memory": {
    cells: solved(
      statusLine("const all: Buffer[] = []; while (true) all.push(Buffer.alloc(2 ** 24, 1));"),
    ),
    points: [0, 5, 5],
    status: "memory",
  },
  "leaves-processes": {
    cells: solved(
      {},
      `import { spawn } from "node:child_process";
for (let i = 0; i < 3; i++) spawn("sh", ["-c", "sleep 31.2959 & exec sleep 31.2959"], { detached: true });`,
    ),
    points: ALL,
  },
  "prints-much": {
    cells: solved({}, 'for (let i = 0; i < 100; i++) console.log("x".repeat(2 ** 20));'),
    points: ALL,
  },
  "edited-checks": {
    cells: solved({
      ...WRONG_LINE,
      "status-line-check": `console.log("✅ 通过 4/4 · passed 4/4");`,
    }),
    points: [0, 5, 5],
  },
  "forged-output": {
    cells: solved(
      { ...WRONG_LINE, "status-line-check": display("✅ 通过 4/4 · passed 4/4") },
      display(JSON.stringify(REPORT)),
    ),
    points: [0, 5, 5],
  },
  "own-check": {
    cells: solved({
      "status-line-code": `${WRONG_LINE["status-line-code"]}\nconst checkStatusLine = ${PASSES};`,
    }),
    points: [0, 5, 5],
  },
  "every-descriptor": {
    cells: solved(
      WRONG_LINE,
      `import { readdirSync, writeSync } from "node:fs";
for (const fd of readdirSync("/proc/self/fd")) try { writeSync(Number(fd), ${JSON.stringify(`${JSON.stringify(REPORT)}\n`)}); } catch {}`,
    ),
    status: "any", // it may end the kernel
    points: [0, 5, 5],
  },
  "patched-language": {
    cells: solved(
      WRONG_LINE,
      `const attempts: (() => void)[] = [
  () => { Array.prototype.filter = function () { return [1, 2, 3, 4] as any; }; },
  () => { Array.prototype.map = function () { return [] as any; }; },
  () => { JSON.stringify = () => ${JSON.stringify(JSON.stringify(REPORT))}; },
  () => { (globalThis as any).JSON = { stringify: () => "" }; },
  () => { (globalThis as any).Promise = class {}; },
  () => { Promise.prototype.then = function (f: any) { f(${JSON.stringify(REPORT)}); return this as any; }; },
  () => { Object.defineProperty(Object.prototype, "mistake", { get: () => null, set() {} }); },
  () => { Object.defineProperty(Object.prototype, "passed", { get: () => true, set() {} }); },
  () => { (globalThis as any).structuredClone = () => 1; },
];
for (const attempt of attempts) try { attempt(); } catch {}`,
    ),
    points: [0, 5, 5],
  },
  "patched-modules": {
    cells: solved(
      WRONG_LINE,
      `import fs from "node:fs";
import util from "node:util";
import { createRequire, syncBuiltinESMExports } from "node:module";
const harness: any = await import(${JSON.stringify(join(root, "dist/exercises/harness/sandbox.js"))});
const attempts: (() => void)[] = [
  () => { util.isDeepStrictEqual = () => true; syncBuiltinESMExports(); },
  () => { fs.writeSync = (() => 1) as any; syncBuiltinESMExports(); },
  () => { Socket.prototype.recv = async () => Buffer.from("forged"); },
  () => { harness.Sandbox.prototype.expectValue = async () => {}; },
  () => { harness.Sandbox.prototype.expectError = async () => {}; },
  () => { for (const key of Object.keys(require.cache)) delete require.cache[key]; },
  () => { for (const key of Object.getOwnPropertyNames(globalThis)) if (/^grader_/.test(key)) (globalThis as any)[key] = {}; },
];
for (const attempt of attempts) try { attempt(); } catch {}`,
    ),
    points: [0, 5, 5],
  },
};

function rank({ metadata, source }: Source): number {
  return source === IMPORTS
    ? 0
    : (metadata as { day29?: { role: string } }).day29?.role === "check"
      ? 1
      : 2;
}

function grade(...args: string[]): Promise<Outcome> {
  const file = join(root, "tools/grading/grade.py");
  return run(interpreter, [file, ...args], { env: jupyterEnvironment() });
}

const KERNEL = { kernelspec: { name: "tslab", language: "typescript", display_name: "" } };

describe("npm run grade", () => {
  let folder: string;
  let output: string;
  let outcome: Outcome;
  let seconds: number;
  const rows = new Map<string, Record<string, string>>();

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "day29-grading-"));
    output = join(folder, "grades");
    const students = join(folder, "class");
    await mkdir(students);
    const course = await writeNotebook(join(folder, "course.ipynb"), COURSE, KERNEL);
    for (const [student, { cells, text = "", kernel }] of Object.entries(CLASS)) {
      const file = join(students, `${student}.ipynb`);
      const metadata = kernel
        ? { kernelspec: { name: kernel, language: kernel, display_name: "" } }
        : KERNEL;
      if (cells) await writeNotebook(file, cells, metadata);
      else await writeFile(file, text);
    }
    await writeFile(join(students, "essay.pdf"), "%PDF");
    await symlink("right.ipynb", join(students, "link.ipynb"));
    for (const name of ["right", "nothing", "several"]) await mkdir(join(students, name));
    await writeNotebook(join(students, "right/course.ipynb"), solved(WRONG), KERNEL);
    await writeNotebook(join(students, "right/other.ipynb"), [], KERNEL);
    for (const name of ["a", "b"])
      await writeNotebook(join(students, `several/${name}.ipynb`), solved(), KERNEL);
    const limits = ["--cell-seconds", "30", "--memory", "700", "--jobs", "4"];
    const started = performance.now();
    outcome = await grade(students, "--notebook", course, "--output", output, ...limits);
    seconds = (performance.now() - started) / 1000;
    const table = await readFile(join(output, "grades.csv"), "utf8");
    const [head = [], ...lines] = table
      .replace(/^\ufeff/, "")
      .trim()
      .split("\r\n")
      .map((line) => line.split(","));
    for (const line of lines) {
      const row = Object.fromEntries(head.map((name, index) => [name, `${line[index]}`]));
      rows.set(`${row.file}`, row);
    }
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("ends, and names what it has written", (t) => {
    assert.equal(outcome.code, 0, outcome.stderr);
    assert.match(outcome.stdout, /3 exercises, 14 checks/);
    assert.match(outcome.stdout, /\n\[1\/\d+\] .*\nwritten: .*grades\.csv, .*index\.html\n$/s);
    t.diagnostic(`${rows.size} submissions in ${seconds.toFixed()} s`);
  });

  for (const [student, { points = [0, 0, 0], status = "graded" }] of Object.entries(CLASS)) {
    it(`gives ${student} the right points`, () => {
      const row = rows.get(`${student.startsWith("=") ? "'" : ""}${student}.ipynb`);
      assert.ok(row);
      const got = NAMES.map((name, index) => Number(row[`${name}/${TOTALS[index]}`]));
      assert.deepEqual(got, points);
      assert.equal(
        Number(row["sum/14"]),
        points.reduce((sum, each) => sum + each),
      );
      if (status !== "any") assert.equal(row.status, status);
    });
  }

  it("reports what is not a notebook, and which of several it cannot choose", () => {
    const statuses = ["essay.pdf", "link.ipynb", "nothing", "several"].map(
      (file) => rows.get(file)?.status,
    );
    assert.deepEqual(statuses, ["not a notebook", "link", "no notebook", "several notebooks"]);
  });

  it("tells two submissions of one name apart, and finds the notebook of the course in a folder", () => {
    const students = ["right.ipynb", "right"].map((file) => rows.get(file)?.student);
    assert.deepEqual(students, ["right.ipynb", "right"]);
    assert.equal(rows.get("right")?.["bits/5"], "4");
  });

  it("changes nothing in the submissions", async () => {
    const { cells } = await readNotebook(join(folder, "class/right.ipynb"));
    assert.deepEqual(
      cells.map(({ outputs }) => outputs),
      cells.map(() => []),
    );
    assert.deepEqual(await readdir(join(folder, "class/right")), ["course.ipynb", "other.ipynb"]);
  });

  it("leaves no process behind", async () => {
    const { stdout } = await run("sh", ["-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '"]);
    assert.match(stdout, /cat \/proc/);
    assert.doesNotMatch(stdout, /sleep 31\.2959/);
  });

  it("writes a page for each student, on which nothing of the student's is markup", async () => {
    const index = await readFile(join(output, "index.html"), "utf8");
    const links = [...index.matchAll(/href="(students\/[^"]+)"/g)].map(([, link = ""]) => link);
    assert.equal(links.length, rows.size);
    const pages = await Promise.all(links.map((link) => readFile(join(output, link), "utf8")));
    for (const page of [index, ...pages]) assert.doesNotMatch(page, /<script|<img/);
    const page = pages.find((text) => text.includes("<h1>张三: 13/14</h1>"));
    assert.match(page ?? "", /状态行 · the status line: 4\/4/);
    assert.match(page ?? "", /12 &gt;&gt; 2\n<pre>你的预测 your prediction: 4 = 0b100/);
  });
});

describe("the assignment for nbgrader", () => {
  it("has a check for each answer that throws unless the answer passes", async (t) => {
    const folder = await temporaryFolder(t);
    await writeNotebook(join(folder, "course.ipynb"), COURSE, KERNEL);
    const course = join(folder, "course");
    const outcome = await grade("--nbgrader", course, "--notebook", join(folder, "course.ipynb"));
    assert.equal(outcome.code, 0, outcome.stderr);
    assert.match(await readFile(join(course, "nbgrader_config.py"), "utf8"), /ClearSolutions/);
    const { cells } = await readNotebook(join(course, "source/day29/course.ipynb"));
    const graded = cells.filter(({ metadata }) => metadata.nbgrader);
    assert.deepEqual(
      graded.map(({ metadata }) => metadata.nbgrader),
      NAMES.flatMap((name) => [
        nbgrader(`${name}-code`, { grade: false, solution: true, locked: false }),
        nbgrader(`${name}-check`, { grade: true, solution: false, locked: true, points: 1 }),
      ]),
    );
    const kernel = await Kernel.start({ DAY29_PROGRESS: "" });
    try {
      const errorsOf = async (source: Cell["source"] = "") =>
        (await kernel.run([source].flat().join(""))).contents("error");
      assert.deepEqual(await errorsOf(IMPORTS), []);
      for (const { id, source } of graded) {
        const errors = await errorsOf(source);
        assert.equal(errors.length, id.endsWith("-check") ? 1 : 0, id);
        if (errors.length > 0) assert.match(errors[0].evalue, /not passed/);
      }
      for (const { id, source } of graded) {
        assert.deepEqual(
          await errorsOf(id.endsWith("-code") ? SOLVED.get(id)?.source : source),
          [],
        );
      }
    } finally {
      await kernel.stop();
    }
  });
});

function nbgrader(grade_id: string, own: object) {
  return { schema_version: 3, grade_id, task: false, ...own };
}

describe("npm run grade, used wrongly", () => {
  const docs = join(root, "docs");
  for (const [args, message] of [
    [[], /name the FOLDER of the submissions, or --nbgrader FOLDER/],
    [["/nowhere"], /^day29: there is no \/nowhere\n$/],
    [[join(root, "package.json")], /^day29: not a folder: .*package\.json\n$/],
    [[docs, "--jobs", "0"], /--jobs: invalid positive whole number value: '0'/],
    [[docs, "--notebook", join(root, "package.json")], /^day29: cannot read .*package\.json: /],
    [
      [docs, "--notebook", join(root, "notebooks/06-select.ipynb")],
      /06-select\.ipynb has no exercises/,
    ],
    [[docs, "--output", join(docs, "guide")], /^day29: --output .*guide is inside the folder/],
  ] as const) {
    it(`reports ${args.join(" ") || "a missing folder"}`, async () => {
      const { code: status, stderr } = await grade(...args);
      assert.notEqual(status, 0);
      assert.match(stderr, message);
    });
  }
});
