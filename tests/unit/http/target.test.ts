import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatPath, parseTarget } from "#day29/http/target.js";

describe("a target", () => {
  for (const [text, segments, isDirectory, query] of [
    ["/", [], true, ""],
    ["/a/b.html", ["a", "b.html"], false, ""],
    ["/a/", ["a"], true, ""],
    ["/a?b=/../c?", ["a"], false, "?b=/../c?"],
    ["/a/./b//../c", ["a", "c"], false, ""],
    ["/a/..", [], true, ""],
    ["/%E5%A5%BD%20%3F", ["好 ?"], false, ""],
    ["/%252e", ["%2e"], false, ""],
    ["/a\\b%5Cc", ["a\\b\\c"], false, ""],
    ["/%b2%e2%E5%A5%BD", ["\udcb2\udce2好"], false, ""],
    ["/%c0%ae%c0%af", ["\udcc0\udcae\udcc0\udcaf"], false, ""],
    ["http://host:8888/a", ["a"], false, ""],
    ["HTTPS://[::1]?q", [], true, "?q"],
    ["http://host", [], true, ""],
  ] as const) {
    it(`${text} is parsed`, () => {
      assert.deepEqual(parseTarget(text), { text, segments, isDirectory, query });
    });
  }

  for (const [text, status] of [
    ["", 400],
    ["*", 400],
    ["a", 400],
    ["?q", 400],
    ["/a#b", 400],
    ["http://user@host/", 400],
    ["ftp://host/", 400],
    ["/%", 400],
    ["/%4g", 400],
    ["/a%2Fb", 400],
    ["/%00", 400],
    ["/..", 403],
    ["/a/../..", 403],
    ["/%2e%2e", 403],
  ] as const) {
    it(`${JSON.stringify(text)} is refused with ${status}`, () => {
      assert.throws(() => parseTarget(text), { status });
    });
  }

  it("is formatted so that it is parsed to the same names", () => {
    const segments = ["100%", "好 ?", "#a", "a\\b", "\udcff\udc80"];
    assert.deepEqual(parseTarget(formatPath(segments)).segments, segments);
    assert.equal(formatPath([]), "/");
  });
});
