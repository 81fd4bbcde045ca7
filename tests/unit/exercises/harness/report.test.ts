import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { notWrittenReport, reportOf } from "#day29/exercises/harness/report.js";
import { assertWellFormed } from "../../../support/shown.js";

const title = { zh: "题", en: "title" };
const mistake = {
  expected: "1 < 2",
  actual: { zh: "错", en: "an error", code: "a\nb" },
  hint: { zh: "想", en: "a hint" },
};

describe("the report of a check", () => {
  it("has a line for what passed, and for a mistake what was expected", () => {
    const report = reportOf(
      [
        { title, mistake: null },
        { title: "code()", mistake },
      ],
      2,
    );
    assert.equal(
      report["text/plain"],
      `✅ 题 · title
❌ code()
     期望 expected: 1 < 2
     得到 got: 错 · an error: a
       b
     想一想 think: 想 · a hint
❌ 未通过 1/2 · not passed 1/2`,
    );
    assertWellFormed(`${report["text/html"]}`);
  });

  it("passes only when all checks have run and passed", () => {
    const results = [{ title, mistake: null }];
    assert.match(reportOf(results, 1)["text/plain"], /\n✅ 通过 1\/1 · passed 1\/1$/);
    assert.match(reportOf(results, 2)["text/plain"], /\n❌ 未通过 1\/2 · not passed 1\/2$/);
  });

  it("may be that nothing is written yet", () => {
    assert.match(notWrittenReport()["text/plain"], /^❌ .* · not written yet: /);
  });
});
