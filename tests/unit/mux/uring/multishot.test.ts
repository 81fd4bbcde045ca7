/** Operations of `IoUring` that report more than once, and what ends them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import {
  type Completion,
  kernelBuffers,
  MSG_WAITALL,
  POLLIN,
  SHUT_RDWR,
  SO_LINGER,
  SO_SNDBUF,
  SOL_SOCKET,
  Socket,
} from "day29";
import { closing, connected, drain, fill, listening, pair, tcp } from "../../../support/sockets.js";
import { complete, needsUring, results, ring } from "../../../support/uring.js";

const text = (completions: readonly Completion[]): string =>
  completions.map(({ data }) => `${data ?? ""}`).join("");

describe("multishot accept", needsUring, () => {
  it("reports each connection in order", async (t) => {
    const listener = listening(t);
    const uring = ring<string>(t, 8);
    uring.prepMultishotAccept(listener, "accept");
    uring.submit();
    const clients: Socket[] = [];
    for (let i = 0; i < 20; i++) {
      const client = tcp(t);
      await client.connect(listener.getsockname());
      clients.push(client);
    }
    const completions = await complete(uring, 20);
    for (const [i, { res, more, error }] of completions.entries()) {
      assert.equal(error, null);
      assert.equal(more, true);
      const server = closing(t, new Socket(undefined, undefined, undefined, res));
      assert.deepEqual(server.getpeername(), clients[i]?.getsockname());
    }
    assert.equal(uring.pending, 1);
  });

  it("ends when the listener is shut down, with the error of accept(2)", async (t) => {
    const listener = listening(t);
    const uring = ring<string>(t, 8);
    uring.prepMultishotAccept(listener, "accept");
    uring.submit();
    listener.shutdown(SHUT_RDWR);
    const [completion] = await complete(uring);
    assert.equal(completion?.more, false);
    assert.equal(completion?.error?.code, "EINVAL");
    assert.equal(uring.pending, 0);
    await assert.rejects(listener.accept(), { code: "EINVAL" });
  });
});

describe("multishot recv", needsUring, () => {
  it("reports data in order until the end of the stream", async (t) => {
    const [client, server] = await connected(t);
    const uring = ring<string>(t, 8);
    uring.prepMultishotRecv(server, "recv");
    for (const word of ["one", "two", "three"]) {
      await client.send(word);
      const [completion] = await complete(uring);
      assert.equal(`${completion?.data}`, word);
      assert.equal(completion?.more, true);
    }
    client.close();
    const [end] = await complete(uring);
    assert.deepEqual([end?.res, end?.more, end?.data?.length], [0, false, 0]);
    assert.equal(uring.pending, 0);
  });

  it("ends with ECONNRESET when the peer resets the connection", async (t) => {
    const [client, server] = await connected(t);
    const uring = ring<string>(t, 8);
    uring.prepMultishotRecv(server, "recv");
    uring.submit();
    client.setsockopt(SOL_SOCKET, SO_LINGER, Buffer.from(new Int32Array([1, 0]).buffer));
    client.close();
    const [completion] = await complete(uring);
    assert.equal(completion?.more, false);
    assert.equal(completion?.error?.name, "ConnectionResetError");
    assert.equal(uring.pending, 0);
  });

  it("ends at once if the kernel does not support its flags", async (t) => {
    const uring = ring<string>(t, 8);
    uring.prepMultishotRecv(pair(t)[0], "recv", MSG_WAITALL);
    assert.deepEqual(results(await complete(uring)), { recv: "EINVAL" });
    assert.equal(uring.pending, 0);
  });

  it("ends with ENOBUFS when no buffer is free, and continues when it is begun again", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<string>(t, 8, { bufferCount: 2, bufferSize: 4 });
    await b.send("0123456789abcdefg");
    b.close();
    let received = "";
    let exhausted = 0;
    uring.prepMultishotRecv(a, "recv");
    for (let ended = false; !ended; ) {
      await uring.submitAndWait();
      uring.forEachCompletion(({ res, data, more, error }) => {
        if (error !== null) {
          assert.equal(error.code, "ENOBUFS");
          assert.equal(data, null);
          exhausted++;
        } else received += data;
        ended = res === 0;
        if (!more && !ended) uring.prepMultishotRecv(a, "recv");
      });
    }
    assert.equal(received, "0123456789abcdefg");
    assert.ok(exhausted > 0);
    assert.equal(uring.pending, 0);
  });

  it("shares the buffers with other receptions, which fail and lose nothing", async (t) => {
    const pairs = Array.from({ length: 6 }, () => pair(t));
    const uring = ring<number>(t, 8, { bufferCount: 4, bufferSize: 64 });
    for (const [i, [, b]] of pairs.entries()) await b.send(`message ${i}`);
    for (const [i, [a]] of pairs.entries()) uring.prepRecv(a, i);
    const completions = await complete(uring, 6);
    const failed = completions.filter(({ error }) => error?.code === "ENOBUFS");
    assert.equal(failed.length, 2);
    for (const { userData } of failed) {
      const [a] = pairs[userData] as (typeof pairs)[number];
      uring.prepRecv(a, userData);
    }
    completions.push(...(await complete(uring, 2)));
    const received = completions.filter(({ res }) => res > 0);
    for (const { userData, data } of received) assert.equal(`${data}`, `message ${userData}`);
    assert.equal(received.length, 6);
  });

  it("uses each buffer again and again", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<string>(t, 8, { bufferCount: 4, bufferSize: 8 });
    uring.prepMultishotRecv(a, "recv");
    for (let i = 0; i < 1000; i++) {
      await b.send(`${i}`);
      const [completion] = await complete(uring);
      assert.equal(`${completion?.data}`, `${i}`);
      assert.equal(completion?.more, true);
    }
  });

  it("needs no more than one buffer", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<string>(t, 8, { bufferCount: 1, bufferSize: 1 });
    await b.send("abc");
    let received = "";
    while (received !== "abc") {
      if (uring.pending === 0) uring.prepMultishotRecv(a, "recv");
      received += text(await complete(uring));
    }
  });
});

describe("multishot poll", needsUring, () => {
  it("reports each event until it is cancelled", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<string>(t, 8);
    uring.prepPollMultishot(a, POLLIN, "poll");
    for (let i = 0; i < 3; i++) {
      await b.send("x");
      const [completion] = await complete(uring);
      assert.equal((completion?.res ?? 0) & POLLIN, POLLIN);
      assert.equal(completion?.more, true);
      assert.equal((await a.recv(10)).length, 1);
    }
    uring.prepCancel("poll", "cancel");
    assert.deepEqual(results(await complete(uring, 2)), { poll: "ECANCELED", cancel: 0 });
  });
});

describe("a send to a peer that does not read", needsUring, () => {
  it("sends a part, as send(2) does", async (t) => {
    const [a, b] = pair(t);
    a.setsockopt(SOL_SOCKET, SO_SNDBUF, 4096);
    const uring = ring<string>(t, 8);
    const data = Buffer.alloc(200_000, "x");
    uring.prepSend(a, data, "send");
    const [completion] = await complete(uring);
    const sent = completion?.res ?? 0;
    assert.ok(sent > 0 && sent < data.length, `${sent}`);
    assert.equal(await drain(b), sent);
  });

  it("waits while there is no room, and sends when the peer reads", async (t) => {
    const [client, server] = await connected(t);
    const filled = await fill(client);
    const uring = ring<string>(t, 8);
    uring.prepSend(client, Buffer.from("the last"), "send");
    assert.equal(await uring.submitAndWait(1, 0), 0);
    let received = 0;
    while (received < filled + 8) {
      received += await drain(server);
      await setImmediate();
      if (uring.pending > 0 && (await uring.submitAndWait(1, 0)) > 0) {
        assert.deepEqual(results(uring.completions()), { send: 8 });
      }
    }
    assert.equal(received, filled + 8);
    assert.equal(uring.pending, 0);
    assert.equal(kernelBuffers(server).receive.waiting, 0);
  });

  it("fails when the peer closes", async (t) => {
    const [a, b] = pair(t);
    await fill(a);
    const uring = ring<string>(t, 8);
    uring.prepSend(a, Buffer.from("x"), "send");
    uring.submit();
    b.close();
    const [completion] = await complete(uring);
    assert.equal(completion?.error?.name, "BrokenPipeError");
  });
});
