/** What becomes of operations when their descriptor is closed or its number is used again. */
import assert from "node:assert/strict";
import { closeSync } from "node:fs";
import { describe, it } from "node:test";
import { SHUT_RD, SHUT_RDWR, Socket } from "day29";
import { pipe2 } from "#day29/sys/libc.js";
import { platform } from "#day29/sys/platform.js";
import { closing, connected, listening, pair, tcp } from "../../../support/sockets.js";
import { complete, needsUring, results, ring } from "../../../support/uring.js";

describe("an operation whose descriptor is closed", needsUring, () => {
  it("continues, and keeps the connection open until it ends", async (t) => {
    const [client, server] = await connected(t);
    const uring = ring<string>(t, 8);
    uring.prepMultishotRecv(server, "recv");
    uring.submit();
    server.close();
    await client.send("still there");
    const [completion] = await complete(uring);
    assert.equal(`${completion?.data}`, "still there");
    client.setblocking(false);
    await assert.rejects(client.recv(1), { code: "EAGAIN" });
    client.setblocking(true);
    uring.prepCancel("recv", "cancel");
    assert.deepEqual(results(await complete(uring, 2)), { recv: "ECANCELED", cancel: 0 });
    assert.equal((await client.recv(1)).length, 0, "the connection is closed now");
  });

  it("continues when an operation closes it", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<string>(t, 8);
    uring.prepRecv(a, "recv");
    uring.prepClose(a, "close");
    assert.deepEqual(results(await complete(uring)), { close: 0 });
    await b.send("data");
    assert.deepEqual(results(await complete(uring)), { recv: 4 });
    assert.equal((await b.recv(1)).length, 0);
  });

  it("ends before it is closed when it is cancelled in the same submission", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<string>(t, 8);
    uring.prepMultishotRecv(a, "recv");
    uring.submit();
    uring.prepCancel("recv", "cancel");
    uring.prepClose(a, "close");
    const ended = await complete(uring, 3);
    assert.deepEqual(results(ended), { recv: "ECANCELED", cancel: 0, close: 0 });
    assert.equal((await b.recv(1)).length, 0);
  });

  it("ends when the connection is shut down", async (t) => {
    for (const how of [SHUT_RD, SHUT_RDWR]) {
      const [a] = pair(t);
      const uring = ring<string>(t, 8);
      uring.prepMultishotRecv(a, "recv");
      uring.submit();
      a.shutdown(how);
      a.close();
      assert.deepEqual(results(await complete(uring)), { recv: 0 });
      assert.equal(uring.pending, 0);
    }
  });

  it("accepts connections of a closed listener, until it is shut down", async (t) => {
    const listener = listening(t);
    const address = listener.getsockname();
    const uring = ring<string>(t, 8);
    uring.prepMultishotAccept(listener, "accept");
    uring.submit();
    const fd = listener.detach();
    await tcp(t).connect(address);
    const [completion] = await complete(uring);
    closeSync(completion?.res ?? -1);
    const again = new Socket(undefined, undefined, undefined, fd);
    again.shutdown(SHUT_RDWR);
    again.close();
    assert.deepEqual(results(await complete(uring)), { accept: "EINVAL" });
    await assert.rejects(tcp(t).connect(address), { code: "ECONNREFUSED" });
  });

  it("reads a pipe that is closed", async (t) => {
    const fds = new Int32Array(2);
    pipe2(fds, platform.constants.O_CLOEXEC);
    const [reader, writer] = fds as unknown as [number, number];
    const uring = ring<string>(t, 8);
    uring.prepRead(reader, 10, -1, "read");
    uring.submit();
    closeSync(reader);
    uring.prepWrite(writer, Buffer.from("data"), -1, "write");
    assert.deepEqual(results(await complete(uring, 2)), { read: 4, write: 4 });
    uring.prepWrite(writer, Buffer.from("data"), -1, "write");
    // Now nothing reads it any more.
    assert.deepEqual(results(await complete(uring)), { write: "EPIPE" });
    closeSync(writer);
  });

  it("does not touch the successor that has its number", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<string>(t, 8);
    uring.prepMultishotRecv(a, "recv");
    uring.submit();
    const number = a.fileno();
    a.close();
    const successors = Array.from({ length: 4 }, () => pair(t)).flat();
    const successor = successors.find((socket) => socket.fileno() === number);
    assert.ok(successor !== undefined, "the lowest free number is used");
    const peer = successors[successors.indexOf(successor) ^ 1] as typeof successor;
    await peer.send("for the successor");
    await b.send("for the operation");
    const [completion] = await complete(uring);
    assert.equal(`${completion?.data}`, "for the operation");
    assert.equal(`${await successor.recv(100)}`, "for the successor");
  });

  it("is EBADF when it was closed before the submission, or the successor's", async (t) => {
    const [a] = pair(t);
    const uring = ring<string>(t, 8);
    uring.prepRecv(a, "recv");
    a.close();
    uring.submit();
    assert.deepEqual(results(uring.completions()), { recv: "EBADF" });
    const [c] = pair(t);
    const number = c.fileno();
    uring.prepRecv(number, "recv");
    c.close();
    const sockets = pair(t);
    const successor = sockets.find((socket) => socket.fileno() === number);
    assert.ok(successor !== undefined);
    await (sockets.find((socket) => socket !== successor) as typeof successor).send("mine");
    const [completion] = await complete(uring);
    assert.equal(`${completion?.data}`, "mine");
  });

  it("does not keep a ring's own descriptor from being closed", (t) => {
    const uring = ring<string>(t, 8);
    uring.prepPollAdd(uring.fileno(), 1, "itself");
    uring.submit();
    uring.close();
    assert.equal(uring.closed, true);
    closing(t, uring);
  });
});
