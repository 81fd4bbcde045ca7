/** The character set of a text, which is sent only if it is certain. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { site } from "#day29/http/site.js";
import { temporaryFolder } from "../../../support/project.js";
import { ask } from "../../../support/site.js";

const MEBIBYTE = 1024 * 1024;
const gbk = Buffer.from([0xc4, 0xe3, 0xba, 0xc3]);

describe("the type of a text", () => {
  for (const [what, name, content, charset] of [
    ["UTF-8", "a.txt", "你好", true],
    ["ASCII", "a.html", "<p>hello", true],
    ["UTF-8 that says so", "a.html", '<meta charset="utf-8">你好', true],
    ["another character set", "a.txt", gbk, false],
    ["another one that the page declares", "a.html", ['<meta charset="gbk">', gbk], false],
    ["one that the page declares, in ASCII alone", "a.html", "<meta charset='iso-2022-jp'>", false],
    ["an http-equiv", "a.html", '<meta http-equiv=x content="text/html; charset=big5">', false],
    ["one that a style sheet declares", "a.css", '@charset "gbk"; p { }', false],
    ["text that only looks like a declaration", "a.txt", "charset=gbk", true],
    ["UTF-16", "a.txt", Buffer.from("hello", "utf16le"), false],
    ["a coding with escape sequences", "a.txt", "\x1b$B$3$s\x1b(B", false],
    ["a large file in UTF-8", "a.txt", "好".repeat(MEBIBYTE), true],
    ["a large file in UTF-8, cut elsewhere", "a.txt", `x${"好".repeat(MEBIBYTE)}`, true],
    ["a large file in UTF-8, cut in an emoji", "a.txt", `xx${"😀".repeat(MEBIBYTE)}`, true],
    ["a large file in another character set", "a.txt", ["x".repeat(100_000), gbk], false],
    ["a very large file of which only a part is known", "a.txt", "x".repeat(2 * MEBIBYTE), false],
  ] as const) {
    it(`${charset ? "names" : "does not name"} UTF-8: ${what}`, async (t) => {
      const root = await temporaryFolder(t);
      const parts = [content].flat().map((part) => Buffer.from(part));
      writeFileSync(join(root, name), Buffer.concat(parts));
      const { respond } = site(root);
      for (let i = 0; i < 2; i++) {
        const type = `${ask(respond, `/${name}`, [], "HEAD").headers["content-type"]}`;
        assert.equal(type.endsWith("; charset=utf-8"), charset, type);
      }
      // The file changes.
      writeFileSync(join(root, name), charset ? gbk : "你好");
      const type = `${ask(respond, `/${name}`, [], "HEAD").headers["content-type"]}`;
      assert.equal(type.endsWith("; charset=utf-8"), !charset, type);
    });
  }
});
