import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { quote } from "#day29/kernel/quote.js";

const SOURCE = "const a = 1;\n\tconst b = unknown;\n";

describe("a quoted line", () => {
  it("has carets under the place", () => {
    assert.deepEqual(quote(SOURCE, { line: 1, column: 7 }), ["  const a = 1;", "        ^"]);
  });

  it("keeps tabs, so that the carets are aligned", () => {
    const [, carets] = quote(SOURCE, { line: 2, column: 12 }, "unknown".length);
    assert.equal(carets, `  \t${" ".repeat(10)}^^^^^^^`);
  });

  const aligned: [kind: string, before: string, fault: string, indent: string, carets: string][] = [
    ["Chinese characters", "f('你好', ", "未定义", " ".repeat(10), "^".repeat(6)],
    ["full-width characters", "Ａ１＝", "ｂ", " ".repeat(6), "^^"],
    ["Korean and Japanese", "한국 かな ", "ｶﾅ", " ".repeat(10), "^^"],
    ["emoji", "😀 👨‍👩‍👧 🇨🇳 ❤️ 👍🏽 ", "👩‍💻x", " ".repeat(15), "^^^"],
    ["combining characters", "e\u0301 a\u0308 ", "o\u0302x", " ".repeat(4), "^^"],
    ["combining characters of other scripts", "ไม่ ", "x", " ".repeat(3), "^"],
    ["characters without width", "a\u200bb\ufeff", "x", " ".repeat(2), "^"],
    ["surrogate pairs beyond the BMP", "𠮷 𝒳 ", "𠮷", " ".repeat(5), "^^"],
    ["tabs and Chinese", "\t你\t", "好", "\t  \t", "^^"],
    ["a tab in the fault", "a ", "b\tc", "  ", "^".repeat(5)],
  ];
  for (const [kind, before, fault, indent, carets] of aligned) {
    it(`has the carets under the fault where there are ${kind}`, () => {
      const place = { line: 1, column: before.length + 1 };
      const lines = quote(`${before}${fault} + 后`, place, fault.length);
      assert.deepEqual(lines, [`  ${before}${fault} + 后`, `  ${indent}${carets}`]);
    });
  }

  it("has carets under the whole of a character in which the fault begins or ends", () => {
    assert.deepEqual(quote("你😀", { line: 1, column: 2 }), ["  你😀", "    ^^"]);
    assert.deepEqual(quote("😀1", { line: 1, column: 2 }, 2), ["  😀1", "  ^^^"]);
    assert.deepEqual(quote("e\u0301", { line: 1, column: 2 }), ["  e\u0301", "  ^"]);
  });

  it("ends where TypeScript and V8 end a line", () => {
    const source = "a\r\nb\rc\u2028d\u2029e";
    const lines = [1, 2, 3, 4, 5].map((line) => quote(source, { line, column: 1 }, 9)[0]);
    assert.deepEqual(lines, ["  a", "  b", "  c", "  d", "  e"]);
  });

  it("has no caret beyond its end, but at least one", () => {
    assert.deepEqual(quote("ab", { line: 1, column: 2 }, 10), ["  ab", "   ^"]);
    assert.deepEqual(quote("ab", { line: 1, column: 3 }, 10), ["  ab", "    ^"]);
  });

  it("is empty if the source has no such line", () => {
    assert.deepEqual(quote("ab", { line: 9, column: 1 }), ["  ", "  ^"]);
  });
});
