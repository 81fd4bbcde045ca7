/** Operations of `IoUring` that fail: their errors are those of the calls. */
import assert from "node:assert/strict";
import { closeSync, openSync, readdirSync, readSync, writeSync } from "node:fs";
import { constants } from "node:os";
import { describe, it, type TestContext } from "node:test";
import {
  type Completion,
  type InetAddress,
  IoUring,
  MSG_DONTWAIT,
  OSError,
  POLLIN,
  SO_LINGER,
  SOL_SOCKET,
  type Socket,
} from "day29";
import * as libc from "#day29/sys/libc.js";
import { setTracer } from "#day29/sys/trace-hook.js";
import { connected, listening, pair, tcp } from "../../../support/sockets.js";
import { complete, needsUring, results, ring } from "../../../support/uring.js";

/** A number that no descriptor has. */
const CLOSED = 1_000_000;

const BYTE = Buffer.from("x");

/** Makes the nth mmap(2) of `work` fail. Returns whether it has had so many. */
function withoutMemory(nth: number, work: () => void): boolean {
  let count = 0;
  setTracer((prototype, args, invoke) => {
    if (prototype.includes(" mmap(") && ++count === nth) return -constants.errno.ENOMEM;
    return invoke(...args);
  });
  try {
    work();
  } finally {
    setTracer(null);
  }
  return count >= nth;
}

async function completed(
  t: TestContext,
  prepare: (uring: IoUring<string>) => void,
): Promise<Completion<string>> {
  const uring = ring<string>(t, 8, { bufferCount: 1 });
  prepare(uring);
  const [completion] = await complete(uring);
  assert.equal(uring.pending, 0, "the operation has ended");
  return completion as Completion<string>;
}

async function errorOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  assert.fail("the call does not fail");
}

/** Compares the error of an operation with that of a call of the library. */
async function same(
  t: TestContext,
  prepare: (uring: IoUring<string>) => void,
  call: () => unknown,
): Promise<void> {
  const { error, data, more, operation } = await completed(t, prepare);
  const expected = await errorOf(call);
  assert.ok(expected instanceof OSError, String(expected));
  assert.equal(error?.code, expected.code);
  assert.equal(error?.constructor, expected.constructor);
  assert.equal(error?.message, expected.message);
  assert.equal(error?.syscall, operation);
  assert.equal(data, null);
  assert.equal(more, false);
}

/** Compares the error of an operation with that of a call of `node:fs`. */
async function sameAsFs(
  t: TestContext,
  prepare: (uring: IoUring<string>) => void,
  call: () => unknown,
): Promise<void> {
  const { error } = await completed(t, prepare);
  assert.throws(call, { code: error?.code });
}

/** Makes the kernel reset the connection when the socket is closed. */
function reset(socket: Socket): void {
  socket.setsockopt(SOL_SOCKET, SO_LINGER, Buffer.from(new Int32Array([1, 0]).buffer));
  socket.close();
}

/** An address of 127.0.0.1 at which no socket listens. */
function freeAddress(t: TestContext): InetAddress {
  const socket = tcp(t);
  socket.bind(["127.0.0.1", 0]);
  return socket.getsockname();
}

describe("a ring that cannot be set up", needsUring, () => {
  it("leaves no descriptor open, whichever mapping fails", () => {
    const before = readdirSync("/proc/self/fd").length;
    let nth = 1;
    for (; ; nth++) {
      let error: unknown;
      const failed = withoutMemory(nth, () => {
        try {
          new IoUring(8).close();
        } catch (reason) {
          error = reason;
        }
      });
      if (!failed) break;
      assert.equal((error as OSError).code, "ENOMEM");
      assert.equal(readdirSync("/proc/self/fd").length, before);
    }
    assert.ok(nth > 3, "two rings and the memory of the entries are mapped");
  });
});

describe("the error of an operation", needsUring, () => {
  it("is EBADF for a number that is not open", async (t) => {
    const operations: Record<string, (uring: IoUring<string>) => void> = {
      accept: (uring) => uring.prepAccept(CLOSED, ""),
      multishotAccept: (uring) => uring.prepMultishotAccept(CLOSED, ""),
      connect: (uring) => uring.prepConnect(CLOSED, ["127.0.0.1", 1], ""),
      recv: (uring) => uring.prepRecv(CLOSED, ""),
      multishotRecv: (uring) => uring.prepMultishotRecv(CLOSED, ""),
      send: (uring) => uring.prepSend(CLOSED, BYTE, ""),
      read: (uring) => uring.prepRead(CLOSED, 1, 0, ""),
      write: (uring) => uring.prepWrite(CLOSED, BYTE, 0, ""),
      poll: (uring) => uring.prepPollAdd(CLOSED, POLLIN, ""),
      pollMultishot: (uring) => uring.prepPollMultishot(CLOSED, POLLIN, ""),
      close: (uring) => uring.prepClose(CLOSED, ""),
    };
    for (const [name, prepare] of Object.entries(operations)) {
      const { error, fd } = await completed(t, prepare);
      assert.equal(error?.code, "EBADF", name);
      assert.equal(fd, CLOSED);
    }
  });

  it("is thrown at once for a closed socket, as nothing can be submitted for it", (t) => {
    const uring = ring<string>(t, 8);
    const socket = tcp(t);
    socket.close();
    for (const prepare of [
      () => uring.prepAccept(socket, ""),
      () => uring.prepMultishotAccept(socket, ""),
      () => uring.prepConnect(socket, ["127.0.0.1", 1], ""),
      () => uring.prepRecv(socket, ""),
      () => uring.prepMultishotRecv(socket, ""),
      () => uring.prepSend(socket, BYTE, ""),
      () => uring.prepRead(socket, 1, -1, ""),
      () => uring.prepWrite(socket, BYTE, -1, ""),
      () => uring.prepPollAdd(socket, POLLIN, ""),
      () => uring.prepPollMultishot(socket, POLLIN, ""),
      () => uring.prepClose(socket, ""),
    ]) {
      assert.throws(prepare, { name: "OSError", code: "EBADF" });
    }
    assert.equal(uring.pending, 0);
  });

  it("is ENOTSOCK for what is not a socket", async (t) => {
    const fd = openSync("/dev/null", "r");
    t.after(() => closeSync(fd));
    for (const prepare of [
      (uring: IoUring<string>) => uring.prepAccept(fd, ""),
      (uring: IoUring<string>) => uring.prepMultishotAccept(fd, ""),
      (uring: IoUring<string>) => uring.prepConnect(fd, ["127.0.0.1", 1], ""),
      (uring: IoUring<string>) => uring.prepRecv(fd, ""),
      (uring: IoUring<string>) => uring.prepMultishotRecv(fd, ""),
      (uring: IoUring<string>) => uring.prepSend(fd, BYTE, ""),
    ]) {
      assert.equal((await completed(t, prepare)).error?.code, "ENOTSOCK");
    }
  });

  it("is ECONNREFUSED where no socket listens", async (t) => {
    const address = freeAddress(t);
    const [a, b] = [tcp(t), tcp(t)];
    const { error } = await completed(t, (uring) => uring.prepConnect(a, address, ""));
    assert.equal(error?.name, "ConnectionRefusedError");
    await assert.rejects(b.connect(address), { name: "ConnectionRefusedError" });
  });

  it("is EISCONN and EINVAL as connect(2) and accept(2) report them", async (t) => {
    const [client] = await connected(t);
    const address = client.getpeername();
    const { error } = await completed(t, (uring) => uring.prepConnect(client, address, ""));
    assert.equal(error?.code, "EISCONN");
    await same(
      t,
      (uring) => uring.prepAccept(client, ""),
      () => client.accept(),
    );
  });

  it("is that of connect(2) for an address of another family", async (t) => {
    const [a, b] = [tcp(t), tcp(t)];
    const { error } = await completed(t, (uring) => uring.prepConnect(a, "/no/socket", ""));
    const fails = libc.connect(b.fileno(), Buffer.from([1, 0, 0x2f, 0]), 4);
    assert.equal(error?.errno, -fails);
  });

  it("is ENOTCONN and EPIPE on a socket without a connection", async (t) => {
    const socket = tcp(t);
    await same(
      t,
      (uring) => uring.prepRecv(socket, ""),
      () => socket.recv(1),
    );
    await same(
      t,
      (uring) => uring.prepSend(socket, BYTE, ""),
      () => socket.send(BYTE),
    );
  });

  it("is EPIPE when the peer has closed, without a signal", async (t) => {
    const [a, b] = pair(t);
    b.close();
    await same(
      t,
      (uring) => uring.prepSend(a, BYTE, ""),
      () => a.send(BYTE),
    );
    await assert.rejects(
      async () => {
        throw (await completed(t, (uring) => uring.prepSend(a, BYTE, ""))).error;
      },
      { name: "BrokenPipeError", syscall: "send" },
    );
  });

  it("is ECONNRESET when the peer resets the connection, also while the operation waits", async (t) => {
    const [client, server] = await connected(t);
    const uring = ring<string>(t, 8);
    uring.prepRecv(server, "recv");
    uring.submit();
    reset(client);
    const [completion] = await complete(uring);
    assert.equal(completion?.error?.name, "ConnectionResetError");
    assert.equal(completion?.error?.syscall, "recv");
    const [other, socket] = await connected(t);
    reset(other);
    await assert.rejects(socket.recv(1), { name: "ConnectionResetError" });
  });

  it("is EAGAIN if the operation must not wait", async (t) => {
    const [a] = pair(t);
    const { error } = await completed(t, (uring) => uring.prepRecv(a, "", MSG_DONTWAIT));
    assert.equal(error?.name, "BlockingIOError");
    a.setblocking(false);
    await assert.rejects(a.recv(1), { name: "BlockingIOError", code: error?.code });
  });

  it("is that of recv(2) and send(2) on a listener", async (t) => {
    const listener = listening(t);
    await same(
      t,
      (uring) => uring.prepRecv(listener, ""),
      () => listener.recv(1),
    );
    await same(
      t,
      (uring) => uring.prepSend(listener, BYTE, ""),
      () => listener.send(BYTE),
    );
  });

  it("of a file is that of node:fs", async (t) => {
    const reading = openSync("/dev/null", "r");
    const writing = openSync("/dev/null", "w");
    const directory = openSync("/", "r");
    for (const fd of [reading, writing, directory]) t.after(() => closeSync(fd));
    const target = Buffer.alloc(1);
    await sameAsFs(
      t,
      (uring) => uring.prepWrite(reading, BYTE, 0, ""),
      () => writeSync(reading, BYTE, 0, 1, 0),
    );
    await sameAsFs(
      t,
      (uring) => uring.prepRead(writing, 1, 0, ""),
      () => readSync(writing, target, 0, 1, 0),
    );
    await sameAsFs(
      t,
      (uring) => uring.prepRead(directory, 1, 0, ""),
      () => readSync(directory, target, 0, 1, 0),
    );
    const [pipe] = pair(t);
    await sameAsFs(
      t,
      (uring) => uring.prepRead(pipe, 1, 5, ""),
      () => readSync(pipe.fileno(), target, 0, 1, 5),
    );
  });

  it("does not end the ring: the other operations of the submission are carried out", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<string>(t, 8);
    uring.prepRecv(CLOSED, "bad");
    uring.prepSend(b, BYTE, "good");
    uring.prepClose(CLOSED, "bad close");
    uring.prepRecv(a, "received");
    assert.equal(uring.submit(), 4);
    assert.deepEqual(results(await complete(uring, 4)), {
      bad: "EBADF",
      good: 1,
      "bad close": "EBADF",
      received: 1,
    });
  });
});
