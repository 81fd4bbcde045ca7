/** The drawings of notebooks/drawings: one style, both languages, legible on a phone, in light and in dark. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { contrast } from "../support/contrast.js";
import { root } from "../support/project.js";
import { assertWellFormed } from "../support/shown.js";

const folder = join(root, "notebooks/drawings");
const drawings = new Map(
  readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), "utf8")]),
);
const styleOf = (svg: string): string => /<style>.*?<\/defs>/s.exec(svg)?.[0] ?? assert.fail();

/** The width of a picture on a phone of 375 pixels, between the margins of the page. */
const PHONE = 375 - 2 * 16;

describe("the drawings", () => {
  const [style = ""] = [...drawings.values()].map(styleOf);

  for (const [file, svg] of drawings) {
    it(`${file} is a small picture in the common style, without scripts or links`, () => {
      assertWellFormed(svg.replace(/<!--.*?-->/g, ""));
      assert.equal(styleOf(svg), style);
      assert.match(
        svg,
        /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="480" height="\d+" viewBox/,
      );
      assert.doesNotMatch(svg, /<script|href=|style="|font-size="|<image|@import/);
      assert.ok(svg.length < 10_000, `${svg.length} characters`);
    });

    it(`${file} has its name and its content in Chinese and in English`, () => {
      const words = /<title>(.*)<\/title>\n<desc>(.*)<\/desc>/.exec(svg) ?? assert.fail();
      for (const text of words.slice(1))
        assert.match(text, /[\u3400-\u9fff].* · [^\u3400-\u9fff]+$/);
      assert.match(svg, /<text [^>]*>[^<]*[\u3400-\u9fff]/);
      assert.match(svg, /<text [^>]*class="en[^>]*>[ -~]*[a-z]{3}/);
    });
  }

  it("have letters of at least 11 pixels on a phone", () => {
    const sizes = [...style.matchAll(/(?:font:|font-size:)([\d.]+)px/g)].map(([, px]) =>
      Number(px),
    );
    assert.equal(sizes.length, 2);
    for (const size of sizes) assert.ok((size * PHONE) / 480 >= 11, `${size}`);
  });

  it("have enough contrast, in light and in dark", () => {
    const schemes = [...style.matchAll(/:root\{([^}]*)\}/g)].map(
      ([, rules = ""]) =>
        new Map(rules.split(";").map((rule) => rule.split(":") as [string, string])),
    );
    assert.equal(schemes.length, 2);
    for (const colors of schemes) {
      const color = (name: string): string => colors.get(`--${name}`) ?? assert.fail(name);
      for (const text of ["ink", "quiet", "accent"]) {
        for (const area of ["paper", "box", "soft"]) {
          const found = contrast(color(text), color(area));
          assert.ok(found >= 4.5, `${text} on ${area}: ${found}`);
        }
      }
    }
  });
});
