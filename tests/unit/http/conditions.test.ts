import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { evaluatePreconditions, rangeApplies } from "#day29/http/conditions.js";
import { formatHttpDate } from "#day29/http/dates.js";

const lastModified = Date.UTC(2001, 8, 9);
const file = { etag: '"a,b"', lastModified };
const [before, same, after] = [-1000, 0, 1000].map((ms) => formatHttpDate(lastModified + ms)) as [
  string,
  string,
  string,
];

describe("the conditions of a request", () => {
  for (const [fields, expected] of [
    [{}, "proceed"],
    [{ "if-match": '"x", "a,b"' }, "proceed"],
    [{ "if-match": "*" }, "proceed"],
    [{ "if-match": '"x"' }, "failed"],
    [{ "if-match": 'W/"a,b"' }, "failed"],
    [{ "if-unmodified-since": same }, "proceed"],
    [{ "if-unmodified-since": before }, "failed"],
    [{ "if-unmodified-since": "yesterday" }, "proceed"],
    [{ "if-match": '"a,b"', "if-unmodified-since": before }, "proceed"],
    [{ "if-none-match": '"x"' }, "proceed"],
    [{ "if-none-match": 'W/"a,b"' }, "not modified"],
    [{ "if-none-match": "*" }, "not modified"],
    [{ "if-modified-since": same }, "not modified"],
    [{ "if-modified-since": after }, "not modified"],
    [{ "if-modified-since": before }, "proceed"],
    [{ "if-none-match": '"x"', "if-modified-since": after }, "proceed"],
    [{ "if-match": '"x"', "if-none-match": '"a,b"' }, "failed"],
  ] as const) {
    it(`${JSON.stringify(fields)}: ${expected}`, () => {
      assert.equal(evaluatePreconditions(new Map(Object.entries(fields)), file), expected);
    });
  }
});

describe("a range applies", () => {
  const applies = (ifRange: string, modified = lastModified): boolean =>
    rangeApplies(new Map([["if-range", ifRange]]), { etag: file.etag, lastModified: modified });

  it("without If-Range", () => assert.equal(rangeApplies(new Map(), file), true));

  it("to the same tag, which must be strong", () => {
    assert.deepEqual(
      ['"a,b"', '"x"', 'W/"a,b"'].map((tag) => applies(tag)),
      [true, false, false],
    );
  });

  it("to the same date, once its second is over", (t) => {
    assert.deepEqual(
      [before, same, after].map((date) => applies(date)),
      [false, true, false],
    );
    t.mock.timers.enable({ apis: ["Date"], now: lastModified + 999 });
    assert.equal(applies(same), false);
    t.mock.timers.tick(1);
    assert.equal(applies(same), true);
  });
});
