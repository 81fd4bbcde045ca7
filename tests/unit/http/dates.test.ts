import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatHttpDate, parseHttpDate } from "#day29/http/dates.js";

describe("a date", () => {
  const time = Date.UTC(1994, 10, 6, 8, 49, 37);

  it("is parsed in each of its three forms", () => {
    assert.equal(parseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT"), time);
    assert.equal(parseHttpDate("Sunday, 06-Nov-94 08:49:37 GMT"), time);
    assert.equal(parseHttpDate("Sun Nov  6 08:49:37 1994"), time);
    assert.equal(formatHttpDate(time), "Sun, 06 Nov 1994 08:49:37 GMT");
  });

  it("with a two-digit year is at most 50 years ahead", () => {
    const now = Date.UTC(2026, 0, 1);
    const year = (digits: string): number =>
      new Date(parseHttpDate(`Sunday, 06-Nov-${digits} 08:49:37 GMT`, now) ?? 0).getUTCFullYear();
    assert.deepEqual(["26", "76", "77", "99", "00"].map(year), [2026, 2076, 1977, 1999, 2000]);
  });

  it("is not parsed in any other form", () => {
    for (const text of [
      "",
      "Sun, 06 Nov 1994",
      "Sun, 06 Nov 1994 08:49:37 CET",
      "sun, 06 nov 1994 08:49:37 gmt",
      "Sun, 31 Feb 1994 08:49:37 GMT",
      "Sun, 06 Nov 1994 24:49:37 GMT",
      "Sun, 06 Nov 1994 08:60:37 GMT",
      "Sun, 06 Abc 1994 08:49:37 GMT",
      "1994-11-06T08:49:37Z",
      "784111777",
    ]) {
      assert.equal(parseHttpDate(text), null, text);
    }
  });
});
