import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type Address,
  EPOLLOUT,
  Epoll,
  MSG_OOB,
  observe,
  POLLIN,
  POLLOUT,
  POLLPRI,
  reasonsOf,
  SHUT_WR,
  SO_LINGER,
  SOL_SOCKET,
  type Socket,
  select,
} from "day29";
import { closing, connected, listening, pair, tcp } from "../../support/sockets.js";

describe("reasonsOf()", () => {
  it("reports a closed epoll member whose duplicate still causes events", async (t) => {
    const [a] = pair(t);
    const epoll = closing(t, new Epoll());
    epoll.register(a, EPOLLOUT);
    closing(t, a.dup());
    const fd = a.fileno();
    a.close();
    assert.deepEqual(await epoll.poll(0), [[fd, EPOLLOUT]]);
    assert.deepEqual(reasonsOf(fd, EPOLLOUT), [{ kind: "closed" }]);
  });
});

describe("observe()", () => {
  /** What a round of select shows of one descriptor. */
  async function observed(socket: Socket<Address>) {
    const lists = { rlist: [socket], wlist: [socket], xlist: [socket] };
    const [rs, ws, xs] = await select(lists.rlist, lists.wlist, lists.xlist);
    const [entry] = observe({ call: "select", ...lists, rs, ws, xs }).entries;
    assert.ok(entry !== undefined);
    return entry;
  }

  it("reports both addresses, the events of all lists and the reasons, and consumes nothing", async (t) => {
    const [client, server] = await connected(t);
    await client.sendall("hello");
    for (let i = 0; i < 2; i++) {
      assert.deepEqual(await observed(server), {
        fd: server.fileno(),
        listening: false,
        local: server.getsockname(),
        peer: client.getsockname(),
        watched: POLLIN | POLLOUT | POLLPRI,
        ready: POLLIN | POLLOUT,
        reasons: [{ kind: "data", bytes: 5 }, { kind: "room" }],
      });
    }
  });

  it("reports the clients that a listener may accept", async (t) => {
    const listener = listening(t);
    for (let i = 0; i < 2; i++) await tcp(t).connect(listener.getsockname());
    const { listening: listens, peer, reasons } = await observed(listener);
    assert.deepEqual([listens, peer, reasons], [true, null, [{ kind: "clients", count: 2 }]]);
  });

  it("reports the end of a stream, alone and behind data", async (t) => {
    const [a, b] = pair(t);
    await a.sendall("hello");
    a.shutdown(SHUT_WR);
    const end = [{ kind: "end" }, { kind: "room" }];
    assert.deepEqual((await observed(b)).reasons, [{ kind: "data", bytes: 5 }, ...end]);
    await b.recv(5);
    assert.deepEqual((await observed(b)).reasons, end);
  });

  it("reports urgent data, and a connection that was reset", async (t) => {
    const [client, server] = await connected(t);
    await client.send("!", MSG_OOB);
    assert.deepEqual((await observed(server)).reasons, [{ kind: "urgent" }, { kind: "room" }]);
    client.setsockopt(SOL_SOCKET, SO_LINGER, { onoff: true, linger: 0 });
    client.close();
    const kinds = (await observed(server)).reasons.map(({ kind }) => kind);
    assert.ok(kinds.includes("error"), `${kinds}`);
  });

  it("gives no reason for a descriptor that is not ready, in the order of registration", async (t) => {
    const [a, b] = pair(t);
    await a.sendall("x");
    const registered = new Map([
      [b.fileno(), POLLIN],
      [a.fileno(), POLLIN],
    ]);
    const { call, entries } = observe({ call: "poll", registered, events: [[b.fileno(), POLLIN]] });
    assert.deepEqual(
      [call, entries.map(({ fd, ready, reasons }) => [fd, ready, reasons])],
      [
        "poll",
        [
          [b.fileno(), POLLIN, [{ kind: "data", bytes: 1 }]],
          [a.fileno(), 0, []],
        ],
      ],
    );
  });
});
