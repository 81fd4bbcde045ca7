/** Tables as text. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { textTable } from "#day29/notebook/render/text-table.js";

describe("textTable()", () => {
  it("aligns columns, a Chinese character as wide as two Latin ones", () => {
    assert.equal(
      textTable("title", [
        ["套接字", "fd"],
        ["left", "21"],
        ["", "5"],
      ]),
      "title\n  套接字  fd\n  left    21\n          5",
    );
  });

  it("has lines that span all columns", () => {
    assert.equal(
      textTable("title", [["a", "b"], "... 5 more", ["c"]]),
      "title\n  a  b\n  ... 5 more\n  c",
    );
  });

  it("may have no lines", () => {
    assert.equal(textTable("title", []), "title");
  });
});
