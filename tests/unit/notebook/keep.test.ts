/** The names of sockets. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { reasonsOf, type Socket } from "day29";
import { keep } from "day29/notebook";
import { clientName, namer } from "#day29/notebook/keep.js";
import { connected, listening, pair, tcp } from "../../support/sockets.js";

describe("keep()", () => {
  it("closes the sockets that had the names before, unless they are the same", (t) => {
    const [one, two] = pair(t);
    const [three] = pair(t);
    keep({ same: one, other: two });
    keep({ same: one, other: three });
    assert.ok(one.fileno() >= 0);
    assert.equal(two.fileno(), -1);
    keep({ same: [one, three] });
    assert.ok(one.fileno() >= 0);
  });

  it("gives a timeout to a socket that has none", (t) => {
    const [one, two] = pair(t);
    two.setblocking(false);
    keep({ one, two });
    assert.equal(one.gettimeout(), 5);
    assert.equal(two.gettimeout(), 0);
  });
});

describe("the name of a descriptor", () => {
  /** What tables know of a connection. */
  const entryOf = (socket: Socket) => ({
    fd: socket.fileno(),
    listening: false,
    local: socket.getsockname(),
    peer: socket.getpeername(),
    reasons: [],
  });

  it("is that of the socket, or of the other end of its connection", async (t) => {
    const [client, server] = await connected(t);
    keep({ crowd: [client] });
    assert.equal(namer()(entryOf(client)), "crowd[0]");
    assert.equal(namer()(entryOf(server)), "crowd[0]");
    assert.equal(clientName(server, client.getsockname()), "crowd[0]");
    keep({ own: server });
    assert.equal(namer()(entryOf(server)), "own");
  });

  it("is the most recent of several", async (t) => {
    const [client] = await connected(t);
    keep({ first: client });
    keep({ second: client });
    assert.equal(namer()(entryOf(client)), "second");
    keep({ first: client });
    assert.equal(namer()(entryOf(client)), "first");
  });

  it("is listener, or the address of an unknown peer, or nothing", async (t) => {
    const listener = listening(t);
    const [client, server] = await connected(t);
    const [host, port] = client.getsockname();
    const unbound = { ...entryOf(server), local: null, peer: null };
    const of = namer();
    assert.equal(of({ ...unbound, fd: listener.fileno(), listening: true }), "listener");
    assert.equal(of(entryOf(server)), `${host}:${port}`);
    assert.equal(of({ ...unbound, fd: tcp(t).fileno() }), "");
  });

  it("stays when the peer has reset the connection, and when the socket is closed", async (t) => {
    const [client, server] = await connected(t);
    keep({ gone: client });
    const entry = entryOf(server);
    assert.equal(namer()(entry), "gone");
    assert.equal(namer()({ ...entry, peer: null }), "gone");
    const { fd } = entryOf(client);
    client.close();
    const closed = { fd, listening: false, local: null, peer: null, reasons: reasonsOf(fd, 1) };
    assert.equal(namer()(closed), "gone");
  });
});
