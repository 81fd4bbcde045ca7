/** The notebooks of the exercises: solutions pass, blanks fail, and checks work in cells. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import * as exercises from "day29/exercises";
import { Kernel } from "../support/kernel/driver.js";
import { type Cell, code, prose, readNotebook, writeNotebook } from "../support/notebook.js";
import { interpreter, python, root, run, temporaryFolder } from "../support/project.js";

const checks = Object.keys(exercises).filter((name) => name.startsWith("check"));

/** The cells of a notebook that check an answer, by the name of the check. */
async function checkedCells(name: string): Promise<Map<string, Cell>> {
  const { cells } = await readNotebook(join(root, "notebooks", `${name}.ipynb`));
  const found = cells.flatMap((cell): [string, Cell][] => {
    const call = /^await (check\w+)\(/m.exec(sourceOf(cell));
    return cell.cell_type === "code" && call?.[1] !== undefined ? [[call[1], cell]] : [];
  });
  return new Map(found);
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

  it("has every exercise once, in the order of the solutions", async () => {
    const cells = await checkedCells("10-exercises");
    assert.deepEqual([...cells.keys()].sort(), checks.sort());
    assert.deepEqual([...cells.keys()], [...(await checkedCells("solutions/10-exercises")).keys()]);
  });

  it("reports of each blank that it is not filled in yet", async () => {
    const blanks = await checkedCells("10-exercises");
    for (const [name, cell] of blanks) {
      assert.match(sourceOf(cell), /在这里写 · write here/, name);
      if (name === "checkSelectServer") continue; // this one is to be repaired
      assert.match(verdict(cell), /^❌ 还没有写.* · not written yet: .*$/, name);
    }
    const repair = verdict(blanks.get("checkSelectServer") as Cell);
    assert.match(repair, /ann got 0 replies, bob got 2 replies/, "the slip of the notes");
    assert.match(repair, /\n❌ 未通过 1\/5 · not passed 1\/5$/);
  });

  it("reports of each solution that it passes", async () => {
    for (const [name, cell] of await checkedCells("solutions/10-exercises")) {
      assert.match(verdict(cell), /^(✅ .*\n)+✅ 通过 (\d+)\/\2 · passed \2\/\2$/, name);
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
  before(async () => {
    kernel = await Kernel.start();
    await kernel.run('import { checkRecvExactly, todo } from "day29/exercises";');
  });
  after(() => kernel?.stop());

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
    for (let run = 0; run < 2; run++) assert.match(await shown(careless), /not passed 0\/6/);
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
});
