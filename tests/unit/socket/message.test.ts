/** sendmsg() and recvmsg(): waiting, memory, and descriptors that nobody wants. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  CMSG_LEN,
  CMSG_SPACE,
  MSG_CMSG_CLOEXEC,
  MSG_CTRUNC,
  MSG_DONTWAIT,
  MSG_PEEK,
  MSG_TRUNC,
  MSG_WAITALL,
  SCM_RIGHTS,
  SOL_SOCKET,
  Socket,
  setWaiting,
  socketpair,
  trace,
} from "day29";
import { whenAsleep } from "../../support/actor.js";
import type { Cleanup } from "../../support/cleanup.js";
import { HANG_S } from "../../support/hang.js";
import { descriptorsOf } from "../../support/proc.js";
import { connected, drain, fill, pair } from "../../support/sockets.js";

/** Sends descriptors of a new pair, closes them here, and returns the other end of the pair. */
async function sendAway(t: Cleanup, socket: Socket<never>, count = 1): Promise<Socket<never>> {
  const [near, far] = pair(t);
  const fds = new Int32Array(count).fill(far.fileno());
  await socket.sendmsg(["x"], [[SOL_SOCKET, SCM_RIGHTS, fds]]);
  far.close();
  return near;
}

/** The peer of a pair gets the end of the stream once every descriptor of the other end is closed. */
async function assertAllClosed(near: Socket<never>): Promise<void> {
  near.settimeout(HANG_S);
  assert.equal((await near.recv(1)).length, 0);
}

describe("a descriptor that was sent", () => {
  for (const [how, receive] of [
    ["recv()", (b: Socket<never>) => b.recv(1)],
    ["recvInto()", (b: Socket<never>) => b.recvInto(Buffer.alloc(1))],
    ["recvfrom()", (b: Socket<never>) => b.recvfrom(1)],
    ["recvfromInto()", (b: Socket<never>) => b.recvfromInto(Buffer.alloc(1))],
    ["recvmsg() without room for it", (b: Socket<never>) => b.recvmsg(1)],
    ["recvmsg() with too little room", (b: Socket<never>) => b.recvmsg(1, CMSG_LEN(3))],
    ["close()", async (b: Socket<never>) => b.close()],
  ] as const) {
    it(`is closed by ${how}`, async (t) => {
      const [a, b] = pair(t);
      const near = await sendAway(t, a);
      const before = descriptorsOf("self");
      await receive(b);
      if (b.fileno() >= 0) assert.deepEqual(descriptorsOf("self"), before);
      await assertAllClosed(near);
    });
  }

  it("is closed if there is room for others only", async (t) => {
    const [a, b] = pair(t);
    const near = await sendAway(t, a, 3);
    const before = descriptorsOf("self");
    const [, [item], flags] = await b.recvmsg(1, CMSG_LEN(4));
    assert.equal(flags, MSG_CTRUNC);
    assert.equal(descriptorsOf("self").length, before.length + 1);
    new Socket(undefined, undefined, undefined, item?.[2].readInt32LE()).close();
    await assertAllClosed(near);
  });

  for (const method of ["from", "allocUnsafe"] as const) {
    it(`is closed if the result cannot be made, in Buffer.${method}()`, async (t) => {
      const [a, b] = pair(t);
      const near = await sendAway(t, a, 2);
      const before = descriptorsOf("self");
      const mock = t.mock.method(Buffer, method, () => {
        throw new RangeError("out of memory");
      });
      await assert.rejects(b.recvmsg(1, 100), { message: "out of memory" });
      mock.mock.restore();
      assert.deepEqual(descriptorsOf("self"), before);
      await assertAllClosed(near);
    });
  }

  it("is received again after MSG_PEEK, and every copy has to be closed", async (t) => {
    const [a, b] = pair(t);
    await sendAway(t, a);
    const before = descriptorsOf("self").length;
    const [, [peeked]] = await b.recvmsg(1, 100, MSG_PEEK);
    const [, [received]] = await b.recvmsg(1, 100);
    assert.equal(descriptorsOf("self").length, before + 2);
    assert.notEqual(peeked?.[2].readInt32LE(), received?.[2].readInt32LE());
    for (const item of [peeked, received]) {
      const copy = new Socket(undefined, undefined, undefined, item?.[2].readInt32LE());
      assert.equal(copy.getInheritable(), false);
      copy.close();
    }
  });
});

describe("the flags of a message", () => {
  it("contain MSG_CMSG_CLOEXEC only if the caller set it", async (t) => {
    const [a, b] = pair(t);
    for (const flags of [0, MSG_CMSG_CLOEXEC]) {
      await a.send("x");
      assert.deepEqual((await b.recvmsg(1, 10, flags)).slice(2), [flags, null]);
    }
  });

  it("report a datagram that was cut, of which MSG_TRUNC returns no byte more", async (t) => {
    const [a, b] = socketpair(undefined, 2);
    t.after(() => a.close());
    t.after(() => b.close());
    await a.send("hello");
    const cut = [Buffer.from("he"), [], MSG_TRUNC, null];
    assert.deepEqual(await b.recvmsg(2, 0, MSG_TRUNC | MSG_PEEK), cut);
    assert.deepEqual(await b.recvmsg(2), cut);
  });
});

describe("recvmsg() and sendmsg()", () => {
  for (const mode of ["cooperative", "blocking"] as const) {
    it(`wait until something arrives, ${mode}`, async (t) => {
      const [a, b] = pair(t);
      setWaiting(mode);
      t.after(() => setWaiting("cooperative"));
      whenAsleep(t, { send: "late", fd: a.fileno() });
      assert.equal(`${(await b.recvmsg(10, 100))[0]}`, "late");
      await a.sendall("one ");
      whenAsleep(t, { send: "two", fd: a.fileno() });
      assert.equal(`${(await b.recvmsg(7, 0, MSG_WAITALL))[0]}`, "one two");
    });
  }

  it("wait for room, and let other code run meanwhile", async (t) => {
    const [client, server] = await connected(t);
    await fill(client);
    await assert.rejects(client.sendmsg(["x"], [], MSG_DONTWAIT), { name: "BlockingIOError" });
    const sending = client.sendmsg(["last ", "words"]);
    await new Promise(setImmediate);
    const drained = drain(server);
    assert.equal(await sending, 10);
    assert.ok((await drained) > 0);
  });

  it("throw TimeoutError, and EBADF once the socket is closed", async (t) => {
    const [a, b] = pair(t);
    b.settimeout(0.01);
    await assert.rejects(b.recvmsg(1), { name: "TimeoutError", message: /^recvmsg on fd \d+: / });
    b.settimeout(null);
    const waiting = b.recvmsgInto([Buffer.alloc(1)]);
    const rejected = assert.rejects(waiting, { code: "EBADF" });
    b.close();
    await rejected;
    await assert.rejects(a.sendmsg(["x"]), { name: "BrokenPipeError" });
  });

  it("read the addresses of buffers anew after a wait", async (t) => {
    const [a, b] = pair(t);
    const buffer = new Uint8Array(8);
    const receiving = b.recvmsgInto([buffer, new Uint8Array(2)]);
    await new Promise(setImmediate);
    structuredClone(buffer, { transfer: [buffer.buffer] });
    await a.send("moved");
    assert.deepEqual(await receiving, [2, [], 0, null]);
  });

  it("are traced as strace prints them", async (t) => {
    const [a, b] = pair(t);
    const fds = Int32Array.of(0);
    const { calls } = await trace(async () => {
      await a.sendmsg(["one", "two"], [[SOL_SOCKET, SCM_RIGHTS, fds]]);
      const [, [item]] = await b.recvmsg(10, CMSG_SPACE(4));
      return item;
    });
    const [sent, received] = calls.map((call) => `${call}`.replace(/ <.*/, ""));
    const item = (fd: string): string =>
      `[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[${fd}]}]`;
    assert.equal(
      sent,
      `sendmsg(${a.fileno()}, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="one", iov_len=3}, {iov_base="two", iov_len=3}], msg_iovlen=2, msg_control=${item("0")}, msg_controllen=24, msg_flags=0}, MSG_DONTWAIT|MSG_NOSIGNAL) = 6`,
    );
    assert.equal(
      received?.replace(/cmsg_data=\[\d+\]/, "cmsg_data=[FD]"),
      `recvmsg(${b.fileno()}, {msg_name=0x..., msg_namelen=128 => 0, msg_iov=[{iov_base="onetwo", iov_len=10}], msg_iovlen=1, msg_control=${item("FD")}, msg_controllen=24, msg_flags=MSG_CMSG_CLOEXEC}, MSG_DONTWAIT|MSG_CMSG_CLOEXEC) = 6`,
    );
  });

  it("send what the caller's memory holds, whenever garbage is collected", async (t) => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const [a, b] = pair(t);
    for (let round = 0; round < 50; round++) {
      const parts = Array.from({ length: 8 }, (_, at) => new Uint8Array(5).fill(round + at));
      const expected = Buffer.concat(parts);
      const sending = a.sendmsg(parts.values());
      parts.length = 0;
      collect();
      await sending;
      const [one, two] = [new Uint8Array(3), new Uint8Array(37)];
      const receiving = b.recvmsgInto([one, two]);
      collect();
      await receiving;
      assert.deepEqual(Buffer.concat([one, two]), expected);
    }
  });

  it("keep no memory and no descriptor of a message", async (t) => {
    const [a, b] = pair(t);
    const collect = runInNewContext("gc") as (() => void) | undefined;
    const exchange = async (): Promise<void> => {
      const payload = Buffer.alloc(30_000, "x");
      await a.sendmsg([payload], [[SOL_SOCKET, SCM_RIGHTS, Int32Array.of(b.fileno())]]);
      const [data, [item]] = await b.recvmsg(30_000, 4096);
      assert.equal(data.length, payload.length);
      new Socket(undefined, undefined, undefined, item?.[2].readInt32LE()).close();
    };
    const used = (): number => {
      collect?.();
      const { arrayBuffers, heapUsed } = process.memoryUsage();
      return arrayBuffers + heapUsed;
    };
    for (let i = 0; i < 50; i++) await exchange();
    const [before, files] = [used(), descriptorsOf("self")];
    for (let i = 0; i < 1000; i++) await exchange();
    await new Promise(setImmediate);
    assert.deepEqual(descriptorsOf("self"), files);
    // 1,000 messages have 60 MB.
    assert.ok(used() - before < 20e6, `${used() - before} bytes more`);
  });
});
