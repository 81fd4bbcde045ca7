/** What the last expression of a cell shows. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isByProduct } from "#day29/kernel/result.js";

describe("a promise as the value of a cell", () => {
  const cases: Record<string, [promise: Promise<unknown>, shown: boolean]> = {
    "that is pending is not shown": [new Promise(() => {}), false],
    "of nothing is not shown, as that of a call that sends": [Promise.resolve(), false],
    "of a value is shown": [Promise.resolve(4), true],
    "of null is shown": [Promise.resolve(null), true],
    "of a text that looks like one without a value is shown": [
      Promise.resolve("{ undefined }, { <pending> }"),
      true,
    ],
  };
  for (const [name, [promise, shown]] of Object.entries(cases)) {
    it(name, () => assert.equal(!isByProduct(promise, undefined), shown));
  }
});
