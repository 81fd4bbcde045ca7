/** Sockets of other families and types: IPv6, UDP, UNIX. */
import assert from "node:assert/strict";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { inspect } from "node:util";
import {
  type Address,
  AF_INET,
  AF_INET6,
  AF_UNIX,
  type Family,
  IPPROTO_IPV6,
  IPV6_V6ONLY,
  MSG_DONTWAIT,
  MSG_PEEK,
  SO_BROADCAST,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
  setWaiting,
  socketpair,
  type UnixAddress,
} from "day29";
import { HANG_S } from "../../support/hang.js";
import { temporaryFolder } from "../../support/project.js";
import { closing, connected, pair } from "../../support/sockets.js";

/** A UDP socket on a free port of the loopback address. */
function udp(t: TestContext, host = "127.0.0.1"): Socket {
  const socket = closing(t, new Socket(host.includes(":") ? AF_INET6 : AF_INET, SOCK_DGRAM));
  socket.settimeout(HANG_S);
  socket.bind([host, 0]);
  return socket;
}

describe("a stream", () => {
  const kinds: [string, Family, (folder: string) => Address][] = [
    ["over IPv4", AF_INET, () => ["127.0.0.1", 0]],
    ["over IPv6", AF_INET6, () => ["::1", 0]],
    ["at a UNIX path", AF_UNIX, (folder) => join(folder, "socket")],
    ["at an abstract UNIX name", AF_UNIX, (folder) => `\0${folder}`],
    ["of UNIX at a name that the system chose", AF_UNIX, () => ""],
  ];
  for (const [name, family, address] of kinds) {
    it(`${name} connects, transfers bytes and has both addresses`, async (t) => {
      const listener = closing(t, new Socket<Address>(family));
      listener.bind(address(await temporaryFolder(t)));
      listener.listen();
      const client = closing(t, new Socket<Address>(family));
      await client.connect(listener.getsockname());
      const [server, from] = await listener.accept();
      closing(t, server);
      assert.deepEqual(from, client.getsockname());
      assert.deepEqual(client.getpeername(), listener.getsockname());
      assert.equal(server.family, family);
      await client.sendall("hello");
      assert.equal(`${await server.recv(10)}`, "hello");
      await server.sendall("back");
      // TCP does not return a sender; Linux does for a UNIX stream that has a name.
      const sender = family === AF_UNIX ? listener.getsockname() : null;
      assert.deepEqual(await client.recvfrom(10), [Buffer.from("back"), sender]);
    });
  }

  it("of IPv6 accepts IPv4 clients unless V6ONLY is set", async (t) => {
    const listener = closing(t, new Socket(AF_INET6));
    listener.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, false);
    listener.bind(["::", 0]);
    listener.listen();
    const client = closing(t, new Socket());
    await client.connect(["127.0.0.1", listener.getsockname()[1]]);
    const [server, [host]] = await listener.accept();
    closing(t, server);
    assert.equal(host, "::ffff:127.0.0.1");
  });

  it("waits for room in the accept queue of a UNIX socket", async (t) => {
    for (const mode of ["cooperative", "blocking"] as const) {
      const listener = closing(t, new Socket(AF_UNIX));
      listener.bind("");
      listener.listen(0);
      const client = (): Socket<UnixAddress> => closing(t, new Socket(AF_UNIX));
      const path = listener.getsockname();
      await client().connect(path);
      const refused = client();
      refused.setblocking(false);
      await assert.rejects(refused.connect(path), { name: "BlockingIOError", code: "EAGAIN" });
      const hurried = client();
      hurried.settimeout(0.01);
      setWaiting(mode);
      t.after(() => setWaiting("cooperative"));
      await assert.rejects(hurried.connect(path), { name: "TimeoutError" });
      setWaiting("cooperative");
      const patient = client();
      patient.settimeout(HANG_S);
      const connecting = patient.connect(path);
      closing(t, (await listener.accept())[0]);
      await connecting;
    }
  });
});

describe("a datagram socket", () => {
  for (const host of ["127.0.0.1", "::1"]) {
    it(`sends to ${host} and receives the sender's address`, async (t) => {
      const a = udp(t, host);
      const b = udp(t, host);
      assert.equal(await a.sendto("one", b.getsockname()), 3);
      await a.sendto("", b.getsockname());
      assert.deepEqual(await b.recvfrom(10), [Buffer.from("one"), a.getsockname()]);
      // An empty datagram is a message, not the end.
      assert.deepEqual(await b.recvfrom(10), [Buffer.alloc(0), a.getsockname()]);
      await assert.rejects(b.recvfrom(10, MSG_DONTWAIT), { name: "BlockingIOError" });
    });
  }

  it("keeps message boundaries, and truncates a message that does not fit", async (t) => {
    const a = udp(t);
    const b = udp(t);
    for (const message of ["first", "second"]) await a.sendto(message, 0, b.getsockname());
    const buffer = Buffer.alloc(8, ".");
    assert.deepEqual(await b.recvfromInto(buffer, 3, MSG_PEEK), [3, a.getsockname()]);
    assert.deepEqual(await b.recvfromInto(buffer, 3), [3, a.getsockname()]);
    assert.equal(`${buffer}`, "fir.....");
    assert.equal(`${await b.recv(100)}`, "second");
  });

  it("receives only from its peer once it is connected", async (t) => {
    const [a, b, c] = [udp(t), udp(t), udp(t)];
    await a.connect(b.getsockname());
    await c.sendto("from c", a.getsockname());
    await b.sendto("from b", a.getsockname());
    assert.equal(`${await a.recv(100)}`, "from b");
    await a.sendall("to b");
    assert.equal(`${await b.recv(100)}`, "to b");
  });

  it("can reply to the address that recvfrom() returned, on a connection too", async (t) => {
    const [client, server] = await connected(t);
    await client.sendall("hi");
    const [data, address] = await server.recvfrom(10);
    await server.sendto(data, address);
    assert.equal(`${await client.recv(10)}`, "hi");
    await assert.rejects(udp(t).sendto("to whom?", null), { code: "EDESTADDRREQ" });
  });

  it("reports with the next call that the last message was refused", async (t) => {
    const a = udp(t);
    const gone = udp(t);
    await a.connect(gone.getsockname());
    gone.close();
    await a.send("anybody?");
    await assert.rejects(a.recv(10), { name: "ConnectionRefusedError" });
  });

  it("throws for a message that is too long, and for a broadcast without SO_BROADCAST", async (t) => {
    const a = udp(t);
    await assert.rejects(a.sendto(Buffer.alloc(70_000), a.getsockname()), { code: "EMSGSIZE" });
    const broadcast = (): Promise<number> => a.sendto("all", ["127.255.255.255", 9]);
    await assert.rejects(broadcast(), { name: "PermissionError", code: "EACCES" });
    a.setsockopt(SOL_SOCKET, SO_BROADCAST, true);
    assert.equal(await broadcast(), 3);
  });

  it("looks up the name of the host that it sends to", async (t) => {
    const [a, b] = [udp(t), udp(t)];
    await a.sendto("hi", ["localhost", b.getsockname()[1]]);
    assert.equal(`${await b.recv(10)}`, "hi");
    await assert.rejects(a.sendto("hi", ["no.such.invalid", 9]), { name: "GetAddrInfoError" });
  });

  it("of UNIX is addressed by its path, and has no address without one", async (t) => {
    const folder = await temporaryFolder(t);
    const [a, b] = ["a", "b"].map((name) => {
      const socket = closing(t, new Socket(AF_UNIX, SOCK_DGRAM));
      socket.bind(join(folder, name));
      return socket;
    }) as [Socket<string>, Socket<string>];
    await a.sendto("hello", b.getsockname());
    assert.deepEqual(await b.recvfrom(10), [Buffer.from("hello"), join(folder, "a")]);
    const nobody = closing(t, new Socket(AF_UNIX, SOCK_DGRAM));
    await nobody.sendto("hello", b.getsockname());
    assert.deepEqual(await b.recvfrom(10), [Buffer.from("hello"), null]);
  });
});

describe("a UNIX datagram to a receiver whose queue is full", () => {
  for (const connect of [false, true]) {
    it(`waits for room there, ${connect ? "connected" : "by address"}`, async (t) => {
      const folder = await temporaryFolder(t);
      const receiver = closing(t, new Socket(AF_UNIX, SOCK_DGRAM));
      receiver.bind(join(folder, "receiver"));
      const sender = closing(t, new Socket(AF_UNIX, SOCK_DGRAM));
      if (connect) await sender.connect(receiver.getsockname());
      const send = (): Promise<number> =>
        sender.sendto("x", connect ? null : receiver.getsockname());
      // Filled by another sender: the kernel only wakes a sender when its own messages are read.
      const other = closing(t, new Socket(AF_UNIX, SOCK_DGRAM));
      const fill = async (): Promise<void> => {
        while (true) await other.sendto("x", MSG_DONTWAIT, receiver.getsockname());
      };
      for (const mode of ["cooperative", "blocking"] as const) {
        await assert.rejects(fill(), { name: "BlockingIOError" });
        sender.settimeout(0.02);
        setWaiting(mode);
        t.after(() => setWaiting("cooperative"));
        await assert.rejects(send(), { name: "TimeoutError" });
        setWaiting("cooperative");
        sender.settimeout(HANG_S);
        const sending = send();
        await new Promise(setImmediate);
        await receiver.recv(1);
        assert.equal(await sending, 1);
      }
    });
  }
});

describe("a pair", () => {
  it("may be of type SOCK_SEQPACKET", async (t) => {
    const [a, b] = socketpair(AF_UNIX, SOCK_SEQPACKET);
    closing(t, a);
    closing(t, b);
    await a.send("one");
    await a.send("two");
    assert.equal(`${await b.recv(100)}`, "one");
    assert.equal(`${await b.recv(100)}`, "two");
    a.close();
    assert.equal((await b.recv(100)).length, 0);
  });
});

describe("a socket made from a descriptor", () => {
  it("reads family, type and protocol from the kernel", (t) => {
    const original = new Socket(AF_INET6, SOCK_DGRAM);
    const adopted = closing(t, new Socket(undefined, undefined, undefined, original.detach()));
    assert.equal(adopted.family, AF_INET6);
    assert.equal(adopted.type, SOCK_DGRAM);
    assert.equal(adopted.proto, 17);
  });

  it("throws for a descriptor that is not a socket", (t) => {
    const file = openSync(new URL(import.meta.url), "r");
    t.after(() => closeSync(file));
    assert.throws(() => new Socket(undefined, undefined, undefined, file), { code: "ENOTSOCK" });
    assert.throws(() => new Socket(undefined, undefined, undefined, 9999), { code: "EBADF" });
  });
});

describe("a new socket", () => {
  it("is non-blocking with SOCK_NONBLOCK", (t) => {
    const socket = closing(t, new Socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK));
    assert.equal(socket.type, SOCK_STREAM);
    assert.equal(socket.gettimeout(), 0);
    assert.equal(socket.getblocking(), false);
  });

  it("prints its addresses, in every family", async (t) => {
    const normal = (socket: Socket<Address>): string =>
      inspect(socket).replaceAll(/(fd=|:)\d+(?=[ >])/g, "$1N");
    const six = closing(t, new Socket(AF_INET6));
    six.bind(["::1", 0]);
    assert.equal(normal(six), "<Socket fd=N AF_INET6 SOCK_STREAM [::1]:N>");
    const folder = await temporaryFolder(t);
    const listener = closing(t, new Socket(AF_UNIX));
    listener.bind(join(folder, "s"));
    listener.listen();
    assert.equal(
      normal(listener),
      `<Socket fd=N AF_UNIX SOCK_STREAM listening on ${join(folder, "s")}>`,
    );
    const client = closing(t, new Socket(AF_UNIX));
    await client.connect(join(folder, "s"));
    assert.equal(normal(client), `<Socket fd=N AF_UNIX SOCK_STREAM → ${join(folder, "s")}>`);
    assert.equal(normal(pair(t)[0]), "<Socket fd=N AF_UNIX SOCK_STREAM>");
    assert.match(normal((await connected(t))[0]), /127\.0\.0\.1:N → 127\.0\.0\.1:N/);
  });
});
