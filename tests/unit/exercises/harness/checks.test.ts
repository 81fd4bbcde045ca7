/** Running checks, and what they report. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { InterruptedError, select } from "day29";
import { progress } from "day29/exercises";
import { functionMistake } from "#day29/exercises/harness/answer.js";
import { type Check, runChecks } from "#day29/exercises/harness/checks.js";
import { expectEqual, fail } from "#day29/exercises/harness/expectations.js";
import type { CheckReport } from "#day29/exercises/harness/report.js";
import { todo } from "#day29/exercises/harness/todo.js";
import { printed } from "../../../support/printed.js";

const HINT = { zh: "一个提示", en: "a hint" };
const OTHER = { zh: "别的提示", en: "another hint" };

const passing: Check = { title: "passes", run: () => undefined };

const run = (checks: readonly Check[]) => runChecks("bits", null, checks);

describe("runChecks", () => {
  it("reports a line for each check, and one for the whole", async (t) => {
    const report = await printed(t, () => run([passing, { ...passing, title: HINT }]));
    assert.match(report, /^✅ passes\n✅ 一个提示 · a hint\n✅ 通过 2\/2 · passed 2\/2\n/);
  });

  it("reports a mistake with the hint of its check, and continues", async (t) => {
    const failing: Check = { title: "fails", hint: HINT, run: () => fail("1", "2") };
    const solved = progress().solved.length;
    const report = await printed(t, () => run([failing, passing]));
    assert.equal(
      report,
      `❌ fails
     期望 expected: 1
     得到 got: 2
     想一想 think: 一个提示 · a hint
✅ passes
❌ 未通过 1/2 · not passed 1/2
     练习已完成 ${solved}/22 · ${solved}/22 exercises solved`,
    );
  });

  it("prefers the hint of the mistake, and does without any", async (t) => {
    const own: Check = { title: "own", hint: HINT, run: () => fail("1", "2", OTHER) };
    const none: Check = { title: "none", run: () => fail("1", "2") };
    const report = await printed(t, () => run([own, none]));
    assert.match(report, /❌ own\n.*\n.*\n.*another hint\n❌ none\n.*\n.*got: 2\n❌ 未通过 0\/2/);
  });

  it("stops at the first check that times out", async (t) => {
    const endless: Check = {
      title: "endless",
      hint: HINT,
      seconds: 0.05,
      run: (sandbox) => sandbox.expectValue(() => select([], [], []).then(() => 1), 1),
    };
    const report = await printed(t, () => run([endless, passing]));
    assert.match(report, /^❌ endless\n.*\n.*no result after 0.05 seconds\n.*a hint\n❌.* 0\/2$/m);
  });

  it("reports that nothing is written yet, and nothing else", async (t) => {
    const blank: Check = { title: "blank", run: (sandbox) => sandbox.expectValue(() => todo(), 1) };
    const report = await printed(t, () => run([passing, blank, passing]));
    assert.match(report, /^❌ 还没有写.* · not written yet: .*\n.*solved$/);
  });

  it("throws an interrupt on", async () => {
    const interrupt = new InterruptedError("interrupted", "select");
    const interrupted: Check = { title: "interrupted", run: () => Promise.reject(interrupt) };
    await assert.rejects(run([interrupted]), interrupt);
  });
});

describe("the report of checks", () => {
  const thrown = { zh: "抛出了错误", en: "an error", code: "RangeError: mine" };
  const throwing = (title: string): Check => ({ title, run: () => fail("1", thrown) });

  it("says once what makes several checks fail", async (t) => {
    const checks = [throwing("a"), passing, throwing("b"), throwing("c")];
    const report = await printed(t, () => run(checks));
    assert.equal(report.match(/RangeError: mine/g)?.length, 1);
    assert.match(
      report,
      /❌ a\n.*\n.*mine\n❌ .* · 2 more checks fail for the same reason\n✅ passes\n❌ 未/,
    );
    assert.match(report, /not passed 1\/4\n/);
  });

  it("does not take different wrong values for one cause", async (t) => {
    const checks = [1, 2].map((value): Check => ({ title: "x", run: () => expectEqual(value, 0) }));
    assert.match(await printed(t, () => run(checks)), /got: 1\n❌ x\n.*\n.*got: 2\n/);
  });

  it("asks once for a missing return, and for a missing await", async (t) => {
    const nothing: Check = { title: "n", run: () => expectEqual<unknown>(undefined, 1) };
    const lost = await printed(t, () => run([nothing, nothing]));
    assert.match(lost, /got: undefined\n.*is a return missing\?\n❌ .*1 more check fails/);

    const promise: Check = { title: "p", run: () => expectEqual<unknown>([Promise.resolve()], []) };
    const waiting = await printed(t, () => run([promise, promise]));
    assert.equal(waiting.match(/put await before it/g)?.length, 1);
  });

  it("is returned, and is the bundle that was shown", async (t) => {
    const failing: Check = { title: HINT, run: () => fail("1", "2") };
    let report: CheckReport | undefined;
    const text = await printed(t, async () => {
      report = await run([passing, failing]);
    });
    assert.deepEqual(
      { ...report },
      {
        exercise: "bits",
        passed: false,
        checks: [
          { title: "passes", passed: true, said: "" },
          { title: "一个提示 · a hint", passed: false, said: "期望 expected: 1\n得到 got: 2" },
        ],
        total: 2,
      },
    );
    const own = Object(report)[Symbol.for("Jupyter.display")]();
    assert.equal(own["text/plain"], text);
  });

  it("says what is expected of an answer of the wrong kind, and runs nothing", async (t) => {
    const never: Check = { title: "never", run: () => assert.fail("it ran") };
    const wrong = functionMistake(undefined, "ask(socket, question)");
    const report = await printed(t, () => runChecks("ask", wrong, [never, never]));
    assert.match(report, /a function: ask\(socket, question\)\n.*got: undefined\n.*run the cell/);
    assert.match(report, /not passed 0\/2\n/);
  });
});
