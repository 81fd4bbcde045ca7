/** `show()` rejects what it cannot show. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Showable, show } from "day29/notebook";

describe("show()", () => {
  for (const [what, text] of [
    ["a string", "'a string'"],
    [null, "null"],
    [undefined, "undefined"],
    [{ x: 1 }, "{ x: 1 }"],
    [[1, 2], "[ 1, 2 ]"],
    ["x".repeat(100), `'${"x".repeat(59)}…`],
  ] as const) {
    it(`throws a TypeError for ${text}, and says what to use instead`, () => {
      assert.throws(
        () => show(what as unknown as Showable),
        (error: Error) => {
          assert.equal(error.name, "TypeError");
          assert.ok(
            error.message.startsWith(`show() cannot show ${text}: it shows rounds, `),
            error.message,
          );
          assert.ok(error.message.endsWith("use console.log() for anything else"));
          return true;
        },
      );
    });
  }
});
