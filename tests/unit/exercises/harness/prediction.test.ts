/** Predictions: what the report gives away, and when. */
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { resetProgress } from "day29/exercises";
import {
  checkPrediction,
  type PredictionOptions,
  wholeNumberProblem,
} from "#day29/exercises/harness/prediction.js";
import { printed } from "../../../support/printed.js";

const parts = {
  sum: { hint: { zh: "提示", en: "a hint" } },
  product: { title: "2 × 3", hint: { zh: "别的", en: "another hint" } },
};

/** What the check of a prediction of 2 + 3 and 2 × 3 prints. */
function check(predicted: object, options: PredictionOptions = {}): () => Promise<unknown> {
  return () =>
    checkPrediction("bits", predicted as { sum: number; product: number }, options, {
      parts,
      problem: wholeNumberProblem,
      actual: () => ({ sum: 5, product: 6 }),
    });
}

describe("checkPrediction", () => {
  beforeEach(() => void resetProgress());

  it("passes what really happens", async (t) => {
    assert.match(
      await printed(t, check({ sum: 5, product: 6 })),
      /^✅ sum\n✅ 2 × 3\n✅ 通过 2\/2/,
    );
  });

  it("only marks the first wrong one, gives hints on the second, and then the answer", async (t) => {
    const first = await printed(t, check({ sum: 5, product: 1 }));
    assert.match(first, /^✅ sum\n❌ 2 × 3\n.*your prediction: 1\n.*think again.*\n❌ 未通过 1\/2/);
    const second = await printed(t, check({ sum: 5, product: 2 }));
    assert.match(second, /❌ 2 × 3\n.*your prediction: 2\n.*another hint\n.*gets the answer\n❌/);
    assert.doesNotMatch(second, /6|a hint/);
    const third = await printed(t, check({ sum: 4, product: 3 }));
    assert.match(third, /❌ sum\n.*: 4\n.*expected: 5\n.*a hint\n❌ 2 × 3\n.*: 3\n.*expected: 6\n/);
  });

  it("does not count the same prediction twice", async (t) => {
    for (let run = 0; run < 5; run++) {
      assert.doesNotMatch(await printed(t, check({ sum: 1, product: 2 })), /a hint|expected/);
    }
  });

  it("gives the answer on request", async (t) => {
    const report = await printed(t, check({ sum: 5, product: 1 }, { reveal: true }));
    assert.match(report, /expected: 6/);
    assert.doesNotMatch(await printed(t, check({ sum: 5, product: 2 })), /expected/);
  });

  it("reports a value of the wrong kind without counting it", async (t) => {
    for (const sum of ["5", undefined, 1.5]) {
      const report = await printed(t, check({ sum, product: 6 }));
      assert.match(report, /❌ sum\n.*expected: .*a whole number\n.*got: .*\n✅ 2 × 3\n❌/);
    }
    assert.doesNotMatch(await printed(t, check({ sum: 1, product: 6 })), /a hint/);
    assert.match(
      await printed(t, check([5, 6])),
      /an object: \{ sum, product \}\n.*got: \[ 5, 6 \]/,
    );
  });

  it("reports a part that is not written yet", async (t) => {
    assert.match(
      await printed(t, check({ sum: 5, product: "?" })),
      /^❌ 还没有写.*not written yet/,
    );
  });
});
