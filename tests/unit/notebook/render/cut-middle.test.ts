/** Long lists are cut in the middle. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cutMiddle } from "#day29/notebook/render/cut-middle.js";

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe("cutMiddle()", () => {
  it("keeps at most max items, from both ends", () => {
    assert.deepEqual(cutMiddle(numbers(10), 4), { head: [0, 1], tail: [8, 9], hidden: 6 });
    assert.deepEqual(cutMiddle(numbers(10), 5), { head: [0, 1, 2], tail: [8, 9], hidden: 5 });
  });

  it("does not cut a single item, whose place the note would take", () => {
    for (const count of [0, 4, 5]) {
      assert.deepEqual(cutMiddle(numbers(count), 4), { head: numbers(count), tail: [], hidden: 0 });
    }
    assert.equal(cutMiddle(numbers(6), 4).hidden, 2);
  });
});
