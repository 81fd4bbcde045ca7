import assert from "node:assert/strict";
import { it } from "node:test";
import { ByteCollector } from "#day29/http/bytes.js";

it("bytes are joined in order, as copies", () => {
  const bytes = new ByteCollector();
  assert.equal(bytes.toBuffer().length, 0);
  const piece = Buffer.from("a");
  for (const letter of "abcdefghij") {
    piece.write(letter);
    bytes.append(piece);
  }
  bytes.append(Buffer.from("klm"));
  assert.equal(bytes.length, 13);
  assert.equal(`${bytes.toBuffer()}`, "abcdefghijklm");
});
