/** The less common calls of a socket, and their pitfalls. */
import assert from "node:assert/strict";
import { constants as os } from "node:os";
import { describe, it } from "node:test";
import {
  AF_INET,
  AF_INET6,
  decodeLinger,
  fromfd,
  IP_ADD_MEMBERSHIP,
  IP_DROP_MEMBERSHIP,
  IP_MULTICAST_IF,
  IP_MULTICAST_LOOP,
  IP_MULTICAST_TTL,
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPPROTO_TCP,
  IPV6_JOIN_GROUP,
  ifNameindex,
  inetAton,
  MSG_DONTWAIT,
  MSG_OOB,
  MSG_PEEK,
  MSG_WAITALL,
  SHUT_RD,
  SHUT_WR,
  SO_ERROR,
  SO_KEEPALIVE,
  SO_LINGER,
  SO_RCVTIMEO,
  SO_SNDBUF,
  SO_SNDTIMEO,
  SOCK_DGRAM,
  SOL_SOCKET,
  Socket,
  select,
  setWaiting,
  TCP_CONGESTION,
  TCP_INFO,
} from "day29";
import { whenAsleep } from "../../support/actor.js";
import { HANG_S } from "../../support/hang.js";
import { run } from "../../support/project.js";
import { closing, connected, listening, pair, tcp } from "../../support/sockets.js";

const { EAGAIN, ECONNREFUSED, EINPROGRESS } = os.errno;

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

describe("dup()", () => {
  it("keeps the connection until both are closed", async (t) => {
    const [a, b] = pair(t);
    a.settimeout(3);
    const copy = closing(t, a.dup());
    assert.notEqual(copy.fileno(), a.fileno());
    assert.equal(copy.gettimeout(), 3);
    a.close();
    await copy.sendall("still here");
    assert.equal(`${await b.recv(100)}`, "still here");
    copy.close();
    assert.equal((await b.recv(100)).length, 0);
  });

  it("of a foreign descriptor is fromfd()", async (t) => {
    const [a, b] = pair(t);
    const copy = closing(t, fromfd(a.fileno()));
    assert.equal(copy.family, a.family);
    await copy.sendall("hi");
    assert.equal(`${await b.recv(100)}`, "hi");
    assert.throws(() => fromfd(9999), { code: "EBADF" });
  });
});

describe("a descriptor", () => {
  it("is inherited by child processes only if it is made inheritable", async (t) => {
    const [a] = pair(t);
    const isThere = async (): Promise<boolean> => {
      const { code } = await run("sh", ["-c", `[ -e /proc/self/fd/${a.fileno()} ]`]);
      return code === 0;
    };
    assert.equal(a.getInheritable(), false);
    assert.equal(await isThere(), false);
    a.setInheritable(true);
    assert.equal(a.getInheritable(), true);
    assert.equal(await isThere(), true);
    a.setInheritable(false);
    assert.equal(a.getInheritable(), false);
  });
});

describe("options", () => {
  it("accept structs as objects", (t) => {
    const socket = tcp(t);
    socket.setsockopt(SOL_SOCKET, SO_LINGER, { onoff: true, linger: 7 });
    assert.deepEqual(decodeLinger(socket.getsockopt(SOL_SOCKET, SO_LINGER, 8)), {
      onoff: true,
      linger: 7,
    });
    assert.equal(socket.getsockopt(SOL_SOCKET, SO_LINGER), 1);
    socket.setsockopt(SOL_SOCKET, SO_KEEPALIVE, true);
    assert.equal(socket.getsockopt(SOL_SOCKET, SO_KEEPALIVE), 1);
    socket.setsockopt(IPPROTO_TCP, TCP_CONGESTION, Buffer.from("reno"));
    assert.match(`${socket.getsockopt(IPPROTO_TCP, TCP_CONGESTION, 16)}`, /^reno/);
    assert.ok(socket.getsockopt(IPPROTO_TCP, TCP_INFO, 256).length > 100);
  });

  it("refuse the kernel's own timeouts, and give the reason", (t) => {
    for (const name of [SO_RCVTIMEO, SO_SNDTIMEO]) {
      assert.throws(() => tcp(t).setsockopt(SOL_SOCKET, name, Buffer.alloc(16)), /settimeout/);
    }
  });

  it("refuse numbers that are not 32-bit integers", (t) => {
    const socket = tcp(t);
    for (const wrong of [1.5, 2 ** 31, -(2 ** 31) - 1, Number.NaN]) {
      assert.throws(() => socket.setsockopt(SOL_SOCKET, SO_SNDBUF, wrong), {
        name: "RangeError",
        message: new RegExp(`${wrong}`.replace("-", "\\-")),
      });
    }
    assert.throws(() => socket.setsockopt(SOL_SOCKET, SO_SNDBUF, "5" as never), TypeError);
    assert.throws(() => socket.setsockopt(SOL_SOCKET, SO_SNDBUF, {} as never), TypeError);
  });

  it("join a multicast group, whose messages then arrive", async (t) => {
    const receiver = closing(t, new Socket(AF_INET, SOCK_DGRAM));
    receiver.settimeout(HANG_S);
    receiver.bind(["", 0]);
    const membership = { group: "224.0.0.251", interface: "127.0.0.1" };
    receiver.setsockopt(IPPROTO_IP, IP_ADD_MEMBERSHIP, membership);
    const sender = closing(t, new Socket(AF_INET, SOCK_DGRAM));
    sender.setsockopt(IPPROTO_IP, IP_MULTICAST_IF, inetAton("127.0.0.1"));
    sender.setsockopt(IPPROTO_IP, IP_MULTICAST_TTL, 0);
    sender.setsockopt(IPPROTO_IP, IP_MULTICAST_LOOP, true);
    await sender.sendto("to the group", ["224.0.0.251", receiver.getsockname()[1]]);
    assert.equal(`${await receiver.recv(100)}`, "to the group");
    receiver.setsockopt(IPPROTO_IP, IP_DROP_MEMBERSHIP, membership);
    assert.throws(() => receiver.setsockopt(IPPROTO_IP, IP_DROP_MEMBERSHIP, membership), {
      code: "EADDRNOTAVAIL",
    });
  });

  it("join an IPv6 multicast group", (t) => {
    const [index] = ifNameindex().find(([, name]) => name === "lo") as [number, string];
    const socket = closing(t, new Socket(AF_INET6, SOCK_DGRAM));
    socket.setsockopt(IPPROTO_IPV6, IPV6_JOIN_GROUP, { group: "ff02::1:2", interface: index });
    assert.throws(
      () =>
        socket.setsockopt(IPPROTO_IPV6, IPV6_JOIN_GROUP, { group: "127.0.0.1", interface: index }),
      { message: /not an IPv6 address/ },
    );
  });
});

describe("shutdown()", () => {
  for (const mode of ["cooperative", "blocking"] as const) {
    it(`of the receiving side ends the calls of a datagram socket, ${mode}`, async (t) => {
      const socket = closing(t, new Socket(AF_INET, SOCK_DGRAM));
      socket.bind(["127.0.0.1", 0]);
      await socket.connect(socket.getsockname());
      const waiting = socket.recv(10);
      await new Promise(setImmediate);
      socket.shutdown(SHUT_RD);
      assert.equal((await waiting).length, 0);
      setWaiting(mode);
      t.after(() => setWaiting("cooperative"));
      assert.equal((await socket.recv(10)).length, 0);
      assert.equal(await socket.recvInto(Buffer.alloc(10)), 0);
      assert.deepEqual(await socket.recvfrom(10), [Buffer.alloc(0), null]);
      await assert.rejects(socket.recv(10, MSG_DONTWAIT), { name: "BlockingIOError" });
    });
  }

  it("of the sending side leaves the other direction open", async (t) => {
    const [client, server] = await connected(t);
    client.shutdown(SHUT_WR);
    assert.equal((await server.recv(10)).length, 0);
    await server.sendall("late");
    assert.equal(`${await client.recv(10)}`, "late");
    await assert.rejects(client.send("x"), { name: "BrokenPipeError" });
  });
});
