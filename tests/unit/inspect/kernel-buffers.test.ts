import assert from "node:assert/strict";
import { closeSync, openSync, statSync } from "node:fs";
import { describe, it, type TestContext } from "node:test";
import {
  type Address,
  AF_INET,
  AF_INET6,
  AF_UNIX,
  acceptQueue,
  type Family,
  kernelBuffers,
  MSG_PEEK,
  SO_RCVBUF,
  SO_SNDBUF,
  SOCK_DGRAM,
  SOL_SOCKET,
  Socket,
  socketpair,
  tcpInfo,
} from "day29";
import { closing, connected, drain, fill, listening, pair } from "../../support/sockets.js";

/** A listener of a family, and its address. */
function listeningOn<A extends Address>(t: TestContext, family: Family<A>, address: A): Socket<A> {
  const listener = closing(t, new Socket(family));
  listener.bind(address);
  listener.listen();
  return listener;
}

async function connectedOver<A extends Address>(
  t: TestContext,
  family: Family<A>,
  address: A,
): Promise<[client: Socket<A>, server: Socket<A>]> {
  const listener = listeningOn(t, family, address);
  const client = closing(t, new Socket(family));
  await client.connect(listener.getsockname());
  return [client, closing(t, (await listener.accept())[0])];
}

describe("kernelBuffers()", () => {
  for (const [name, connect] of [
    ["TCP over IPv4", (t: TestContext) => connected(t)],
    ["TCP over IPv6", (t: TestContext) => connectedOver(t, AF_INET6, ["::1", 0])],
  ] as const) {
    it(`shows the buffers of ${name} filling and emptying`, async (t) => {
      const [client, server] = await connect(t);
      assert.equal(kernelBuffers(client).send.pending, 0);
      assert.equal(kernelBuffers(client).send.unsent, 0);
      assert.equal(kernelBuffers(server).receive.waiting, 0);
      await client.sendall("hello");
      await server.recv(1, MSG_PEEK);
      assert.equal(kernelBuffers(server).receive.waiting, 5);
      await server.recv(2);
      assert.equal(kernelBuffers(server).receive.waiting, 3);
      const sent = 5 + (await fill(client as Socket));
      const { pending, unsent } = kernelBuffers(client).send;
      assert.ok(pending !== null && unsent !== null && unsent > 0 && unsent <= pending);
      assert.equal(tcpInfo(client)?.notsentBytes, unsent);
      let received = 2;
      while (received < sent) received += await drain(server as Socket);
      assert.equal(kernelBuffers(server).receive.waiting, 0);
      assert.equal(kernelBuffers(client).send.unsent, 0);
    });
  }

  it("reports the sizes of the options", async (t) => {
    const [client] = await connected(t);
    const { receive, send } = kernelBuffers(client.fileno());
    assert.equal(receive.size, client.getsockopt(SOL_SOCKET, SO_RCVBUF));
    assert.equal(send.size, client.getsockopt(SOL_SOCKET, SO_SNDBUF));
  });

  it("reports unread bytes of UNIX sockets as pending, and none as unsent", async (t) => {
    const [a, b] = pair(t);
    await a.sendall("hello");
    assert.equal(kernelBuffers(b).receive.waiting, 5);
    const { pending, unsent } = kernelBuffers(a).send;
    assert.ok(pending !== null && pending >= 5);
    assert.equal(unsent, null);
    await b.recv(5);
    assert.equal(kernelBuffers(a).send.pending, 0);
  });

  it("reports the size of the next datagram only", async (t) => {
    const [a, b] = socketpair(AF_UNIX, SOCK_DGRAM);
    closing(t, a);
    closing(t, b);
    const udp = closing(t, new Socket(AF_INET, SOCK_DGRAM));
    udp.bind(["127.0.0.1", 0]);
    const sender = closing(t, new Socket(AF_INET, SOCK_DGRAM));
    await sender.connect(udp.getsockname());
    for (const [from, to] of [
      [a, b],
      [sender, udp],
    ] as const) {
      await from.send("hello");
      await from.send("hi");
      assert.equal(kernelBuffers(to).receive.waiting, 5);
      await to.recv(100);
      assert.equal(kernelBuffers(to).receive.waiting, 2);
      assert.equal(kernelBuffers(from).send.unsent, null);
    }
  });

  it("is null for the bytes of a listener and for the buffers of a file", (t) => {
    const { receive, send } = kernelBuffers(listening(t));
    assert.deepEqual([receive.waiting, send.pending, send.unsent], [null, null, null]);
    const path = new URL(import.meta.url);
    const fd = openSync(path, "r");
    t.after(() => closeSync(fd));
    assert.deepEqual(kernelBuffers(fd), {
      receive: { waiting: statSync(path).size, size: null },
      send: { pending: null, unsent: null, size: null },
    });
  });

  it("throws for a closed socket and for anything that is not a descriptor", (t) => {
    const [a] = pair(t);
    const fd = a.fileno();
    a.close();
    for (const closed of [a, fd]) {
      for (const ask of [kernelBuffers, acceptQueue, tcpInfo]) {
        assert.throws(() => ask(closed), { code: "EBADF" });
      }
    }
    assert.throws(() => kernelBuffers("3" as never), TypeError);
  });
});
