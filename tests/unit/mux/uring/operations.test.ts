/** Operations of `IoUring` that succeed, beside the calls of the library and of `node:fs`. */
import assert from "node:assert/strict";
import { closeSync, fstatSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import {
  AF_INET6,
  AF_UNIX,
  MSG_PEEK,
  MSG_TRUNC,
  POLLIN,
  POLLOUT,
  Poll,
  SOCK_DGRAM,
  SOCK_STREAM,
  Socket,
  socketpair,
} from "day29";
import { closing, connected, listening, pair, tcp } from "../../../support/sockets.js";
import { complete, needsUring, results, ring } from "../../../support/uring.js";

/** A folder that is removed when the test ends. */
function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "day29-uring-"));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

/** A new file, closed when the test ends. */
function file(t: TestContext): { path: string; fd: number } {
  const path = join(folder(t), "file");
  const fd = openSync(path, "w+");
  t.after(() => closeSync(fd));
  return { path, fd };
}

/** Takes over a connection that an operation has accepted. */
function adopted(t: TestContext, fd: number): Socket {
  return closing(t, new Socket(undefined, undefined, undefined, fd));
}

describe("accept", needsUring, () => {
  it("returns a connection as accept(2) does: non-blocking, closed in child processes", async (t) => {
    const listener = listening(t);
    const uring = ring<string>(t, 8);
    uring.prepAccept(listener, "accept");
    const client = tcp(t);
    await client.connect(listener.getsockname());
    const [completion] = await complete(uring);
    const server = adopted(t, completion?.res ?? -1);
    assert.deepEqual(server.getpeername(), client.getsockname());
    assert.equal(server.getInheritable(), false);
    server.setblocking(false);
    await assert.rejects(server.recv(1), { code: "EAGAIN" });
    assert.deepEqual(
      { ...completion, userData: "accept" },
      {
        userData: "accept",
        operation: "accept",
        fd: listener.fileno(),
        res: server.fileno(),
        flags: completion?.flags,
        more: false,
        data: null,
        error: null,
      },
    );
  });

  it("takes a connection that waits in the queue", async (t) => {
    const listener = listening(t);
    const client = tcp(t);
    await client.connect(listener.getsockname());
    const uring = ring<string>(t, 8);
    uring.prepAccept(listener, "accept");
    const [completion] = await complete(uring);
    assert.deepEqual(adopted(t, completion?.res ?? -1).getpeername(), client.getsockname());
  });
});

describe("connect", needsUring, () => {
  it("connects to a TCP listener", async (t) => {
    const listener = listening(t);
    const client = tcp(t);
    const uring = ring<string>(t, 8);
    uring.prepConnect(client, listener.getsockname(), "connect");
    assert.deepEqual(results(await complete(uring)), { connect: 0 });
    const [server] = await listener.accept();
    closing(t, server);
    assert.deepEqual(client.getpeername(), listener.getsockname());
    assert.deepEqual(server.getpeername(), client.getsockname());
  });

  it("connects to IPv6 and UNIX listeners", async (t) => {
    const uring = ring<string>(t, 8);
    const path = join(folder(t), "socket");
    const inet6 = [new Socket(AF_INET6), new Socket(AF_INET6)] as const;
    const unix = [new Socket(AF_UNIX), new Socket(AF_UNIX)] as const;
    for (const socket of [...inet6, ...unix]) closing(t, socket);
    inet6[0].bind(["::1", 0]);
    unix[0].bind(path);
    for (const [listener, client] of [inet6, unix]) {
      listener.listen();
      uring.prepConnect(client, listener.getsockname(), "connect");
      assert.deepEqual(results(await complete(uring)), { connect: 0 });
      assert.deepEqual(client.getpeername(), listener.getsockname());
    }
  });

  it("takes many addresses in one submission", async (t) => {
    const listeners = Array.from({ length: 20 }, () => listening(t));
    const uring = ring<Socket>(t, 8);
    for (const listener of listeners) {
      const client = tcp(t);
      uring.prepConnect(client, listener.getsockname(), client);
    }
    await complete(uring, 20).then((completions) => {
      for (const { res } of completions) assert.equal(res, 0);
    });
    for (const listener of listeners) {
      const [server] = await listener.accept();
      closing(t, server);
    }
  });

  it("refuses a host name, before anything is prepared", (t) => {
    const uring = ring<string>(t, 8);
    assert.throws(() => uring.prepConnect(tcp(t), ["example.org", 80], "connect"), {
      name: "TypeError",
      message: /getaddrinfo/,
    });
    assert.equal(uring.pending, 0);
  });
});

describe("recv and send", needsUring, () => {
  it("transfer bytes as recv(2) and send(2) do", async (t) => {
    const [client, server] = await connected(t);
    const uring = ring<string>(t, 8);
    const data = Buffer.from("hello");
    uring.prepSend(client, data, "send");
    data.fill("x");
    uring.prepRecv(server, "recv");
    const completions = await complete(uring, 2);
    assert.deepEqual(results(completions), { send: 5, recv: 5 });
    assert.equal(`${completions.find(({ userData }) => userData === "recv")?.data}`, "hello");
  });

  it("receive at most the size of a buffer, and then the rest", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<string>(t, 8, { bufferCount: 1, bufferSize: 4 });
    await b.send("123456789");
    for (const part of ["1234", "5678", "9"]) {
      uring.prepRecv(a, "recv");
      const [completion] = await complete(uring);
      assert.equal(`${completion?.data}`, part);
    }
  });

  it("report the end of the stream as no bytes", async (t) => {
    const [a, b] = pair(t);
    b.close();
    const uring = ring<string>(t, 8);
    uring.prepRecv(a, "recv");
    const [completion] = await complete(uring);
    assert.equal(completion?.res, 0);
    assert.equal(completion?.data?.length, 0);
    assert.equal(completion?.error, null);
  });

  it("send nothing, and at most 256 KiB", async (t) => {
    const [a, b] = socketpair(AF_UNIX, SOCK_STREAM);
    for (const socket of [a, b]) closing(t, socket);
    const uring = ring<string>(t, 8);
    uring.prepSend(a, new Uint8Array(0), "nothing");
    assert.deepEqual(results(await complete(uring)), { nothing: 0 });
    const { path, fd } = file(t);
    uring.prepWrite(fd, new Uint8Array(2 ** 20), 0, "write");
    assert.deepEqual(results(await complete(uring)), { write: 256 * 1024 });
    assert.equal(readFileSync(path).length, 256 * 1024);
    uring.prepRead(fd, 2 ** 20, 0, "read");
    const [completion] = await complete(uring);
    assert.equal(completion?.data?.length, 256 * 1024);
  });

  it("keep data that is received: another reception does not change it", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<string>(t, 8, { bufferCount: 1, bufferSize: 8 });
    const all: (Buffer | null | undefined)[] = [];
    for (const message of ["first", "second", "third"]) {
      await b.send(message);
      uring.prepRecv(a, "recv");
      all.push((await complete(uring))[0]?.data);
    }
    assert.deepEqual(all.map(String), ["first", "second", "third"]);
  });

  it("take the flags of recv(2)", async (t) => {
    const [a, b] = socketpair(AF_UNIX, SOCK_DGRAM);
    for (const socket of [a, b]) closing(t, socket);
    const uring = ring<string>(t, 8, { bufferCount: 4, bufferSize: 4 });
    await b.send("a long datagram");
    uring.prepRecv(a, "peek", MSG_PEEK);
    const [peeked] = await complete(uring);
    assert.equal(`${peeked?.data}`, "a lo");
    assert.equal(peeked?.res, 4);
    uring.prepRecv(a, "truncated", MSG_TRUNC);
    const [truncated] = await complete(uring);
    assert.equal(truncated?.res, 15);
    // Not more than there is of it: what follows belongs to other buffers.
    assert.equal(`${truncated?.data}`, "a lo");
  });
});

describe("read and write", needsUring, () => {
  it("read and write a file at an offset, as pread(2) and pwrite(2) do", async (t) => {
    const { path, fd } = file(t);
    const uring = ring<string>(t, 8);
    uring.prepWrite(fd, Buffer.from("0123456789"), 0, "write");
    assert.deepEqual(results(await complete(uring)), { write: 10 });
    uring.prepWrite(fd, Buffer.from("XY"), 4, "write");
    assert.deepEqual(results(await complete(uring)), { write: 2 });
    assert.equal(readFileSync(path, "latin1"), "0123XY6789");
    for (const [size, offset, expected] of [
      [4, 2, "23XY"],
      [100, 8, "89"],
      [100, 10, ""],
      [0, 0, ""],
    ] as const) {
      uring.prepRead(fd, size, offset, "read");
      const [completion] = await complete(uring);
      assert.equal(`${completion?.data}`, expected);
      assert.equal(completion?.res, expected.length);
    }
  });

  it("read and write at the file's own offset with -1", async (t) => {
    const { path, fd } = file(t);
    const uring = ring<string>(t, 8);
    for (const part of ["one ", "two"]) {
      uring.prepWrite(fd, Buffer.from(part), -1, "write");
      await complete(uring);
    }
    assert.equal(readFileSync(path, "latin1"), "one two");
  });

  it("write beyond 4 GiB", async (t) => {
    const { fd } = file(t);
    const uring = ring<string>(t, 8);
    const offset = 2 ** 33 + 2 ** 31 + 5;
    uring.prepWrite(fd, Buffer.from("far"), offset, "write");
    assert.deepEqual(results(await complete(uring)), { write: 3 });
    assert.equal(fstatSync(fd).size, offset + 3);
    uring.prepRead(fd, 10, offset, "read");
    assert.equal(`${(await complete(uring))[0]?.data}`, "far");
  });

  it("receive and send on a socket, where they wait", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<string>(t, 8);
    uring.prepRead(a, 100, -1, "read");
    uring.prepWrite(b, Buffer.from("written"), -1, "write");
    const completions = await complete(uring, 2);
    assert.deepEqual(results(completions), { read: 7, write: 7 });
  });
});

describe("poll", needsUring, () => {
  it("reports what poll(2) reports", async (t) => {
    const [a, b] = pair(t);
    const poll = new Poll();
    const uring = ring<string>(t, 8);
    const compare = async (mask: number): Promise<void> => {
      poll.register(a, mask);
      const [[, events] = []] = await poll.poll(null);
      uring.prepPollAdd(a, mask, "poll");
      const [completion] = await complete(uring);
      assert.equal(completion?.res, events);
    };
    await compare(POLLOUT);
    await b.send("data");
    await compare(POLLIN);
    await compare(POLLIN | POLLOUT);
  });

  it("reports the end of the stream although only room to write is asked for", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<string>(t, 8);
    b.close();
    uring.prepPollAdd(a, 0, "poll");
    const [completion] = await complete(uring);
    const poll = new Poll();
    poll.register(a, 0);
    const [[, events] = []] = await poll.poll(null);
    assert.equal((completion?.res ?? 0) & (events ?? 0), events);
  });
});

describe("timeout", needsUring, () => {
  it("expires, which is not an error", async (t) => {
    const uring = ring<string>(t, 8);
    const begin = performance.now();
    uring.prepTimeout(0.02, "timeout");
    const [completion] = await complete(uring);
    assert.ok(performance.now() - begin >= 20);
    assert.equal(completion?.error, null);
    assert.deepEqual(results(completion === undefined ? [] : [completion]), { timeout: "ETIME" });
  });

  it("takes any number of seconds", async (t) => {
    const uring = ring<string>(t, 8);
    for (const seconds of [0, 1e-12]) {
      uring.prepTimeout(seconds, "timeout");
      assert.deepEqual(results(await complete(uring)), { timeout: "ETIME" });
    }
    for (const seconds of [1e9, 1e300, Number.POSITIVE_INFINITY]) {
      uring.prepTimeout(seconds, "timeout");
    }
    uring.submit();
    assert.equal(uring.ready, 0);
    assert.equal(uring.pending, 3);
  });
});

describe("close", needsUring, () => {
  it("closes a descriptor", async (t) => {
    const { path } = file(t);
    const fd = openSync(path, "r");
    const uring = ring<string>(t, 8);
    uring.prepClose(fd, "close");
    assert.deepEqual(results(await complete(uring)), { close: 0 });
    assert.throws(() => fstatSync(fd), { code: "EBADF" });
  });

  it("detaches a socket, whose waits end", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<string>(t, 8);
    const fd = a.fileno();
    const waiting = assert.rejects(a.recv(1), { code: "EBADF" });
    uring.prepClose(a, "close");
    assert.equal(a.fileno(), -1);
    await waiting;
    const [completion] = await complete(uring);
    assert.equal(completion?.fd, fd);
    assert.equal(completion?.res, 0);
    assert.equal((await b.recv(1)).length, 0);
    assert.throws(() => uring.prepClose(a, "close"), { code: "EBADF" });
  });

  it("closes a socket whose closing was prepared when the ring is closed", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<string>(t, 8);
    uring.prepClose(a, "close");
    uring.close();
    assert.equal((await b.recv(1)).length, 0);
  });
});
