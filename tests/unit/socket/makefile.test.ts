/** makefile(): what the comparison with CPython cannot show. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  BlockingIOError,
  type BufferedReader,
  type BufferedRWPair,
  type BufferedWriter,
  type SocketIO,
  type TextIOWrapper,
} from "day29";
import { fill, pair } from "../../support/sockets.js";

describe("the file of a socket", () => {
  it("has the type of its mode", async (t) => {
    const [, b] = pair(t);
    const text: TextIOWrapper = b.makefile();
    const raw: SocketIO = b.makefile("rb", 0);
    const unbuffered: SocketIO = b.makefile("wb", { buffering: 0 });
    const reader: BufferedReader = b.makefile("rb");
    const writer: BufferedWriter = b.makefile("wb", 100);
    const both: BufferedRWPair = b.makefile("rwb");
    const fd = b.fileno();
    assert.deepEqual([text, raw, unbuffered, reader, writer, both].map(String), [
      `<TextIOWrapper r utf-8 <BufferedReader fd=${fd}>>`,
      `<SocketIO fd=${fd} rb>`,
      `<SocketIO fd=${fd} wb>`,
      `<BufferedReader fd=${fd}>`,
      `<BufferedWriter fd=${fd}>`,
      `<BufferedRWPair fd=${fd}>`,
    ]);
    await text.close();
    assert.equal(`${text}`, "<TextIOWrapper closed>");
  });

  it("iterates over its lines, and continues after a break", async (t) => {
    const [a, b] = pair(t);
    await a.sendall("one\ntwo\nthree");
    a.close();
    const file = b.makefile();
    for await (const line of file) {
      assert.equal(line, "one\n");
      break;
    }
    const rest: string[] = [];
    for await (const line of file) rest.push(line);
    assert.deepEqual(rest, ["two\n", "three"]);
    assert.equal(file.closed, false);
  });

  for (const mode of ["r", "rb", "rwb"] as const) {
    it(`of mode ${mode} gives each of several reads its own line, in their order`, async (t) => {
      const [a, b] = pair(t);
      const file = b.makefile(mode);
      const lines = [file.readline(), file.readline(), file.readline()];
      for (const part of ["on", "e\ntw", "o\nthree\n"]) await a.sendall(part);
      assert.deepEqual((await Promise.all(lines)).map(String), ["one\n", "two\n", "three\n"]);
    });
  }

  it("sends several writes in their order, although each waits", async (t) => {
    const [a, b] = pair(t);
    const file = a.makefile("wb", 4);
    const parts = Array.from({ length: 40 }, (_, i) => Buffer.alloc(20_000, i));
    const writes = Promise.all(parts.map((part) => file.write(part))).then(() => file.close());
    a.close();
    assert.ok((await b.makefile("rb").read())?.equals(Buffer.concat(parts)));
    await writes;
  });

  it("keeps the descriptor while a read waits, after the socket was closed", async (t) => {
    const [a, b] = pair(t);
    const file = b.makefile("rb");
    const reading = file.read(5);
    b.close();
    await a.sendall("hello");
    assert.equal(`${await reading}`, "hello");
    const waiting = file.read(1);
    await file.close();
    assert.equal(b.fileno(), -1);
    await assert.rejects(waiting, { code: "EBADF" });
  });

  it("is closed at the end of a block, and sends what is left", async (t) => {
    const [a, b] = pair(t);
    const file = a.makefile("w");
    await file.write("sent");
    await file[Symbol.asyncDispose]();
    a.close();
    assert.equal(await b.makefile().read(), "sent");
  });

  it("reports how much it took before it would block", async (t) => {
    const [a] = pair(t);
    await fill(a);
    a.setblocking(false);
    const file = a.makefile("wb", 10);
    await file.write("abc");
    await assert.rejects(file.write("0123456789"), (error) => {
      assert.ok(error instanceof BlockingIOError);
      assert.deepEqual([error.code, error.charactersWritten], ["EAGAIN", 7]);
      return true;
    });
  });

  it("reads a large part without reserving memory for it first", async (t) => {
    const [a, b] = pair(t);
    await a.sendall("little");
    a.close();
    assert.equal(`${await b.makefile("rb").read(2 ** 31 - 1)}`, "little");
  });

  it("does not hold the descriptor if it was refused", (t) => {
    const [, b] = pair(t);
    for (const options of [{ encoding: "none" }, { buffering: 0 }, { newline: "x" as never }]) {
      assert.throws(() => b.makefile("r", options), RangeError);
    }
    b.close();
    assert.equal(b.fileno(), -1);
  });
});
