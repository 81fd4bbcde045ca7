/** Bytes, part by part and as a dump. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bytesBundle } from "#day29/notebook/views/bytes/show-bytes.js";
import { assertWellFormed } from "../../../support/shown.js";

describe("showBytes()", () => {
  it("has a row for each part, named in one or both languages, and for the rest", () => {
    const bundle = bytesBundle("GET / HTTP/1.1\r\n", [
      ["方法 · method", 3],
      ["SP", 1],
      [{ zh: "目标", en: "target" }, 1],
    ]);
    assert.equal(
      bundle["text/plain"],
      [
        "16 bytes",
        "  at  part    bytes  text             hex",
        '   0  method  3      "GET"            47 45 54',
        '   3  SP      1      " "              20',
        '   4  target  1      "/"              2f',
        '   5  rest    11     " HTTP/1.1\\r\\n"  20 48 54 54 50 2f 31 2e 31 0d 0a',
      ].join("\n"),
    );
    const html = bundle["text/html"] ?? "";
    assertWellFormed(html);
    for (const word of ["方法", "method", "目标", "target"])
      assert.match(html, RegExp(`>${word}<`));
    assert.equal(html.match(/>SP</g)?.length, 1);
  });

  it("names the part that is longer than what is left", () => {
    const bytes = () => bytesBundle("GET", [["方法 · method", 4]]);
    assert.throws(
      bytes,
      /^RangeError: parts\[0\] \(method\) takes 4 bytes, but only 3 of 3 are left/,
    );
  });

  it("rejects a length that is not an integer >= 0", () => {
    for (const length of [-1, 1.5, Number.NaN]) {
      const message = `parts[0] (x): the length must be an integer >= 0, not ${length}`;
      assert.throws(() => bytesBundle("GET", [["x", length]]), { name: "RangeError", message });
    }
  });

  it("quotes a part, and escapes control characters and bytes that are not UTF-8", () => {
    const data = Buffer.concat([
      Buffer.from('你😀"\\\0\t\x01\x7f\u2028\u00a0'),
      Buffer.of(0xff, 0xe4, 0xbd),
    ]);
    assert.match(
      bytesBundle(data, [["all", data.length]])["text/plain"],
      / {2}"你😀\\"\\\\\\0\\t\\x01\\x7f\\u\{2028\}\\u\{a0\}\\xff\\xe4\\xbd" {2}/,
    );
  });

  it("shows the start of a long part", () => {
    const [, , row = ""] = bytesBundle("a".repeat(65), [["all", 65]])["text/plain"].split("\n");
    assert.ok(row.endsWith(`"${"a".repeat(64)}"…  ${"61 ".repeat(16)}…`), row);
  });

  it("has rows of 16 bytes without parts, as hexdump -C does", () => {
    const bundle = bytesBundle("GET /index.html HTTP/1.1\r\n");
    assert.equal(
      bundle["text/plain"],
      [
        "26 bytes",
        "   0  47 45 54 20 2f 69 6e 64  65 78 2e 68 74 6d 6c 20  |GET /index.html |",
        "  16  48 54 54 50 2f 31 2e 31  0d 0a                    |HTTP/1.1..|",
      ].join("\n"),
    );
    assertWellFormed(bundle["text/html"] ?? "");
  });

  it("counts a single byte in the singular", () => {
    assert.equal(bytesBundle("a")["text/plain"], "1 byte\n  0  61  |a|");
  });

  it("cuts a long dump in the middle", () => {
    const lines = bytesBundle(Buffer.alloc(16 * 30))["text/plain"].split("\n");
    assert.equal(lines.length, 1 + 12 + 1 + 12);
    assert.equal(lines[13], "  ... 96 bytes more");
    assert.match(lines.at(-1) ?? "", /^ {2}464 /);
  });
});
