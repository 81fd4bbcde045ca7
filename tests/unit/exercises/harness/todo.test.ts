import assert from "node:assert/strict";
import { it } from "node:test";
import { requireWritten, todo } from "#day29/exercises/harness/todo.js";

it("an answer is not written while it calls todo() or a part of a prediction is unknown", () => {
  assert.throws(() => todo("anything"), { name: "NotWritten", message: /not written yet/ });
  assert.throws(() => requireWritten({ a: 1, b: "?" }), { name: "NotWritten" });
  assert.throws(() => requireWritten({ a: [1, "?"] }), { name: "NotWritten" });
  requireWritten({ a: 1, b: ["x", "??"] });
});
