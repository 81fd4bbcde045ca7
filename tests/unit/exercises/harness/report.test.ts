import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { reportOf } from "#day29/exercises/harness/report.js";
import { assertWellFormed } from "../../../support/shown.js";

const title = { zh: "题", en: "title" };
const mistake = {
  expected: "1 < 2",
  actual: { zh: "错", en: "an error", code: "a\nb" },
  hint: { zh: "想", en: "a hint" },
};

describe("the report of a check", () => {
  it("has a line for what passed, and for a mistake what was expected", () => {
    const { bundle } = reportOf(
      "bits",
      [
        { title, mistake: null },
        { title: "code()", mistake },
      ],
      { total: 2, solved: 3 },
    );
    assert.equal(
      bundle["text/plain"],
      `✅ 题 · title
❌ code()
     期望 expected: 1 < 2
     得到 got: 错 · an error: a
       b
     想一想 think: 想 · a hint
❌ 未通过 1/2 · not passed 1/2
     练习已完成 3/22 · 3/22 exercises solved`,
    );
    assertWellFormed(`${bundle["text/html"]}`);
  });

  it("passes only when all checks have run and passed", () => {
    const results = [{ title, mistake: null }];
    const verdict = (total: number) => reportOf("bits", results, { total, solved: 0 });
    assert.match(verdict(1).bundle["text/plain"], /\n✅ 通过 1\/1 · passed 1\/1\n/);
    assert.equal(verdict(1).report.passed, true);
    assert.match(verdict(2).bundle["text/plain"], /\n❌ 未通过 1\/2 · not passed 1\/2\n/);
    assert.equal(verdict(2).report.passed, false);
  });

  it("holds what was said about each check, and is a text", () => {
    const results = [
      { title, mistake: null },
      { title: "code()", mistake },
    ];
    const { report, bundle } = reportOf("bits", results, { total: 3, solved: 0 });
    const said = `期望 expected: 1 < 2
得到 got: 错 · an error: a
       b
想一想 think: 想 · a hint`;
    assert.deepEqual(JSON.parse(JSON.stringify(report)), {
      exercise: "bits",
      passed: false,
      checks: [
        { title: "题 · title", passed: true, said: "" },
        { title: "code()", passed: false, said },
      ],
      total: 3,
    });
    assert.equal(`${report}`, bundle["text/plain"]);
    assert.equal(inspect(report), bundle["text/plain"]);
  });

  it("may be that nothing is written yet", () => {
    const { bundle, report } = reportOf("bits", [], { total: 0, solved: 0, notWritten: true });
    assert.match(bundle["text/plain"], /^❌ .* · not written yet: /);
    assert.deepEqual([report.passed, report.checks], [false, []]);
  });
});
