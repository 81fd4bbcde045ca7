import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { printed } from "../../support/printed.js";
import type { MistakeCase } from "./mistakes.js";

/** Tests that each check refuses the mistakes, with words that help. */
export function testRefusals(mistakes: Record<string, MistakeCase[]>): void {
  for (const [name, cases] of Object.entries(mistakes)) {
    describe(name, () => {
      for (const { mistake, check, reports } of cases) {
        it(`refuses ${mistake}, and explains it`, async (t) => {
          const report = await printed(t, check);
          assert.match(report, /\n❌ 未通过 (\d+)\/(\d+) · not passed \1\/\2\n/);
          assert.match(report, reports);
          const timeouts = report.match(/no result after \d+ seconds/g) ?? [];
          assert.ok(timeouts.length <= 1, "it continues after a timeout");
        });
      }
    });
  }
}
