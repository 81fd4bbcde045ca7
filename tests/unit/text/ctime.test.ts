/** Dates as C writes them; tests/conformance/cpython/ctime.test.ts compares with Python. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ctime } from "day29";

describe("ctime()", () => {
  it("formats a date as C does, in the local time zone", () => {
    assert.equal(ctime(new Date(2024, 1, 29, 7, 5, 9)), "Thu Feb 29 07:05:09 2024");
    assert.equal(ctime(new Date(1970, 0, 1, 23, 59, 59)), "Thu Jan  1 23:59:59 1970");
  });

  it("formats the present time by default", () => {
    const earliest = Math.floor(Date.now() / 1000) * 1000;
    const formatted = Date.parse(ctime());
    assert.ok(formatted >= earliest && formatted <= Date.now());
  });

  it("throws for an invalid date", () => {
    assert.throws(() => ctime(new Date(Number.NaN)), RangeError);
  });
});
