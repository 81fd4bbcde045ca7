/** Behaviour of epoll only; contract.test.ts has what it shares with select and poll. */
import assert from "node:assert/strict";
import { closeSync, openSync } from "node:fs";
import { describe, it, type TestContext } from "node:test";
import { inspect } from "node:util";
import {
  EPOLL_CLOEXEC,
  EPOLLERR,
  EPOLLET,
  EPOLLEXCLUSIVE,
  EPOLLHUP,
  EPOLLIN,
  EPOLLONESHOT,
  EPOLLOUT,
  EPOLLPRI,
  EPOLLRDHUP,
  Epoll,
  interruptWaits,
  observe,
  POLLIN,
  Poll,
  SHUT_WR,
  SO_LINGER,
  SOL_SOCKET,
  select,
  setWaiting,
  type Waiting,
} from "day29";
import { fcntl } from "#day29/sys/libc.js";
import { platform } from "#day29/sys/platform.js";
import { whenAsleep } from "../../support/actor.js";
import { HANG_MS, HANG_S } from "../../support/hang.js";
import { closing, connected, drain, fill, listening, pair, tcp } from "../../support/sockets.js";

const { F_DUPFD_CLOEXEC, F_GETFD, FD_CLOEXEC } = platform.constants;

function epollOf(t: TestContext): Epoll {
  return closing(t, new Epoll());
}

function duplicateOf(fd: number): number {
  return fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

for (const mode of ["cooperative", "blocking"] satisfies Waiting[]) {
  describe(`Epoll, ${mode} waiting`, { timeout: HANG_MS }, () => {
    function setUp(t: TestContext): Epoll {
      setWaiting(mode);
      t.after(() => setWaiting("cooperative"));
      return epollOf(t);
    }
    const patience = mode === "cooperative" ? null : HANG_S;

    it("reports a level as long as it lasts, in every call", async (t) => {
      const epoll = setUp(t);
      const [a, b] = pair(t);
      epoll.register(b, EPOLLIN);
      for (let round = 0; round < 3; round++) {
        whenAsleep(t, { send: "xyz", fd: a.fileno() });
        for (const _ of "xyz") {
          assert.deepEqual(await epoll.poll(patience), [[b.fileno(), EPOLLIN]]);
          await b.recv(1);
        }
        assert.deepEqual(await epoll.poll(0), []);
      }
    });

    it("reports an edge once, and the next one even if nothing was read", async (t) => {
      const epoll = setUp(t);
      const [a, b] = pair(t);
      await a.sendall("there before");
      epoll.register(b, EPOLLIN | EPOLLET);
      assert.deepEqual(await epoll.poll(patience), [[b.fileno(), EPOLLIN]]);
      assert.deepEqual(await epoll.poll(0), []);
      for (let round = 0; round < 3; round++) {
        whenAsleep(t, { send: "more", fd: a.fileno() });
        assert.deepEqual(await epoll.poll(patience), [[b.fileno(), EPOLLIN]]);
        assert.deepEqual(await epoll.poll(0.001), []);
      }
    });

    it("is woken by one member while an edge of another was left unread", async (t) => {
      const epoll = setUp(t);
      const [a, b] = pair(t);
      const [c, d] = pair(t);
      epoll.register(b, EPOLLIN | EPOLLET);
      epoll.register(d, EPOLLIN);
      await a.sendall("left alone");
      assert.deepEqual(await epoll.poll(patience), [[b.fileno(), EPOLLIN]]);
      whenAsleep(t, { send: "x", fd: c.fileno() });
      assert.deepEqual(await epoll.poll(patience), [[d.fileno(), EPOLLIN]]);
    });

    it("reports edges of reading and writing together", async (t) => {
      const epoll = setUp(t);
      const [client, server] = await connected(t);
      epoll.register(client, EPOLLIN | EPOLLOUT | EPOLLET);
      assert.deepEqual(await epoll.poll(patience), [[client.fileno(), EPOLLOUT]]);
      await fill(client);
      assert.deepEqual(await epoll.poll(0), []);
      await drain(server);
      while ((await epoll.poll(0)).length === 0) await drain(server);
      whenAsleep(t, { send: "x", fd: server.fileno() });
      assert.deepEqual(await epoll.poll(patience), [[client.fileno(), EPOLLIN | EPOLLOUT]]);
    });

    it("is disabled after EPOLLONESHOT until modify()", async (t) => {
      const epoll = setUp(t);
      const [a, b] = pair(t);
      epoll.register(b, EPOLLIN | EPOLLONESHOT);
      whenAsleep(t, { send: "x", fd: a.fileno() });
      assert.deepEqual(await epoll.poll(patience), [[b.fileno(), EPOLLIN]]);
      await a.sendall("y");
      assert.deepEqual(await epoll.poll(0.01), []);
      epoll.modify(b, EPOLLIN | EPOLLONESHOT);
      assert.deepEqual(await epoll.poll(patience), [[b.fileno(), EPOLLIN]]);
      assert.deepEqual(await epoll.poll(0), []);
    });

    it("can contain another epoll, which is readable when it has an event", async (t) => {
      const outer = setUp(t);
      const inner = epollOf(t);
      const [a, b] = pair(t);
      inner.register(b, EPOLLIN | EPOLLET);
      outer.register(inner, EPOLLIN);
      assert.deepEqual(await outer.poll(0.001), []);
      for (let round = 0; round < 3; round++) {
        whenAsleep(t, { send: "x", fd: a.fileno() });
        assert.deepEqual(await outer.poll(patience), [[inner.fileno(), EPOLLIN]]);
        assert.deepEqual((await select([inner], [], [], 5))[0], [inner]);
        assert.deepEqual(await inner.poll(0), [[b.fileno(), EPOLLIN]]);
        assert.deepEqual(await outer.poll(0), []);
      }
    });

    it("waits in seconds; negative, null and undefined wait indefinitely", async (t) => {
      const epoll = setUp(t);
      const [a, b] = pair(t);
      epoll.register(b, EPOLLIN);
      const start = performance.now();
      assert.deepEqual(await epoll.poll(0.03), []);
      assert.ok(performance.now() - start >= 30);
      for (const timeout of [-1, -0.001, null, undefined]) {
        whenAsleep(t, { send: "x", fd: a.fileno() });
        assert.deepEqual(await epoll.poll(timeout), [[b.fileno(), EPOLLIN]]);
        await b.recv(1);
      }
    });

    it("waits at least as long as the timeout, even below its resolution of a millisecond", async (t) => {
      const epoll = setUp(t);
      for (let round = 0; round < 20; round++) {
        const start = performance.now();
        assert.deepEqual(await epoll.poll(0.0004), []);
        assert.ok(performance.now() - start >= 0.4);
      }
    });
  });
}

describe("Epoll", { timeout: HANG_MS }, () => {
  it("watches for EPOLLIN, EPOLLPRI and EPOLLOUT by default", async (t) => {
    const epoll = epollOf(t);
    const [a, b] = pair(t);
    epoll.register(a);
    await b.sendall("x");
    assert.deepEqual(await epoll.poll(), [[a.fileno(), EPOLLIN | EPOLLOUT]]);
    assert.deepEqual([...epoll.registered], [[a.fileno(), EPOLLIN | EPOLLPRI | EPOLLOUT]]);
  });

  it("refuses to register twice, and to modify or unregister an unknown descriptor", (t) => {
    const epoll = epollOf(t);
    const [a, b] = pair(t);
    epoll.register(a, EPOLLIN);
    const fd = a.fileno();
    assert.throws(() => epoll.register(a, EPOLLOUT), {
      name: "FileExistsError",
      code: "EEXIST",
      message: `[EEXIST] epoll_ctl EPOLL_CTL_ADD fd ${fd}: File exists`,
    });
    assert.deepEqual([...epoll.registered], [[fd, EPOLLIN]]);
    assert.throws(() => epoll.modify(b, EPOLLIN), { code: "ENOENT", syscall: "epoll_ctl" });
    assert.throws(() => epoll.unregister(b), { code: "ENOENT" });
    epoll.unregister(a);
    assert.throws(() => epoll.unregister(a), { code: "ENOENT" });
    assert.deepEqual([...epoll.registered], []);
  });

  it("refuses a closed descriptor, itself, and invalid masks", (t) => {
    const epoll = epollOf(t);
    const [a, b] = pair(t);
    const fd = b.fileno();
    b.close();
    for (const closed of [b, fd]) {
      assert.throws(() => epoll.register(closed), { code: "EBADF" });
      assert.throws(() => epoll.modify(closed, EPOLLIN), { code: "EBADF" });
      assert.throws(() => epoll.unregister(closed), { code: "EBADF" });
    }
    assert.throws(() => epoll.register(epoll), { code: "EINVAL" });
    for (const mask of [-(2 ** 31) - 1, 2 ** 32, 1.5, Number.NaN]) {
      assert.throws(() => epoll.register(a, mask), { name: "RangeError", message: /eventmask/ });
    }
  });

  it("accepts EPOLLEXCLUSIVE, but neither with EPOLLONESHOT nor in modify()", async (t) => {
    const first = epollOf(t);
    const second = epollOf(t);
    const listener = listening(t);
    const flags = EPOLLIN | EPOLLEXCLUSIVE;
    assert.throws(() => first.register(listener, flags | EPOLLONESHOT), { code: "EINVAL" });
    for (const epoll of [first, second]) epoll.register(listener, flags);
    assert.throws(() => first.modify(listener, EPOLLIN), { code: "EINVAL" });
    const woken: Epoll[] = [];
    const waits = [first, second].map(async (epoll) => {
      const events = await epoll.poll(5);
      assert.deepEqual(events, [[listener.fileno(), EPOLLIN]]);
      woken.push(epoll);
      closing(t, (await listener.accept())[0]);
    });
    await tcp(t).connect(listener.getsockname());
    await Promise.race(waits);
    assert.ok(woken.length >= 1);
    await tcp(t).connect(listener.getsockname());
    await Promise.all(waits);
  });

  it("always reports a hang-up and an error, a half-closed peer with EPOLLRDHUP", async (t) => {
    const epoll = epollOf(t);
    const [a, b] = pair(t);
    epoll.register(a, 0);
    assert.deepEqual(await epoll.poll(0), []);
    b.close();
    assert.deepEqual(await epoll.poll(), [[a.fileno(), EPOLLHUP]]);
    epoll.unregister(a);

    const [client, server] = await connected(t);
    epoll.register(server, EPOLLRDHUP);
    assert.deepEqual(await epoll.poll(0), []);
    client.shutdown(SHUT_WR);
    assert.deepEqual(await epoll.poll(), [[server.fileno(), EPOLLRDHUP]]);
    epoll.modify(server, 0);
    assert.deepEqual(await epoll.poll(0), []);
    client.setsockopt(SOL_SOCKET, SO_LINGER, Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]));
    client.close();
    assert.deepEqual(await epoll.poll(), [[server.fileno(), EPOLLERR | EPOLLHUP]]);
  });

  it("keeps a closed member until its last duplicate is closed", async (t) => {
    const epoll = epollOf(t);
    const [a, b] = pair(t);
    const fd = a.fileno();
    const second = closing(t, a.dup());
    epoll.register(a, EPOLLOUT);
    a.close();
    assert.deepEqual(await epoll.poll(0), [[fd, EPOLLOUT]]);
    assert.throws(() => epoll.unregister(fd), { code: "EBADF" });
    assert.deepEqual(await epoll.poll(0), [[fd, EPOLLOUT]]);
    second.close();
    assert.deepEqual(await epoll.poll(0), []);
    closing(t, b);
  });

  it("returns at most maxevents, and the others the next time", async (t) => {
    const epoll = epollOf(t);
    const sockets = Array.from({ length: 5 }, () => pair(t)[0]);
    for (const socket of sockets) epoll.register(socket, EPOLLOUT);
    const fds = async (maxevents?: number): Promise<number[]> =>
      (await epoll.poll(0, maxevents)).map(([fd]) => fd);
    const all = sockets.map((socket) => socket.fileno());
    assert.deepEqual(await fds(), all);
    assert.deepEqual(await fds(-1), all);
    assert.deepEqual(await fds(3), all.slice(0, 3));
    assert.deepEqual(await fds(3), [...all.slice(3), ...all.slice(0, 1)]);
    assert.deepEqual(await fds(1), all.slice(1, 2));
    assert.equal((await fds(5000)).length, 5);
    for (const maxevents of [0, -2, 1.5, Number.NaN]) {
      await assert.rejects(epoll.poll(0, maxevents), { name: "RangeError", message: /maxevents/ });
    }
    await assert.rejects(epoll.poll(Number.NaN), { name: "RangeError", message: /timeout/ });
  });

  it("reports all of thousands of members, in calls of 1023", async (t) => {
    const epoll = epollOf(t);
    const pairs = Array.from({ length: 1100 }, () => pair(t));
    for (const [a] of pairs) epoll.register(a, EPOLLOUT);
    const first = await epoll.poll();
    assert.equal(first.length, 1023);
    const rest = await epoll.poll();
    const fds = new Set([...first, ...rest].map(([fd]) => fd));
    assert.deepEqual(fds, new Set(pairs.map(([a]) => a.fileno())));
  });

  it("wakes all waiters of the same epoll, and each gets a result", async (t) => {
    const epoll = epollOf(t);
    const [a, b] = pair(t);
    const poller = new Poll();
    poller.register(epoll, POLLIN);
    epoll.register(b, EPOLLIN);
    const waits = [epoll.poll(5), epoll.poll(5), poller.poll(5000)];
    await a.sendall("x");
    assert.deepEqual(await Promise.all(waits), [
      [[b.fileno(), EPOLLIN]],
      [[b.fileno(), EPOLLIN]],
      [[epoll.fileno(), POLLIN]],
    ]);
  });

  it("applies register(), modify() and unregister() while it waits", async (t) => {
    const epoll = epollOf(t);
    const [a, b] = pair(t);
    let waiting = epoll.poll();
    epoll.register(a, EPOLLOUT | EPOLLET);
    assert.deepEqual(await waiting, [[a.fileno(), EPOLLOUT]]);
    waiting = epoll.poll();
    epoll.modify(a, EPOLLOUT | EPOLLET);
    assert.deepEqual(await waiting, [[a.fileno(), EPOLLOUT]]);
    epoll.modify(a, EPOLLIN);
    waiting = epoll.poll(0.05);
    epoll.unregister(a);
    await b.sendall("x");
    assert.deepEqual(await waiting, []);
  });

  it("rejects a wait with EBADF when it is closed, and leaves a reused number alone", async (t) => {
    const epoll = epollOf(t);
    const fd = epoll.fileno();
    const waiting = assert.rejects(epoll.poll(), {
      code: "EBADF",
      syscall: "epoll_wait",
      message: "[EBADF] epoll_wait on a closed epoll: Bad file descriptor",
    });
    epoll.close();
    const reused = epollOf(t);
    assert.equal(reused.fileno(), fd, "the kernel gives out the lowest free number");
    await waiting;
    const [a] = pair(t);
    const next = reused.poll();
    reused.register(a, EPOLLOUT);
    assert.deepEqual(await next, [[a.fileno(), EPOLLOUT]]);
  });

  it("throws once it is closed, and may be closed twice", async (t) => {
    const epoll = new Epoll();
    const [a] = pair(t);
    epoll.register(a);
    assert.equal(epoll.closed, false);
    epoll.close();
    epoll.close();
    assert.equal(epoll.closed, true);
    assert.equal(epoll.fileno(), -1);
    for (const use of [
      () => epoll.register(a),
      () => epoll.modify(a, EPOLLIN),
      () => epoll.unregister(a),
    ]) {
      assert.throws(use, { code: "EBADF", message: /epoll_ctl on a closed epoll/ });
    }
    await assert.rejects(epoll.poll(0), { code: "EBADF" });
    assert.equal(inspect(epoll), "<Epoll closed>");
  });

  it("rejects a wait with InterruptedError when the user interrupts, and waits again", async (t) => {
    const epoll = epollOf(t);
    const [a, b] = pair(t);
    epoll.register(b, EPOLLIN | EPOLLET);
    const waiting = assert.rejects(epoll.poll(), { name: "InterruptedError", code: "EINTR" });
    interruptWaits();
    await waiting;
    const next = epoll.poll();
    await a.sendall("x");
    assert.deepEqual(await next, [[b.fileno(), EPOLLIN]]);
  });

  it("takes over a descriptor with fromfd(), including its members", async (t) => {
    const first = new Epoll();
    const [a] = pair(t);
    first.register(a, EPOLLOUT);
    const second = closing(t, Epoll.fromfd(duplicateOf(first.fileno())));
    first.close();
    assert.deepEqual(await second.poll(), [[a.fileno(), EPOLLOUT]]);
    const fd = openSync("/dev/null", "r");
    t.after(() => closeSync(fd));
    const wrong = Epoll.fromfd(duplicateOf(fd));
    await assert.rejects(wrong.poll(0), { code: "EINVAL" });
    wrong.close();
    const number = duplicateOf(fd);
    closeSync(number);
    const nothing = Epoll.fromfd(number);
    await assert.rejects(nothing.poll(0), { code: "EBADF" });
    assert.throws(() => nothing.close(), { code: "EBADF", syscall: "close" });
  });

  it("takes Python's arguments, and is never inherited by child processes", (t) => {
    const flags = (epoll: Epoll): number => fcntl(epoll.fileno(), F_GETFD, 0) & FD_CLOEXEC;
    for (const args of [[], [-1], [16], [1, 0], [-1, EPOLL_CLOEXEC]]) {
      assert.equal(flags(closing(t, new Epoll(...args))), FD_CLOEXEC);
    }
    assert.throws(() => new Epoll(-1, 1), { code: "EINVAL", syscall: "epoll_create1" });
    for (const sizehint of [0, -2]) assert.throws(() => new Epoll(sizehint), /sizehint/);
  });

  it("prints itself and its events by name, and returns plain arrays", async (t) => {
    const epoll = epollOf(t);
    assert.equal(inspect(epoll), `<Epoll fd=${epoll.fileno()}>`);
    const [a, b] = pair(t);
    epoll.register(a, EPOLLIN | EPOLLRDHUP | EPOLLET);
    epoll.register(b, EPOLLIN);
    assert.equal(
      inspect(epoll),
      `<Epoll fd=${epoll.fileno()}, ${a.fileno()}: EPOLLIN|EPOLLRDHUP|EPOLLET, ${b.fileno()}: EPOLLIN>`,
    );
    b.close();
    const events = await epoll.poll();
    assert.equal(inspect(events), `[ [ ${a.fileno()}, EPOLLIN|EPOLLHUP|EPOLLRDHUP ] ]`);
    assert.deepEqual(events, [[a.fileno(), EPOLLIN | EPOLLHUP | EPOLLRDHUP]]);
    assert.equal(inspect(await epoll.poll(0)), "[]");
  });

  it("can be observed: what it watched, and why it is ready", async (t) => {
    const epoll = epollOf(t);
    const [client, server] = await connected(t);
    epoll.register(server, EPOLLIN | EPOLLET);
    epoll.register(client, EPOLLIN);
    await client.sendall("hello");
    const events = await epoll.poll();
    const { call, entries } = observe({ call: "epoll", registered: epoll.registered, events });
    assert.equal(call, "epoll");
    assert.deepEqual(
      entries.map(({ fd, watched, ready, reasons }) => [fd, watched, ready, reasons]),
      [
        [server.fileno(), EPOLLIN + EPOLLET, EPOLLIN, [{ kind: "data", bytes: 5 }]],
        [client.fileno(), EPOLLIN, 0, []],
      ],
    );
  });
});
