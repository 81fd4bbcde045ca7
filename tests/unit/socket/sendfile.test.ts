/** Files that the kernel sends. */
import assert from "node:assert/strict";
import { closeSync, openSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import {
  AF_UNIX,
  MSG_WAITALL,
  SOCK_DGRAM,
  type Socket,
  setWaiting,
  socketpair,
  trace,
} from "day29";
import { temporaryFolder } from "../../support/project.js";
import { closing, connected, pair } from "../../support/sockets.js";

/** A file of `size` bytes, of which no two adjacent ones are equal. */
async function file(t: TestContext, size: number): Promise<{ fd: number; content: Buffer }> {
  const path = join(await temporaryFolder(t), "file");
  const content = Buffer.from(Uint8Array.from({ length: size }, (_, i) => i % 251));
  writeFileSync(path, content);
  const fd = openSync(path, "r");
  t.after(() => closeSync(fd));
  return { fd, content };
}

const received = (socket: Socket, size: number): Promise<Buffer> => socket.recv(size, MSG_WAITALL);

describe("sendfile()", () => {
  it("sends a whole file through a small send buffer", async (t) => {
    const [a, b] = await connected(t);
    const { fd, content } = await file(t, 10_000_000);
    const sending = a.sendfile(fd);
    assert.deepEqual(await received(b, content.length), content);
    assert.equal(await sending, content.length);
  });

  it("sends it with blocking waiting, too", async (t) => {
    const [a, b] = await connected(t);
    const { fd, content } = await file(t, 10_000);
    setWaiting("blocking");
    try {
      assert.equal(await a.sendfile(fd), content.length);
    } finally {
      setWaiting("cooperative");
    }
    assert.deepEqual(await received(b, content.length), content);
  });

  it("sends a part, and less when the file ends", async (t) => {
    const [a, b] = pair(t);
    const { fd, content } = await file(t, 1000);
    const parts: [offset: number, count: number | null, size: number][] = [
      [0, 10, 10],
      [990, 100, 10],
      [900, null, 100],
      [1000, null, 0],
      [2 ** 40, 1, 0],
    ];
    for (const [offset, count, size] of parts) {
      assert.equal(await a.sendfile(fd, offset, count), size);
      const part = content.subarray(offset, offset + size);
      assert.deepEqual(await received(b, size), part, `${size} bytes from ${offset} on`);
    }
  });

  it("accepts objects with a descriptor", async (t) => {
    const [a, b] = pair(t);
    const { fd, content } = await file(t, 10);
    const handle = await open(`/proc/self/fd/${fd}`);
    for (const source of [handle, { fileno: () => fd }]) await a.sendfile(source);
    await handle.close();
    assert.deepEqual(await received(b, 20), Buffer.concat([content, content]));
  });

  it("calls sendfile(2) and reads nothing itself", async (t) => {
    const [a] = pair(t);
    const { fd } = await file(t, 10);
    const { calls } = await trace(() => a.sendfile(fd, 3, 5));
    assert.match(`${calls.at(-1)}`, /^sendfile\(\d+, \d+, \[3\] => \[8\], 5\) = 5 /);
    assert.ok(calls.every(({ name }) => name === "poll" || name === "sendfile"));
  });

  it("throws when the timeout expires, and when the socket is closed", async (t) => {
    const [a] = pair(t);
    const { fd } = await file(t, 10_000_000);
    a.settimeout(0.05);
    await assert.rejects(a.sendfile(fd), { name: "TimeoutError" });
    a.settimeout(null);
    const sending = a.sendfile(fd);
    a.close();
    await assert.rejects(sending, { code: "EBADF" });
  });

  it("throws when the peer is gone", async (t) => {
    const [a, b] = pair(t);
    const { fd } = await file(t, 10);
    b.close();
    await assert.rejects(a.sendfile(fd), { name: "BrokenPipeError", code: "EPIPE" });
  });

  it("throws for invalid arguments, and names them", async (t) => {
    const [a] = pair(t);
    const { fd } = await file(t, 10);
    const [datagrams, other] = socketpair(AF_UNIX, SOCK_DGRAM);
    for (const socket of [datagrams, other]) closing(t, socket);
    await assert.rejects(datagrams.sendfile(fd), { name: "RangeError", message: /SOCK_DGRAM/ });
    await assert.rejects(a.sendfile(fd, -1), { name: "RangeError", message: /offset .* not -1/ });
    await assert.rejects(a.sendfile(fd, 2 ** 64), { name: "RangeError", message: /offset/ });
    for (const count of [0, -1, 1.5]) {
      await assert.rejects(a.sendfile(fd, 0, count), { name: "RangeError", message: /count/ });
    }
    await assert.rejects(a.sendfile("file" as never), { name: "TypeError", message: /file/ });
    await assert.rejects(a.sendfile(null as never), { name: "TypeError", message: /file/ });
    await assert.rejects(a.sendfile({ fileno: () => -1 }), { code: "EBADF", message: /of fd -1/ });
    await assert.rejects(a.sendfile(12_345), { code: "EBADF", message: /of fd 12345/ });
    await assert.rejects(a.sendfile(datagrams), { code: "ESPIPE" });
    a.setblocking(false);
    const wrong = { name: "RangeError", message: /setblocking\(true\)/ };
    await assert.rejects(a.sendfile(fd), wrong);
  });
});
