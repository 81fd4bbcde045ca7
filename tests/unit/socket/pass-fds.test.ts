/** Descriptors on their way to another process. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readSync } from "node:fs";
import { describe, it } from "node:test";
import {
  MSG_CTRUNC,
  MSG_DONTWAIT,
  OSError,
  recvFds,
  SOCK_DGRAM,
  SOL_SOCKET,
  Socket,
  sendFds,
  setWaiting,
} from "day29";
import { HANG_S } from "../../support/hang.js";
import { descriptorsOf } from "../../support/proc.js";
import { root, temporaryFolder } from "../../support/project.js";
import { closing, connected, fill, pair } from "../../support/sockets.js";

const AF_UNIX = 1;

describe("sendFds() and recvFds()", () => {
  it("hand a connection to another process, which goes on with it", async (t) => {
    const [client, server] = await connected(t);
    const [ours, theirs] = pair(t);
    const source = `
      import { recvFds, Socket } from "day29";
      const door = new Socket(undefined, undefined, undefined, 0);
      const [name, [fd]] = await recvFds(door, 100, 1);
      const connection = new Socket(undefined, undefined, undefined, fd);
      await connection.sendall("hello " + name + ", from process " + process.pid);
      connection.close();`;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", source], {
      cwd: root,
      stdio: [theirs.fileno(), "inherit", "inherit"],
    });
    t.after(() => child.kill("SIGKILL"));
    const ended = once(child, "exit");
    theirs.close();
    await sendFds(ours, ["client"], [server]);
    server.close();
    client.settimeout(HANG_S);
    const said: Buffer[] = [];
    for (let part = await client.recv(100); part.length > 0; part = await client.recv(100)) {
      said.push(part);
    }
    assert.equal(`${Buffer.concat(said)}`, `hello client, from process ${child.pid}`);
    assert.deepEqual(await ended, [0, null]);
  });

  it("pass files as well as sockets, given as numbers or objects, from any iterable", async (t) => {
    const [a, b] = pair(t);
    const file = openSync(new URL(import.meta.url), "r");
    const fds = new Set([file, a]);
    assert.equal(await sendFds(a, ["two"], fds), 3);
    closeSync(file);
    const [data, [first = -1, second = -1], flags, address] = await recvFds(b, 100, 10);
    assert.deepEqual([`${data}`, flags, address], ["two", 0, null]);
    const bytes = Buffer.alloc(3);
    readSync(first, bytes, 0, 3, 0);
    assert.equal(`${bytes}`, "/**");
    for (const fd of [first, second]) closeSync(fd);
  });

  it("receive at most maxfds, the kernel closes the others", async (t) => {
    const [a, b] = pair(t);
    for (const [maxfds, received] of [
      [0, 0],
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 3],
    ] as const) {
      const before = descriptorsOf("self").length;
      await sendFds(a, ["x"], [a, b, a]);
      const [, fds, flags] = await recvFds(b, 1, maxfds);
      assert.deepEqual([fds.length, flags], [received, received < 3 ? MSG_CTRUNC : 0]);
      assert.equal(descriptorsOf("self").length, before + received);
      fds.forEach(closeSync);
    }
  });

  it("apply flags and address", async (t) => {
    const folder = await temporaryFolder(t);
    const receiver = closing(t, new Socket(AF_UNIX, SOCK_DGRAM) as Socket<string>);
    receiver.bind(`${folder}/receiver`);
    const sender = closing(t, new Socket(AF_UNIX, SOCK_DGRAM) as Socket<string>);
    await assert.rejects(recvFds(receiver, 1, 1, MSG_DONTWAIT), { name: "BlockingIOError" });
    await sendFds(sender, ["x"], [sender], 0, `${folder}/receiver`);
    const [, [fd = -1]] = await recvFds(receiver, 1, 1, MSG_DONTWAIT);
    closeSync(fd);
  });

  it("close a process descriptor, which the kernel adds if asked, and nobody expects", async (t) => {
    const [a, b] = pair(t);
    const SO_PASSPIDFD = 76;
    try {
      b.setsockopt(SOL_SOCKET, SO_PASSPIDFD, 1);
    } catch (error) {
      if (error instanceof OSError && error.code === "ENOPROTOOPT") return t.skip("Linux 6.5");
      throw error;
    }
    await a.send("x");
    const before = descriptorsOf("self");
    assert.deepEqual((await recvFds(b, 1, 5)).slice(1), [[], 0, null]);
    assert.deepEqual(descriptorsOf("self"), before);
  });

  it("refuse what is no descriptor", async (t) => {
    const [a, b] = pair(t);
    const closed = new Socket();
    closed.close();
    for (const [fds, expected] of [
      [[0, closed], { code: "EBADF", message: /sendmsg of fds\[1\], which is closed/ }],
      [[0, -1], { name: "RangeError", message: /fds\[1\]/ }],
      [["0"], { name: "TypeError", message: /fds\[0\]/ }],
      [5, { name: "TypeError", message: /^fds must be an array or another iterable, not 5$/ }],
      [[987_654], { code: "EBADF" }],
    ] as const) {
      await assert.rejects(sendFds(a, ["x"], fds as never), expected);
    }
    for (const maxfds of [-1, 1.5, "1", 2 ** 32 + 1]) {
      const expected = { message: /^maxfds must be an integer from 0 to 65536, not / };
      await assert.rejects(recvFds(b, 1, maxfds as number), expected);
    }
  });

  for (const mode of ["cooperative", "blocking"] as const) {
    it(`never send another file that has got the number meanwhile, ${mode}`, async (t) => {
      const [a, b] = pair(t);
      await fill(a);
      const [near, far] = pair(t);
      const fd = far.fileno();
      const sending = sendFds(a, ["x"], [far]);
      const rejected = assert.rejects(sending, { code: "EBADF" });
      far.close();
      const other = openSync(new URL(import.meta.url), "r");
      t.after(() => closeSync(other));
      assert.equal(other, fd);
      setWaiting(mode);
      t.after(() => setWaiting("cooperative"));
      b.setblocking(false);
      await assert.rejects(
        (async () => {
          while (true) await b.recv(1 << 16);
        })(),
        { name: "BlockingIOError" },
      );
      await rejected;
      near.close();
    });
  }
});
