/** Which exercises are solved, and where that is kept. */
import assert from "node:assert/strict";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, it, type TestContext } from "node:test";
import { checkBits, progress, resetProgress } from "day29/exercises";
import { printed } from "../../support/printed.js";
import { temporaryFolder } from "../../support/project.js";

const RIGHT = { and: 8, or: 14, xor: 6, left: 48, right: 3 };

/** Keeps the progress in this file during a test. */
async function progressFile(t: TestContext, ...path: string[]): Promise<string> {
  const file = join(await temporaryFolder(t), ...path, "progress.json");
  process.env.DAY29_PROGRESS = file;
  t.after(() => {
    delete process.env.DAY29_PROGRESS;
  });
  return file;
}

function shown(): string {
  return Object(progress())[Symbol.for("Jupyter.display")]()["text/plain"];
}

describe("progress()", () => {
  beforeEach(() => void resetProgress());

  it("lists every exercise, and marks those that are solved", async (t) => {
    assert.deepEqual(progress().solved, []);
    assert.equal(progress().open.length, 22);
    const report = await printed(t, () => checkBits(RIGHT));
    assert.match(report, /\n {5}练习已完成 1\/22 · 1\/22 exercises solved$/);
    assert.deepEqual(progress().solved, ["bits"]);
    assert.match(
      shown(),
      /^⬜ 1 正好 n 个字节 · exactly n bytes\n[^✅]*\n✅ 12 心算[^✅]*1\/22 exercises solved$/,
    );
  });

  it("does not count a wrong answer, and keeps one that was right before", async (t) => {
    await printed(t, () => checkBits({ ...RIGHT, and: 0 }));
    assert.deepEqual(progress().solved, []);
    await printed(t, () => checkBits(RIGHT));
    await printed(t, () => checkBits({ ...RIGHT, and: 0 }));
    assert.deepEqual(progress().solved, ["bits"]);
  });

  it("is read from the file, where another kernel may have added to it", async (t) => {
    const file = await progressFile(t);
    await printed(t, () => checkBits(RIGHT));
    assert.deepEqual(JSON.parse(await readFile(file, "utf8")), { version: 1, solved: ["bits"] });
    await writeFile(file, '{ "version": 1, "solved": ["chat", "unknown", "bits", "chat"] }');
    assert.deepEqual(progress().solved, ["bits", "chat"]);
    assert.deepEqual(await readdir(join(file, "..")), ["progress.json"], "no draft is left");
  });

  it("survives a file that is damaged, of another version, or far too large", async (t) => {
    const file = await progressFile(t);
    const large = `{ "version": 1, "solved": ["chat"${", ".repeat(40_000)}] }`;
    for (const text of ["", "{", "null", "[]", '{ "version": 2, "solved": ["chat"] }', large]) {
      await writeFile(file, text);
      assert.deepEqual(progress().solved, [], text.slice(0, 40));
    }
    await printed(t, () => checkBits(RIGHT));
    assert.deepEqual(progress().solved, ["bits"]);
  });

  it("never fails a check if it cannot be written", async (t) => {
    const file = await progressFile(t);
    await mkdir(file); // a folder in its place
    assert.match(await printed(t, () => checkBits(RIGHT)), /passed 5\/5\n.*1\/22/);
    assert.deepEqual(progress().solved, ["bits"], "it lasts as long as this process");
    assert.deepEqual(await readdir(join(file, "..")), ["progress.json"]);

    process.env.DAY29_PROGRESS = join(file, "no", "such", "folder");
    assert.match(await printed(t, () => checkBits(RIGHT)), /passed 5\/5\n/);
    process.env.DAY29_PROGRESS = "/dev/null/progress.json";
    assert.match(await printed(t, () => checkBits(RIGHT)), /passed 5\/5\n/);
    await chmod(file, 0o700);
  });

  it("is forgotten by resetProgress()", async (t) => {
    const file = await progressFile(t);
    await printed(t, () => checkBits(RIGHT));
    assert.deepEqual(resetProgress().solved, []);
    assert.deepEqual(progress().solved, []);
    await assert.rejects(readFile(file), { code: "ENOENT" });
  });
});
