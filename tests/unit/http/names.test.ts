import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { decodeName, encodeName } from "#day29/http/names.js";

describe("a name of a file", () => {
  it("is text if it is UTF-8", () => {
    assert.equal(decodeName(Buffer.from("a 好 😀")), "a 好 😀");
    assert.equal(encodeName("好"), "\xe5\xa5\xbd");
  });

  it("has a lone surrogate for each other byte, as in Python", () => {
    for (const [hex, text] of [
      ["b2e2", "\udcb2\udce2"],
      ["61ffe5a5bd", "a\udcff好"],
      ["e5a5", "\udce5\udca5"],
      ["c0ae", "\udcc0\udcae"],
      ["eda080", "\udced\udca0\udc80"],
      ["f4908080", "\udcf4\udc90\udc80\udc80"],
    ] as const) {
      assert.equal(decodeName(Buffer.from(hex, "hex")), text, hex);
    }
  });

  it("is encoded to the bytes that it was decoded from", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
        const name = decodeName(Buffer.from(bytes));
        assert.deepEqual(Buffer.from(encodeName(name), "latin1"), Buffer.from(bytes));
      }),
      { numRuns: 2000 },
    );
  });
});
