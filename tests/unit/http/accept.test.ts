import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { prefersHtml } from "#day29/http/accept.js";

describe("a client", () => {
  for (const [accept, expected] of [
    [undefined, false],
    ["", false],
    ["*/*", false],
    ["text/*", false],
    ["text/html", true],
    ["TEXT/HTML;Q=0.1", true],
    ["text/html;q=0, text/plain", false],
    ["text/html;q=0", false],
    ["text/html;q=0.000, */*", false],
    ["text/html; q=0", false],
    ["text/html ;q=0.5, text/plain", false],
    ["text/plain, text/html;q=0.5", false],
    ["text/plain;q=0.5, text/html", true],
    ["text/html, text/plain", true],
    ["text/html;q=0.5, */*;q=0.8", false],
    ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true],
    ["text/plain;q=0, */*", true],
    ["text/*;q=0.3, */*;q=0.9", false],
    ["text/html5, */*", false],
    ["application/json, text/html;q=0.1", true],
    ['text/plain;x=",text/html"', false],
    ["text/html;level=1;q=0.4, text/plain;q=0.3", true],
    ["text/html;q=2", true],
  ] as const) {
    it(`${expected ? "prefers" : "does not prefer"} HTML: ${accept}`, () => {
      assert.equal(prefersHtml(accept), expected);
    });
  }

  it("is understood quickly, whatever it sends", () => {
    const started = performance.now();
    for (const part of [" ", ",", ";", ";a=b", 'a/b;x="', "\\", "text/html"]) {
      prefersHtml(part.repeat(16_384 / part.length));
    }
    assert.ok(performance.now() - started < 1000);
  });
});
