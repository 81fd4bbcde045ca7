import assert from "node:assert/strict";
import { closeSync, openSync } from "node:fs";
import { describe, it } from "node:test";
import { FD_SETSIZE, POLLIN, POLLOUT, Poll, type Socket, select } from "day29";
import { HANG_S } from "../../support/hang.js";
import { closing, connected, pair, tcp } from "../../support/sockets.js";

describe("select()", () => {
  it("returns the caller's own objects, list by list", async (t) => {
    const [client, server] = await connected(t);
    await client.sendall("x");
    const named = { name: "server", fileno: () => server.fileno() };
    const [rs, ws, xs] = await select([client, named], [client, server.fileno()], [client], 5);
    assert.deepEqual(
      rs.map(({ fileno }) => fileno),
      [named.fileno],
    );
    assert.equal(rs[0], named);
    assert.deepEqual(ws, [client, server.fileno()]);
    assert.deepEqual(xs, []);
  });

  it("accepts the same descriptor in several lists and more than once", async (t) => {
    const [a, b] = pair(t);
    await a.sendall("x");
    assert.deepEqual(await select([b, b], [b], []), [[b, b], [b], []]);
  });

  it("is a timer when it watches nothing", async () => {
    const start = performance.now();
    assert.deepEqual(await select([], [], [], 0.03), [[], [], []]);
    assert.ok(performance.now() - start >= 30);
  });

  it("refuses a timeout that is negative or not a number", async () => {
    for (const timeout of [-1, -0.001, Number.NaN]) {
      await assert.rejects(select([], [], [], timeout), { name: "RangeError", message: /timeout/ });
    }
  });

  it("accepts timeouts below a microsecond and beyond any timer", async (t) => {
    const [a, b] = pair(t);
    assert.deepEqual(await select([a], [], [], 1e-9), [[], [], []]);
    await b.sendall("x");
    assert.deepEqual(await select([a], [], [], 1e12), [[a], [], []]);
    assert.deepEqual(await select([a], [], [], Number.POSITIVE_INFINITY), [[a], [], []]);
  });

  it("refuses a descriptor of 1024 or more, which poll accepts", async (t) => {
    const sockets: Socket[] = [];
    while ((sockets.at(-1)?.fileno() ?? 0) < FD_SETSIZE) sockets.push(tcp(t));
    const [below, beyond] = sockets.slice(-2) as [Socket, Socket];
    assert.equal(beyond.fileno(), FD_SETSIZE);
    for (const [rlist, wlist, xlist] of [
      [[beyond], [], []],
      [[], [beyond], []],
      [[], [], [below, FD_SETSIZE]],
    ] as const) {
      await assert.rejects(select(rlist, wlist, xlist, 0), {
        name: "RangeError",
        message: /list\[[01]\] is fd 1024, and select stops at FD_SETSIZE \(1024\): use Poll/,
      });
    }
    assert.deepEqual((await select([below], [], [], 0))[0], [below]);
    const poller = new Poll();
    poller.register(beyond, POLLIN);
    assert.equal((await poller.poll(0)).length, 1);
  });

  it("names the descriptor that is closed", async (t) => {
    const [a, b] = pair(t);
    b.close();
    await assert.rejects(select([a], [a, b], []), {
      code: "EBADF",
      message: /wlist\[1\] \(closed\)/,
    });
    const fd = openSync("/dev/null", "r");
    closeSync(fd);
    await assert.rejects(select([a, fd], [], []), {
      code: "EBADF",
      message: new RegExp(`rlist\\[1\\] \\(fd ${fd}\\)`),
    });
  });

  it("names one that is closed and beyond the descriptors that the kernel looks at", async (t) => {
    const [a] = pair(t);
    const fd = FD_SETSIZE - 1;
    for (const timeout of [0, 0.01, null]) {
      await assert.rejects(select([a], [], [fd], timeout), {
        code: "EBADF",
        syscall: "select",
        message: new RegExp(`xlist\\[0\\] \\(fd ${fd}\\)`),
      });
    }
  });
});

describe("a member of select()", () => {
  it("is asked for its descriptor once, whether the call waits or not", async (t) => {
    const [a, b] = pair(t);
    for (const [ready, timeout] of [
      [[], 0.01],
      [[0], 0],
    ] as const) {
      let calls = 0;
      const member = {
        fileno: () => {
          calls++;
          return a.fileno();
        },
      };
      assert.deepEqual(await select([member], [], [], timeout), [ready.map(() => member), [], []]);
      assert.equal(calls, 1);
      await b.send("x");
    }
  });

  it("is what it was when the call began, whatever happens to the list", async (t) => {
    const [a, b] = pair(t);
    const [c] = pair(t);
    const list = [c, a];
    const waiting = select(list, [], [], HANG_S);
    list.shift();
    await b.send("x");
    assert.deepEqual((await waiting)[0], [a]);
  });

  it("is not mistaken for a new socket that has got its descriptor", async (t) => {
    const [a, b] = pair(t);
    await b.send("readable at once");
    const [c] = pair(t);
    const fd = c.fileno();
    const waiting = assert.rejects(select([c], [], []), { code: "EBADF", message: /\(closed\)/ });
    c.close();
    assert.equal(closing(t, a.dup()).fileno(), fd);
    await waiting;
  });
});

describe("several select() at the same time", () => {
  it("do not mix up their descriptors", async (t) => {
    const pairs = Array.from({ length: 20 }, () => pair(t));
    const waits = pairs.map(([, b]) => select([b], [], [], HANG_S));
    for (const [a] of pairs) await a.sendall("x");
    for (const [index, wait] of waits.entries()) {
      assert.deepEqual(await wait, [[pairs[index]?.[1]], [], []]);
    }
  });

  it("can watch the same descriptor for different events", async (t) => {
    const [client, server] = await connected(t);
    const readable = select([server], [], [], HANG_S);
    const writable = await select([], [server], [], HANG_S);
    assert.deepEqual(writable, [[], [server], []]);
    const poller = new Poll();
    poller.register(server, POLLOUT);
    assert.deepEqual(await poller.poll(1000), [[server.fileno(), POLLOUT]]);
    await client.sendall("x");
    assert.deepEqual(await readable, [[server], [], []]);
    closing(t, client);
  });
});
