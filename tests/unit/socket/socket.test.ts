import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import {
  type Address,
  AF_INET,
  IPPROTO_TCP,
  MSG_DONTWAIT,
  MSG_PEEK,
  SHUT_RDWR,
  SHUT_WR,
  SO_ERROR,
  SO_LINGER,
  SO_RCVBUF,
  SO_REUSEADDR,
  SO_TYPE,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
  select,
  TCP_NODELAY,
} from "day29";
import { closing, connected, drain, fill, listening, pair, tcp } from "../../support/sockets.js";

describe("a TCP socket", () => {
  it("carries bytes both ways between two addresses", async (t) => {
    const listener = listening(t);
    const [host, port] = listener.getsockname();
    assert.equal(host, "127.0.0.1");
    assert.ok(port > 0);
    const client = tcp(t);
    await client.connect([host, port]);
    const [server, address] = await listener.accept();
    closing(t, server);
    assert.deepEqual(address, client.getsockname());
    assert.deepEqual(server.getpeername(), client.getsockname());
    assert.deepEqual(client.getpeername(), listener.getsockname());
    assert.equal(await client.send("ping"), 4);
    assert.deepEqual(await server.recv(100), Buffer.from("ping"));
    assert.equal(await server.send(Buffer.from([0, 255])), 2);
    assert.deepEqual(await client.recv(100), Buffer.from([0, 255]));
  });

  it("is a kernel socket: /proc/net/tcp lists it", async (t) => {
    const listener = listening(t);
    const port = listener.getsockname()[1].toString(16).toUpperCase().padStart(4, "0");
    const { stdout } = spawnSync("cat", ["/proc/net/tcp"], { encoding: "utf8" });
    assert.match(stdout, new RegExp(`0100007F:${port} 00000000:0000 0A`));
    assert.ok(existsSync(`/proc/self/fd/${listener.fileno()}`));
  });

  it("waits in recv until something arrives", async (t) => {
    const [client, server] = await connected(t);
    const received = server.recv(100);
    await client.sendall("late");
    assert.equal(`${await received}`, "late");
  });

  it("receives at most bufsize bytes, and peeks without consuming", async (t) => {
    const [a, b] = pair(t);
    await a.sendall("hello");
    assert.equal(`${await b.recv(4, MSG_PEEK)}`, "hell");
    assert.equal(`${await b.recv(2)}`, "he");
    assert.equal((await b.recv(0)).length, 0);
    assert.equal(`${await b.recv(1 << 20)}`, "llo");
  });

  it("returns a new buffer from each recv", async (t) => {
    const [a, b] = pair(t);
    const [c, d] = pair(t);
    // Both wait at the same time, so both use the same scratch buffer.
    const received = [b.recv(10), d.recv(10)];
    await a.sendall("one");
    await c.sendall("two");
    assert.deepEqual((await Promise.all(received)).map(String), ["one", "two"]);
  });

  it("receives zero bytes after the peer's shutdown, and can still send", async (t) => {
    const [client, server] = await connected(t);
    client.shutdown(SHUT_WR);
    assert.equal((await server.recv(10)).length, 0);
    await server.sendall("still here");
    assert.equal(`${await client.recv(100)}`, "still here");
  });

  it("sends a large message completely with sendall, in parts with send", async (t) => {
    const [client, server] = await connected(t);
    const big = Buffer.alloc(8 << 20, "day29");
    assert.ok((await client.send(big)) < big.length);
    await drain(server);
    const sending = client.sendall(big);
    const parts: Buffer[] = [];
    for (let left = big.length; left > 0; left -= parts.at(-1)?.length ?? 0) {
      parts.push(await server.recv(1 << 20));
    }
    await sending;
    assert.ok(Buffer.concat(parts).subarray(-big.length).equals(big));
  });

  it("that is not bound has the wildcard address", async (t) => {
    const [client] = await connected(t);
    client.getsockname();
    assert.equal(pair(t)[0].getsockname(), "");
    assert.equal(pair(t)[0].getpeername(), "");
  });

  it("accepts clients in the order of their arrival", async (t) => {
    const listener = listening(t);
    const clients = [tcp(t), tcp(t), tcp(t)];
    for (const client of clients) await client.connect(listener.getsockname());
    for (const client of clients) {
      const [server, address] = await listener.accept();
      closing(t, server);
      assert.deepEqual(address, client.getsockname());
    }
  });
});

describe("errors", () => {
  it("name the address that refused the connection", async (t) => {
    const listener = listening(t);
    const address = listener.getsockname();
    listener.close();
    await assert.rejects(tcp(t).connect(address), {
      name: "ConnectionRefusedError",
      code: "ECONNREFUSED",
      message: new RegExp(`connect to 127.0.0.1:${address[1]}: Connection refused`),
    });
  });

  it("name the address that is in use", (t) => {
    const address = listening(t).getsockname();
    assert.throws(() => tcp(t).bind(address), {
      name: "OSError",
      code: "EADDRINUSE",
      message: `[EADDRINUSE] bind 127.0.0.1:${address[1]}: Address already in use`,
    });
  });

  it("are those of Python for invalid use", async (t) => {
    assert.throws(() => tcp(t).shutdown(SHUT_RDWR), { code: "ENOTCONN" });
    const socket = tcp(t);
    assert.throws(() => socket.getpeername(), { code: "ENOTCONN" });
    await assert.rejects(socket.accept(), { code: "EINVAL" });
    await assert.rejects(socket.recv(1), { code: "ENOTCONN" });
    await assert.rejects(socket.recv(-1), RangeError);
    await assert.rejects(socket.send(5 as never), TypeError);
    assert.throws(() => socket.settimeout(-1), RangeError);
    assert.throws(() => socket.settimeout(Number.NaN), RangeError);
    assert.throws(() => socket.getsockopt(SOL_SOCKET, 9999), { code: "ENOPROTOOPT" });
    assert.throws(() => new Socket(9999), { code: "EAFNOSUPPORT" });
    assert.throws(() => new Socket(AF_INET, SOCK_STREAM, 0, 9999), { code: "EBADF" });
  });

  it("distinguish a reset from an end, and a broken pipe does not kill the process", async (t) => {
    const [client, server] = await connected(t);
    const linger = Buffer.alloc(8);
    linger.writeInt32LE(1, 0);
    client.setsockopt(SOL_SOCKET, SO_LINGER, linger);
    client.close();
    await assert.rejects(server.recv(10), { name: "ConnectionResetError", code: "ECONNRESET" });
    await assert.rejects(server.send("x"), { name: "BrokenPipeError", code: "EPIPE" });
  });

  it("are EBADF after close(), which may be called twice", async (t) => {
    const [a] = pair(t);
    a.close();
    a.close();
    assert.equal(a.fileno(), -1);
    assert.throws(() => a.getsockname(), { code: "EBADF", message: /closed socket/ });
    await assert.rejects(a.send("x"), { code: "EBADF" });
    await assert.rejects(a.recv(1), { code: "EBADF" });
  });
});

describe("timeouts", () => {
  it("end accept and recv with TimeoutError, and not too early", async (t) => {
    const listener = listening(t);
    const [a] = pair(t);
    for (const [socket, call] of [
      [listener, () => listener.accept()],
      [a, () => a.recv(1)],
    ] as const) {
      socket.settimeout(0.05);
      const start = performance.now();
      await assert.rejects(call(), {
        name: "TimeoutError",
        errno: null,
        message: /timed out after 0.05 s/,
      });
      assert.ok(performance.now() - start >= 50);
    }
  });

  it("apply once to all parts of sendall", async (t) => {
    const [client, server] = await connected(t);
    client.settimeout(0.1);
    // The peer reads a little every 10 ms: each part would be in time, all of them together are not.
    const reading = setInterval(() => void server.recv(1 << 16, MSG_DONTWAIT).catch(() => {}), 10);
    t.after(() => clearInterval(reading));
    await assert.rejects(client.sendall(Buffer.alloc(256 << 20)), { name: "TimeoutError" });
  });

  it("are not inherited by accepted sockets", async (t) => {
    const listener = listening(t);
    listener.settimeout(5);
    await tcp(t).connect(listener.getsockname());
    const [server] = await listener.accept();
    closing(t, server);
    assert.equal(listener.gettimeout(), 5);
    assert.equal(server.gettimeout(), null);
  });

  it("of 0 make calls throw BlockingIOError immediately", async (t) => {
    const listener = listening(t);
    listener.setblocking(false);
    assert.equal(listener.gettimeout(), 0);
    await assert.rejects(listener.accept(), { name: "BlockingIOError", code: "EAGAIN" });
    const [client, server] = await connected(t);
    server.settimeout(0);
    await assert.rejects(server.recv(1), { name: "BlockingIOError" });
    client.setblocking(false);
    await fill(client);
    await assert.rejects(client.send("x"), { name: "BlockingIOError" });
    server.setblocking(true);
    assert.equal(server.gettimeout(), null);
    await assert.rejects(client.recv(1, MSG_DONTWAIT), { name: "BlockingIOError" });
  });

  it("of 0 let connect continue in the background: writable when done, SO_ERROR has the outcome", async (t) => {
    const listener = listening(t);
    const address = listener.getsockname();
    const client = tcp(t);
    client.setblocking(false);
    await assert.rejects(client.connect(address), { name: "BlockingIOError", code: "EINPROGRESS" });
    await select([], [client], [], 5);
    assert.equal(client.getsockopt(SOL_SOCKET, SO_ERROR), 0);
    listener.close();
    const late = tcp(t);
    late.setblocking(false);
    await assert.rejects(late.connect(address));
    await select([], [late], [], 5);
    assert.notEqual(late.getsockopt(SOL_SOCKET, SO_ERROR), 0);
  });
});

describe("options", () => {
  it("are integers, booleans or structs", (t) => {
    const socket = tcp(t);
    assert.equal(socket.getsockopt(SOL_SOCKET, SO_TYPE), SOCK_STREAM);
    assert.equal(socket.getsockopt(SOL_SOCKET, SO_REUSEADDR), 0);
    socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
    assert.equal(socket.getsockopt(SOL_SOCKET, SO_REUSEADDR), 1);
    socket.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1);
    assert.notEqual(socket.getsockopt(IPPROTO_TCP, TCP_NODELAY), 0);
    // Linux doubles the size for its own overhead, see socket(7).
    socket.setsockopt(SOL_SOCKET, SO_RCVBUF, 8192);
    assert.equal(socket.getsockopt(SOL_SOCKET, SO_RCVBUF), 16384);
    const linger = Buffer.from([1, 0, 0, 0, 5, 0, 0, 0]);
    socket.setsockopt(SOL_SOCKET, SO_LINGER, linger);
    assert.deepEqual(socket.getsockopt(SOL_SOCKET, SO_LINGER, 8), linger);
    assert.throws(() => socket.getsockopt(SOL_SOCKET, SO_LINGER, 0), RangeError);
  });
});

describe("a socket prints", () => {
  const normal = (socket: Socket<Address>): string =>
    inspect(socket).replaceAll(/(fd=|:)\d+/g, "$1N");

  it("its kind and both addresses", async (t) => {
    const [client, server] = await connected(t);
    assert.equal(normal(server), "<Socket fd=N AF_INET SOCK_STREAM 127.0.0.1:N → 127.0.0.1:N>");
    assert.equal(
      normal(listening(t)),
      "<Socket fd=N AF_INET SOCK_STREAM listening on 127.0.0.1:N>",
    );
    assert.equal(normal(tcp(t)), "<Socket fd=N AF_INET SOCK_STREAM 0.0.0.0:N>");
    assert.equal(
      normal(closing(t, new Socket(AF_INET, SOCK_DGRAM))),
      "<Socket fd=N AF_INET SOCK_DGRAM 0.0.0.0:N>",
    );
    assert.equal(normal(pair(t)[0]), "<Socket fd=N AF_UNIX SOCK_STREAM>");
    client.close();
    assert.equal(normal(client), "<Socket closed AF_INET SOCK_STREAM>");
  });
});

describe("detach()", () => {
  it("returns the descriptor, which stays open", async (t) => {
    const [a, b] = pair(t);
    const fd = a.detach();
    assert.equal(a.fileno(), -1);
    const again = closing(t, new Socket(a.family, a.type, a.proto, fd));
    await b.sendall("hello");
    assert.equal(`${await again.recv(10)}`, "hello");
  });
});
