import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import {
  type Address,
  AF_INET,
  AF_INET6,
  AF_UNIX,
  acceptQueue,
  type Family,
  SHUT_WR,
  SOCK_DGRAM,
  Socket,
  tcpInfo,
} from "day29";
import { closing, connected, listening, pair, tcp } from "../../support/sockets.js";

/** A listener of a family, and its address. */
function listeningOn<A extends Address>(t: TestContext, family: Family<A>, address: A): Socket<A> {
  const listener = closing(t, new Socket(family));
  listener.bind(address);
  listener.listen();
  return listener;
}

describe("acceptQueue()", () => {
  it("reports the number of waiting clients and the limit", async (t) => {
    for (const listener of [listening(t, 7), closing(t, new Socket(AF_INET6)) as Socket]) {
      if (listener.family === AF_INET6) {
        listener.bind(["::1", 0]);
        listener.listen(7);
      }
      assert.deepEqual(acceptQueue(listener), { length: 0, limit: 7 });
      for (const length of [1, 2, 3]) {
        await closing(t, new Socket(listener.family)).connect(listener.getsockname());
        assert.deepEqual(acceptQueue(listener), { length, limit: 7 });
      }
      closing(t, (await listener.accept())[0]);
      assert.deepEqual(acceptQueue(listener), { length: 2, limit: 7 });
    }
  });

  it("is null for anything that is not a TCP listener", async (t) => {
    const [client] = await connected(t);
    assert.equal(acceptQueue(client), null);
    assert.equal(acceptQueue(tcp(t)), null);
    assert.equal(acceptQueue(listeningOn(t, AF_UNIX, "\0day29-kernelbuffers")), null);
    assert.equal(acceptQueue(closing(t, new Socket(AF_INET, SOCK_DGRAM))), null);
  });
});

describe("tcpInfo()", () => {
  it("reports the states of a connection", async (t) => {
    const listener = listening(t);
    const client = tcp(t);
    assert.equal(tcpInfo(listener)?.state, "LISTEN");
    assert.equal(tcpInfo(client)?.state, "CLOSE");
    await client.connect(listener.getsockname());
    const server = closing(t, (await listener.accept())[0]);
    assert.equal(tcpInfo(client)?.state, "ESTABLISHED");
    client.shutdown(SHUT_WR);
    assert.equal((await server.recv(1)).length, 0);
    assert.equal(tcpInfo(server)?.state, "CLOSE_WAIT");
    // The next data from the peer acknowledges the end, too.
    await server.sendall("x");
    assert.equal((await client.recv(1)).length, 1);
    assert.equal(tcpInfo(client)?.state, "FIN_WAIT2");
    server.close();
    assert.equal((await client.recv(1)).length, 0);
    assert.equal(tcpInfo(client)?.state, "CLOSE");
  });

  it("counts bytes", async (t) => {
    const [client, server] = await connected(t);
    await client.sendall("hello");
    await server.recv(5);
    assert.equal(tcpInfo(server)?.bytesReceived, 5);
    await server.sendall("x");
    await client.recv(1);
    // The reply carried the acknowledgement; the SYN counts as one byte.
    assert.equal(tcpInfo(client)?.bytesAcked, 6);
    assert.equal(tcpInfo(client)?.notsentBytes, 0);
    const info = tcpInfo(client);
    assert.ok(info !== null && info.sndMss > 500 && info.rto > 0 && info.sndCwnd > 0);
    assert.ok(info.segsOut >= 2 && info.segsIn >= 2 && info.unacked === 0 && info.lost === 0);
  });

  it("is null for sockets that are not TCP", (t) => {
    assert.equal(tcpInfo(pair(t)[0]), null);
    assert.equal(tcpInfo(closing(t, new Socket(AF_INET, SOCK_DGRAM))), null);
  });
});
