import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseRange } from "#day29/http/ranges.js";

describe("the ranges of a file of 10 bytes", () => {
  for (const [value, expected] of [
    ["bytes=0-0", [[0, 0]]],
    ["bytes=2-5", [[2, 5]]],
    ["BYTES=8-", [[8, 9]]],
    ["bytes=-3", [[7, 9]]],
    ["bytes=-99", [[0, 9]]],
    ["bytes=5-99", [[5, 9]]],
    [
      "bytes=6-7, 0-1\t,3-3",
      [
        [6, 7],
        [0, 1],
        [3, 3],
      ],
    ],
    ["bytes=10-", []],
    ["bytes=-0", []],
    ["bytes=2-3,10-20", [[2, 3]]],
  ] as const) {
    it(`are ${JSON.stringify(expected)} for ${JSON.stringify(value)}`, () => {
      assert.deepEqual(
        parseRange(value, 10)?.map(({ start, end }) => [start, end]),
        expected,
      );
    });
  }

  for (const [why, value] of [
    ["another unit", "lines=0-1"],
    ["no range", "bytes="],
    ["no number", "bytes=-"],
    ["a range from its end to its start", "bytes=5-2"],
    ["an empty member", "bytes=0-1,,3-4"],
    ["ranges that overlap", "bytes=4-6,0-4"],
    ["too many ranges", `bytes=${Array.from({ length: 9 }, (_, i) => `${i}-${i}`)}`],
  ] as const) {
    it(`are ignored for ${why}`, () => assert.equal(parseRange(value, 10), null));
  }

  it("are ignored when it is empty", () => assert.equal(parseRange("bytes=0-", 0), null));
});
