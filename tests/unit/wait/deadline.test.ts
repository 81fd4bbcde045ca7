import assert from "node:assert/strict";
import { it } from "node:test";
import { deadlineIn, MAX_TIMEOUT_MS, millisecondsLeft } from "#day29/wait/deadline.js";

it("a deadline is in milliseconds on the clock of performance.now(), and null is never", (t) => {
  t.mock.method(performance, "now", () => 5000);
  assert.equal(deadlineIn(1.5), 6500);
  assert.equal(deadlineIn(null), Number.POSITIVE_INFINITY);
});

it("the time left is never negative, and at most what one call or timer can wait", (t) => {
  t.mock.method(performance, "now", () => 5000);
  assert.equal(millisecondsLeft(5000.25), 0.25);
  assert.equal(millisecondsLeft(4000), 0);
  assert.equal(millisecondsLeft(Number.POSITIVE_INFINITY), MAX_TIMEOUT_MS);
});
