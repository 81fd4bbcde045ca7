import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { quote } from "#day29/kernel/quote.js";

const SOURCE = "const a = 1;\n\tconst b = unknown;\n";

describe("a quoted line", () => {
  it("has carets under the place", () => {
    assert.deepEqual(quote(SOURCE, { line: 1, column: 7 }), ["  const a = 1;", "        ^"]);
  });

  it("keeps tabs, so that the carets are aligned", () => {
    const [, carets] = quote(SOURCE, { line: 2, column: 12 }, "unknown".length);
    assert.equal(carets, `  \t${" ".repeat(10)}^^^^^^^`);
  });

  it("has no caret beyond its end, but at least one", () => {
    assert.deepEqual(quote("ab", { line: 1, column: 2 }, 10), ["  ab", "   ^"]);
    assert.deepEqual(quote("ab", { line: 1, column: 3 }, 10), ["  ab", "    ^"]);
  });

  it("is empty if the source has no such line", () => {
    assert.deepEqual(quote("ab", { line: 9, column: 1 }), ["  ", "  ^"]);
  });
});
