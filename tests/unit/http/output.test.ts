import assert from "node:assert/strict";
import { closeSync, openSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import {
  bytesPart,
  filePart,
  joinParts,
  latin1Part,
  Output,
  totalLength,
} from "#day29/http/output.js";
import { temporaryFolder } from "../../support/project.js";

const KIB = 1024;

/** An open file of `size` bytes. */
async function file(t: TestContext, size: number): Promise<{ fd: number; path: string }> {
  const path = join(await temporaryFolder(t), "file");
  writeFileSync(path, Buffer.alloc(size, "0123456789"));
  const fd = openSync(path, "r");
  t.after(() => closeSync(fd));
  return { fd, path };
}

describe("the parts of a response", () => {
  it("are bytes in memory, text with a byte for each character, or of a file", async (t) => {
    const { fd } = await file(t, 20);
    const parts = [bytesPart(Buffer.from("ab")), latin1Part("é!"), filePart(fd, 3, 4)];
    assert.equal(totalLength(parts), 8);
    assert.equal(
      joinParts(parts).bytes?.toString(),
      Buffer.from("ab\xe9!3456", "latin1").toString(),
    );
    const target = Buffer.alloc(6, ".");
    for (const [i, part] of parts.entries()) part.read(1, 1, target, 2 * i + 1);
    assert.equal(target.toString("latin1"), ".b.!.4");
  });

  it("cannot be read when their file has become shorter", async (t) => {
    const { fd, path } = await file(t, 20);
    const part = filePart(fd, 0, 20);
    truncateSync(path, 5);
    assert.throws(() => part.read(0, 20, Buffer.alloc(20), 0), /truncated/);
  });
});

describe("an output", () => {
  it("sends a header and a small body together, and the rest of what was taken in part", () => {
    const output = new Output([latin1Part("head "), bytesPart(Buffer.from("body"))]);
    assert.equal(`${output.next()}`, "head body");
    assert.equal(output.begun, false);
    assert.equal(output.sent(3), false);
    assert.equal(output.begun, true);
    assert.equal(`${output.next()}`, "d body");
    assert.equal(output.sent(6), true);
    assert.equal(output.next().length, 0);
  });

  it("sends one part in memory without a copy, however large it is", () => {
    const bytes = Buffer.alloc(300 * KIB);
    const output = new Output([bytesPart(bytes)]);
    assert.equal(output.next(), bytes);
    assert.equal(output.sent(bytes.length), true);
  });

  it("reads the first 64 KiB into memory, and then sends ranges of a file of at most 256 KiB", async (t) => {
    const { fd } = await file(t, 400 * KIB);
    const output = new Output([latin1Part("x".repeat(KIB)), filePart(fd, 10, 390 * KIB)]);
    const first = output.next();
    assert.ok(first instanceof Uint8Array && first.length === 64 * KIB);
    assert.equal(output.sent(first.length), false);
    const start = 10 + 63 * KIB;
    assert.deepEqual(output.next(), { fd, start, length: 256 * KIB });
    assert.equal(output.sent(KIB), false);
    assert.deepEqual(output.next(), { fd, start: start + KIB, length: 255 * KIB });
    assert.equal(output.sent(255 * KIB), false);
    assert.deepEqual(output.next(), { fd, start: start + 256 * KIB, length: 71 * KIB });
    assert.equal(output.sent(71 * KIB), true);
  });
});
