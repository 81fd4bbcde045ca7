/** Running checks, and what they report. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { InterruptedError, select } from "day29";
import { type Check, checkPrediction, runChecks } from "#day29/exercises/harness/checks.js";
import { fail } from "#day29/exercises/harness/expectations.js";
import { todo } from "#day29/exercises/harness/todo.js";
import { printed } from "../../../support/printed.js";

const HINT = { zh: "一个提示", en: "a hint" };
const OTHER = { zh: "别的提示", en: "another hint" };

const passing: Check = { title: "passes", run: () => undefined };

describe("runChecks", () => {
  it("reports a line for each check, and one for the whole", async (t) => {
    const report = await printed(t, () => runChecks([passing, { ...passing, title: HINT }]));
    assert.equal(report, "✅ passes\n✅ 一个提示 · a hint\n✅ 通过 2/2 · passed 2/2");
  });

  it("reports a mistake with the hint of its check, and continues", async (t) => {
    const failing: Check = { title: "fails", hint: HINT, run: () => fail("1", "2") };
    const report = await printed(t, () => runChecks([failing, passing]));
    assert.equal(
      report,
      `❌ fails
     期望 expected: 1
     得到 got: 2
     想一想 think: 一个提示 · a hint
✅ passes
❌ 未通过 1/2 · not passed 1/2`,
    );
  });

  it("prefers the hint of the mistake, and does without any", async (t) => {
    const own: Check = { title: "own", hint: HINT, run: () => fail("1", "2", OTHER) };
    const none: Check = { title: "none", run: () => fail("1", "2") };
    const report = await printed(t, () => runChecks([own, none]));
    assert.match(report, /❌ own\n.*\n.*\n.*another hint\n❌ none\n.*\n.*got: 2\n❌ 未通过 0\/2/);
  });

  it("stops at the first check that times out", async (t) => {
    const endless: Check = {
      title: "endless",
      hint: HINT,
      seconds: 0.05,
      run: (sandbox) => sandbox.expectValue(() => select([], [], []).then(() => 1), 1),
    };
    const report = await printed(t, () => runChecks([endless, passing]));
    assert.match(report, /^❌ endless\n.*\n.*no result after 0.05 seconds\n.*a hint\n❌.* 0\/2$/);
  });

  it("reports that nothing is written yet, and nothing else", async (t) => {
    const blank: Check = { title: "blank", run: (sandbox) => sandbox.expectValue(() => todo(), 1) };
    const report = await printed(t, () => runChecks([passing, blank, passing]));
    assert.match(report, /^❌ 还没有写.* · not written yet: .*$/);
  });

  it("throws an interrupt on", async () => {
    const interrupt = new InterruptedError("interrupted", "select");
    const interrupted: Check = { title: "interrupted", run: () => Promise.reject(interrupt) };
    await assert.rejects(runChecks([interrupted]), interrupt);
  });
});

describe("checkPrediction", () => {
  const parts = { sum: { hint: HINT }, product: { title: "2 × 3", hint: OTHER } };
  const actual = () => ({ sum: 5, product: 6 });

  it("compares each part with what really happens", async (t) => {
    const predicted = { sum: 5, product: 5 };
    const report = await printed(t, () => checkPrediction(predicted, { parts, actual }));
    assert.match(report, /^✅ sum\n❌ 2 × 3\n.*expected: 6\n.*got: 5\n.*another hint\n❌.* 1\/2/);
  });

  it("reports a part that is not written yet", async (t) => {
    const predicted = { sum: 5, product: "?" } as const;
    const report = await printed(t, () => checkPrediction(predicted, { parts, actual }));
    assert.match(report, /^❌ 还没有写.*not written yet.*$/);
  });
});
