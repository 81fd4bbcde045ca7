/** Bit operations, digit below digit. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bits, POLLIN, POLLOUT } from "day29";
import { bitsBundle } from "#day29/notebook/views/bits-table.js";
import { assertWellFormed, cells } from "../../../support/shown.js";

describe("a result of bits", () => {
  it("has the positions of the bits above its digits", () => {
    const [positions = "", first = "", ...rest] = bitsBundle(bits.and(12, 10))["text/plain"].split(
      "\n",
    );
    assert.match(positions, / 3210$| 7654 3210$/);
    assert.equal(positions.length, first.trimEnd().length);
    assert.equal([first, ...rest].join("\n"), `${bits.and(12, 10)}`);
  });

  it("has two lines of positions where one digit is not enough", () => {
    const [tens = "", units = ""] = bitsBundle(bits.and(70_000, 65_536))["text/plain"].split("\n");
    assert.match(tens, /1111 ?11 *$/);
    assert.match(units, /5432 1098 7654 3210$/);
  });

  it("is an HTML table with a row for each operand and for the result", () => {
    const html = bitsBundle(bits.or(POLLIN, POLLOUT))["text/html"] ?? "";
    assertWellFormed(html);
    const rows = cells(html);
    assert.deepEqual(
      rows.slice(1).map(([operator, value]) => [operator, value]),
      [
        ["", `${POLLIN}`],
        ["|", `${POLLOUT}`],
        ["=", `${POLLIN | POLLOUT}`],
      ],
    );
  });

  it("says where Python differs", () => {
    assert.match(bitsBundle(bits.shl(1, 31))["text/html"] ?? "", /Python answers 2147483648/);
    assert.match(bitsBundle(bits.ushr(-1, 1))["text/html"] ?? "", /Python has no such operation/);
    assert.doesNotMatch(bitsBundle(bits.and(1, 3))["text/html"] ?? "", /Python/);
  });
});
