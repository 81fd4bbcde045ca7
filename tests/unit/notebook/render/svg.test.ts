import assert from "node:assert/strict";
import { it } from "node:test";
import { svgOf, tenths, textWidth } from "#day29/notebook/render/svg.js";
import { assertWellFormed } from "../../../support/shown.js";

it("a picture has a name, a description and a background of its size", () => {
  const source = svgOf({ title: "a < b", description: "c & d", height: 50, content: "e" });
  assertWellFormed(source);
  assert.match(source, /<title>a &lt; b<\/title>\n<desc>c &amp; d<\/desc>/);
  assert.equal(source.match(/width="700" height="50"/g)?.length, 2);
  assert.match(source, /viewBox="0 0 700 50"/);
});

it("a coordinate is rounded to a tenth of a pixel", () => {
  assert.deepEqual([1.04, 1.06, -1.26].map(tenths), [1, 1.1, -1.3]);
});

it("a Chinese character is as wide as it is high", () => {
  assert.equal(textWidth("ab", 10), 12);
  assert.equal(textWidth("套a", 10), 16);
  assert.equal(textWidth(""), 0);
});
