/** The less common calls of a socket, and their pitfalls. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  AF_INET,
  fromfd,
  MSG_DONTWAIT,
  SHUT_RD,
  SHUT_WR,
  SOCK_DGRAM,
  Socket,
  setWaiting,
} from "day29";
import { run } from "../../support/project.js";
import { closing, connected, pair } from "../../support/sockets.js";

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
