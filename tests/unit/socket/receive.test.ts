import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  AF_UNIX,
  MSG_DONTWAIT,
  MSG_OOB,
  MSG_PEEK,
  MSG_TRUNC,
  MSG_WAITALL,
  SO_LINGER,
  SOCK_DGRAM,
  SOL_SOCKET,
  select,
  setWaiting,
  socketpair,
} from "day29";
import { whenAsleep } from "../../support/actor.js";
import { HANG_S } from "../../support/hang.js";
import { closing, connected, pair } from "../../support/sockets.js";

describe("recvInto()", () => {
  it("fills the caller's buffer, at most nbytes of it", async (t) => {
    const [a, b] = pair(t);
    await a.sendall("hello world");
    const buffer = Buffer.alloc(8, ".");
    assert.equal(await b.recvInto(buffer, 5), 5);
    assert.equal(`${buffer}`, "hello...");
    assert.equal(await b.recvInto(buffer.subarray(6)), 2);
    assert.equal(`${buffer}`, "hello. w");
  });

  it("refuses an nbytes that does not fit", async (t) => {
    const [, b] = pair(t);
    for (const nbytes of [9, -1, 1.5]) {
      await assert.rejects(b.recvInto(Buffer.alloc(8), nbytes), {
        name: "RangeError",
        message: /nbytes/,
      });
    }
    await assert.rejects(b.recvInto("text" as never), TypeError);
  });
});

describe("MSG_TRUNC", () => {
  it("returns the length of a datagram, with zeros instead of what was not received", async (t) => {
    const [a, b] = socketpair(AF_UNIX, SOCK_DGRAM);
    closing(t, a);
    closing(t, b);
    for (const length of [5, 100]) {
      const expected = Buffer.alloc(length);
      expected.write("xx");
      for (const receive of [
        () => b.recv(2, MSG_TRUNC),
        async () => (await b.recvfrom(2, MSG_TRUNC))[0],
      ]) {
        await a.send(Buffer.alloc(1000, "secret"));
        await b.recv(1000);
        await a.send(Buffer.alloc(length, "x"));
        assert.deepEqual(await receive(), expected);
      }
    }
  });

  it("discards the bytes of a TCP stream, and shows none of another socket", async (t) => {
    const [client, server] = await connected(t);
    const [a, b] = pair(t);
    await a.sendall(Buffer.alloc(1000, "secret"));
    await b.recv(1000);
    for (const flags of [MSG_TRUNC, MSG_TRUNC | MSG_WAITALL]) {
      await client.sendall("hello");
      assert.deepEqual(await server.recv(5, flags), Buffer.alloc(5));
      await client.sendall("hello");
      assert.deepEqual((await server.recvmsg(5, 0, flags))[0], Buffer.alloc(5));
    }
  });
});

describe("MSG_WAITALL", () => {
  for (const mode of ["cooperative", "blocking"] as const) {
    it(`waits for all the bytes, ${mode}`, async (t) => {
      const [a, b] = pair(t);
      setWaiting(mode);
      t.after(() => setWaiting("cooperative"));
      await a.sendall("one ");
      whenAsleep(t, { send: "two", fd: a.fileno() });
      assert.equal(`${await b.recv(7, MSG_WAITALL)}`, "one two");
    });
  }

  it("returns early at the end of the stream, at an error after some bytes, and with a timeout", async (t) => {
    const [a, b] = pair(t);
    await a.sendall("some");
    a.close();
    assert.equal(`${await b.recv(100, MSG_WAITALL)}`, "some");
    const buffer = Buffer.alloc(10);
    assert.equal(await b.recvInto(buffer, 0, MSG_WAITALL), 0);

    const [client, server] = await connected(t);
    await client.sendall("some");
    const waiting = server.recv(100, MSG_WAITALL);
    await new Promise(setImmediate);
    client.setsockopt(SOL_SOCKET, SO_LINGER, { onoff: true, linger: 0 });
    client.close();
    assert.equal(`${await waiting}`, "some");
    await assert.rejects(server.recv(100, MSG_WAITALL), { name: "ConnectionResetError" });

    const [c, d] = pair(t);
    await c.sendall("some");
    d.settimeout(HANG_S);
    // As in Python: with a timeout the descriptor is non-blocking, so the call returns what has arrived.
    assert.equal(`${await d.recv(100, MSG_WAITALL)}`, "some");
  });
});

describe("flags", () => {
  it("make a call peek, or not wait", async (t) => {
    const [a, b] = pair(t);
    await assert.rejects(b.recv(1, MSG_DONTWAIT), { name: "BlockingIOError" });
    await a.sendall("hi");
    assert.equal(`${await b.recv(10, MSG_PEEK)}`, "hi");
    assert.equal(`${await b.recv(10)}`, "hi");
  });

  it("send one urgent byte out of band", async (t) => {
    const [client, server] = await connected(t);
    await client.sendall("slow");
    await client.send("!", MSG_OOB);
    const [, , xs] = await select([], [], [server], 5);
    assert.deepEqual(xs, [server]);
    assert.equal(`${await server.recv(1, MSG_OOB)}`, "!");
    assert.equal(`${await server.recv(10)}`, "slow");
  });
});
