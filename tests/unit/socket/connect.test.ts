import assert from "node:assert/strict";
import { constants as os } from "node:os";
import { describe, it } from "node:test";
import { SO_ERROR, SOL_SOCKET, select } from "day29";
import { listening, tcp } from "../../support/sockets.js";

const { EAGAIN, ECONNREFUSED, EINPROGRESS } = os.errno;

describe("connectEx()", () => {
  it("returns the errno instead of throwing", async (t) => {
    const listener = listening(t);
    assert.equal(await tcp(t).connectEx(listener.getsockname()), 0);
    const closed = tcp(t);
    closed.bind(["127.0.0.1", 0]);
    assert.equal(await tcp(t).connectEx(closed.getsockname()), ECONNREFUSED);
  });

  it("starts to connect on a non-blocking socket; SO_ERROR has the outcome", async (t) => {
    const closed = tcp(t);
    closed.bind(["127.0.0.1", 0]);
    const socket = tcp(t);
    socket.setblocking(false);
    assert.equal(await socket.connectEx(closed.getsockname()), EINPROGRESS);
    assert.deepEqual((await select([], [socket], [], 5))[1], [socket]);
    assert.equal(socket.getsockopt(SOL_SOCKET, SO_ERROR), ECONNREFUSED);
    assert.equal(socket.getsockopt(SOL_SOCKET, SO_ERROR), 0, "reading it clears it");
  });

  it("returns EAGAIN when the timeout expires, and throws for an invalid address", async (t) => {
    const full = listening(t, 0);
    // When the accept queue is full, the kernel leaves further clients waiting.
    const fill = tcp(t);
    await fill.connect(full.getsockname());
    const socket = tcp(t);
    socket.settimeout(0.01);
    assert.equal(await socket.connectEx(full.getsockname()), EAGAIN);
    await assert.rejects(tcp(t).connectEx("x" as never), TypeError);
  });
});
