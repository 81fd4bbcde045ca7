/** The notebooks of the exercises: solutions pass, blanks fail, and checks work in cells. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import * as exercises from "day29/exercises";
import { Kernel } from "../support/kernel/driver.js";
import { type Cell, code, prose, readNotebook, writeNotebook } from "../support/notebook.js";
import { interpreter, python, root, run, temporaryFolder } from "../support/project.js";

const checks = Object.keys(exercises).filter((name) => name.startsWith("check"));

interface Exercise {
  /** The name of its check. */
  check: string;
  answerCell: Cell;
  checkCell: Cell;
}

/** The exercises of a notebook by name, from the metadata of their cells. */
async function exercisesOf(name: string): Promise<Map<string, Exercise>> {
  const { cells } = await readNotebook(join(root, "notebooks", `${name}.ipynb`));
  const found = new Map<string, Exercise>();
  for (const [index, answerCell] of cells.entries()) {
    const { exercise, role } = roleOf(answerCell);
    if (exercise === undefined || role !== "answer") continue;
    const checkCell = cells[index + 1] as Cell;
    assert.deepEqual(
      roleOf(checkCell),
      { exercise, role: "check" },
      `after the answer of ${exercise}`,
    );
    const call = /^\/\/ 先运行.* · first run .*\nawait (check\w+)\((?:\w+|\{[\w, ]+\})\);$/;
    const check = call.exec(sourceOf(checkCell))?.[1];
    assert.ok(check, `the check of ${exercise}: ${sourceOf(checkCell)}`);
    assert.ok(!found.has(exercise), exercise);
    found.set(exercise, { check, answerCell, checkCell });
  }
  return found;
}

function roleOf({ metadata }: Cell): { exercise?: string; role?: string } {
  return (metadata as { day29?: { exercise: string; role: string } }).day29 ?? {};
}

function sourceOf({ source }: Cell): string {
  return [source].flat().join("");
}

/** What the check of a cell printed when the notebook was saved; tests/e2e/notebooks.test.ts holds that it still does. */
function verdict({ outputs }: Cell): string {
  return [outputs.at(-1)?.data?.["text/plain"] ?? ""].flat().join("");
}

describe("the notebook of the exercises", { concurrency: 2 }, () => {
  it("matches its solutions", async () => {
    const { code: status, stdout, stderr } = await python("exercises.py", "--check");
    assert.equal(status, 0, stdout + stderr);
  });

  it("has every exercise once, in the order of the list, as an answer and a check", async () => {
    const found = await exercisesOf("10-exercises");
    const names = exercises.progress().open;
    assert.deepEqual([...found.keys()], names);
    assert.deepEqual([...(await exercisesOf("solutions/10-exercises")).keys()], names);
    assert.deepEqual([...found.values()].map(({ check }) => check).sort(), checks.sort());
  });

  it("has the titles of the list, and three layers of hints in both languages", async () => {
    const { cells } = await readNotebook(join(root, "notebooks/10-exercises.ipynb"));
    const texts = cells.map(sourceOf).filter((text) => text.startsWith("### "));
    const shown = Object(exercises.progress())[Symbol.for("Jupyter.display")]();
    const titles = `${shown["text/plain"]}`.match(/(?<=^⬜ ).*/gm) ?? [];
    assert.equal(texts.length, titles.length);
    for (const [index, text] of texts.entries()) {
      const heading = /^### 练习 (\d+)：(.*) · Exercise \1: (.*)$/m.exec(text);
      assert.equal(heading && `${heading[1]} ${heading[2]} · ${heading[3]}`, titles[index]);
      const zh = /<summary>提示<\/summary>.*<summary>再说明白些<.*<summary>差不多全说了</s;
      assert.match(text, zh, titles[index]);
      const en = /<summary>Hint<\/summary>.*<summary>A clearer hint<.*<summary>Nearly all of it</s;
      assert.match(text, en, titles[index]);
      assert.equal(text.match(/<details>/g)?.length, text.match(/<\/details>/g)?.length);
    }
  });

  it("reports of each blank that it is not filled in yet", async () => {
    for (const [name, { answerCell, checkCell }] of await exercisesOf("10-exercises")) {
      assert.match(sourceOf(answerCell), /在这里写 · .*write here/, name);
      if (name === "select-server") continue; // this one is to be repaired
      assert.match(
        verdict(checkCell),
        /^❌ 还没有写.* · not written yet: .*\n.* 0\/22 ex.*$/,
        name,
      );
    }
  });

  it("shows what the select server of the notes does", async () => {
    const repair = (await exercisesOf("10-exercises")).get("select-server")?.checkCell;
    assert.ok(repair);
    assert.match(verdict(repair), /ann got 0 replies, bob got 2 replies/, "the slip of the notes");
    assert.match(verdict(repair), /\n❌ 未通过 1\/\d · not passed 1\/\d\n/);
  });

  it("reports of each solution that it passes, and counts them", async () => {
    let count = 0;
    for (const [name, { checkCell }] of await exercisesOf("solutions/10-exercises")) {
      assert.match(verdict(checkCell), /^(✅ .*\n)+✅ 通过 (\d+)\/\2 · passed \2\/\2\n/, name);
      assert.match(verdict(checkCell), new RegExp(`· ${++count}/22 exercises solved$`), name);
    }
  });

  it("does not contain any part of a solution", async () => {
    const { cells } = await readNotebook(join(root, "notebooks/10-exercises.ipynb"));
    const text = cells.map(sourceOf).join("\n");
    assert.doesNotMatch(text, /begin solution|end solution|otherwise\n/);
  });
});

describe("writing the exercises", () => {
  it("puts a blank in place of each solution, leaves cells out, and fixes title and links", async (t) => {
    const folder = await temporaryFolder(t);
    const solutions = await writeNotebook(join(folder, "solutions.ipynb"), [
      prose("# 10 · 练习（答案） · Exercises (solutions)\n\n[01](../01-one.ipynb)"),
      { ...prose("Only here."), metadata: { tags: ["solution"] } },
      code("function one() {\n  // begin solution\n  return 1;\n  // end solution\n}"),
      code(
        "const two = [\n  // begin solution\n  2,\n  // otherwise\n  // 0,\n  // end solution\n];",
      ),
    ]);
    const text = `
import sys
sys.path.insert(0, ${JSON.stringify(join(root, "tools/notebooks"))})
import exercises, nbformat
for cell in exercises.exercises(nbformat.read(sys.argv[1], 4)).cells: print(cell.source, end="\\n--\\n")`;
    const { stdout } = await run(interpreter, ["-c", text, solutions]);
    assert.deepEqual(stdout.split("\n--\n").slice(0, -1), [
      "# 10 · 练习 · Exercises\n\n[01](01-one.ipynb)",
      "function one() {\n  todo(); // 在这里写 · write here\n}",
      "const two = [\n  0,\n];",
    ]);
  });
});

describe("a check in a cell", () => {
  let kernel: Kernel;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "day29-"));
    kernel = await Kernel.start({ DAY29_PROGRESS: join(folder, "progress.json") });
    await kernel.run('import { checkRecvExactly, todo } from "day29/exercises";');
  });
  after(async () => {
    await kernel?.stop();
    await rm(folder, { recursive: true });
  });

  /** What a cell shows in the end. */
  async function shown(source: string): Promise<string> {
    const cell = await kernel.run(source);
    assert.deepEqual(cell.contents("error"), []);
    assert.equal(cell.stderr, "");
    return cell.contents("display_data").at(-1).data["text/plain"];
  }

  it("reports where the student's code failed", async () => {
    const report = await shown(`async function broken(): Promise<Buffer> {
      throw new RangeError("my mistake");
    }
    await checkRecvExactly(broken);`);
    assert.match(report, /an error: RangeError: my mistake \(In\[\d+\]:2\)/);
  });

  it("never fails the cell, whatever the student's code leaves behind", async () => {
    const careless = `await checkRecvExactly(async (socket, size) => {
      void socket.recv(1);
      void Promise.resolve().then(() => socket.recv(1));
      return Buffer.alloc(size);
    });`;
    for (let run = 0; run < 2; run++) assert.match(await shown(careless), /not passed 0\/\d\n/);
    assert.match(await shown("await checkRecvExactly(() => todo());"), /not written yet/);
  });

  it("can be interrupted, and run again", async () => {
    const cell = kernel.execute(`await checkRecvExactly(async (socket) => {
      console.log("in");
      return socket.recv(2 ** 16).then(() => socket.recv(1));
    });`);
    await cell.printed("in");
    kernel.interrupt();
    await cell.done();
    assert.equal(cell.contents("error")[0].ename, "InterruptedError");
    assert.match(await shown("await checkRecvExactly(() => todo());"), /not written yet/);
  });

  const RIGHT = "{ and: 8, or: 14, xor: 6, left: 48, right: 3 }";

  it("shows its report once, and again where the value is asked for", async () => {
    await kernel.run('import { checkBits, progress, resetProgress } from "day29/exercises";');
    const cell = await kernel.run(`const report = await checkBits(${RIGHT}); report`);
    assert.equal(cell.contents("display_data").length, 1);
    assert.deepEqual(cell.contents("execute_result"), []);
    const last = await kernel.run(`await checkBits(${RIGHT});`);
    assert.equal(last.contents("display_data").length, 1);
    assert.equal(last.result, undefined);
    assert.match((await kernel.run("report")).result ?? "", /passed 5\/5/);
    assert.equal((await kernel.run("report.passed && report.total")).result, "5");
  });

  it("does not give a prediction away at the first wrong try", async () => {
    const wrong = (and: number) => shown(`await checkBits({ ...${RIGHT}, and: ${and} });`);
    await kernel.run("void resetProgress();");
    assert.doesNotMatch(await wrong(1), /1100 & 1010|= 0b1000/);
    assert.match(await wrong(2), /where both bits are 1/);
    assert.match(await wrong(3), /expected: 8 = 0b1000/);
  });

  it("remembers what is solved after a restart of the kernel", async () => {
    await kernel.run(`await checkBits(${RIGHT});`);
    const other = await Kernel.start({ DAY29_PROGRESS: join(folder, "progress.json") });
    try {
      await other.run('import { progress, resetProgress } from "day29/exercises";');
      assert.match(
        (await other.run("progress()")).result ?? "",
        /^✅ 12 .*\n[^✅]*1\/22 exercises solved$/m,
      );
      await other.run("resetProgress()");
      assert.match((await kernel.run("progress()")).result ?? "", /· 1\/22/, "it is known here");
    } finally {
      await other.stop();
    }
  });
});
