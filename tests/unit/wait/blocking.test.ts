import assert from "node:assert/strict";
import { it } from "node:test";
import { blockingTimeout } from "#day29/wait/blocking.js";

it("a system call blocks indefinitely without a deadline, and otherwise until then", (t) => {
  t.mock.method(performance, "now", () => 5000);
  assert.equal(blockingTimeout(Number.POSITIVE_INFINITY), -1);
  assert.equal(blockingTimeout(5250), 250);
  assert.equal(blockingTimeout(1), 0);
});
