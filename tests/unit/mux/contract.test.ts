/** The behaviour that select, poll and epoll have in common, in both ways of waiting. */
import assert from "node:assert/strict";
import { closeSync, openSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import {
  AF_UNIX,
  EPOLLET,
  Epoll,
  type FileDescriptorLike,
  MSG_OOB,
  POLLIN,
  POLLOUT,
  POLLPRI,
  Poll,
  SOCK_STREAM,
  select,
  setWaiting,
  type Waiting,
} from "day29";
import { socketpair } from "#day29/sys/libc.js";
import { platform } from "#day29/sys/platform.js";
import { whenAsleep } from "../../support/actor.js";
import { HANG_MS, HANG_S } from "../../support/hang.js";
import { connected, drain, fill, listening, pair, tcp } from "../../support/sockets.js";

const { SOCK_NONBLOCK } = platform.constants;

/** A descriptor and the events to wait for. */
type Interest = [source: FileDescriptorLike, events: number];
/** The result in the same form. */
type Ready = [fd: number, events: number][];

interface Mechanism {
  readonly name: string;
  /** Whether it accepts regular files, which are always ready. */
  readonly files: boolean;
  /** Waits `seconds`, or indefinitely with `null`. */
  wait(interests: Interest[], seconds: number | null): Promise<Ready>;
}

const fdOf = (source: FileDescriptorLike): number =>
  typeof source === "number" ? source : source.fileno();

const mechanisms: Mechanism[] = [
  {
    name: "select",
    files: true,
    async wait(interests, seconds) {
      const list = (bit: number) => interests.filter(([, e]) => (e & bit) !== 0).map(([s]) => s);
      const [rs, ws, xs] = await select(list(POLLIN), list(POLLOUT), list(POLLPRI), seconds);
      return interests
        .map(([source]): [number, number] => {
          const bit = (found: FileDescriptorLike[], mask: number) =>
            found.includes(source) ? mask : 0;
          return [fdOf(source), bit(rs, POLLIN) | bit(ws, POLLOUT) | bit(xs, POLLPRI)];
        })
        .filter(([, events]) => events !== 0);
    },
  },
  {
    name: "poll",
    files: true,
    async wait(interests, seconds) {
      const poller = new Poll();
      for (const [source, events] of interests) poller.register(source, events);
      return poller.poll(seconds === null ? null : seconds * 1000);
    },
  },
  { name: "epoll", files: false, wait: epollWait(0) },
  { name: "edge-triggered epoll", files: false, wait: epollWait(EPOLLET) },
];

function epollWait(flags: number): Mechanism["wait"] {
  return async (interests, seconds) => {
    const epoll = new Epoll();
    try {
      for (const [source, events] of interests) epoll.register(source, events | flags);
      return await epoll.poll(seconds);
    } finally {
      epoll.close();
    }
  };
}

for (const mode of ["cooperative", "blocking"] satisfies Waiting[]) {
  for (const { name, files, wait } of mechanisms) {
    // The time limit ends a cooperative wait that is never woken; a blocked thread needs its own.
    const patience = mode === "cooperative" ? null : HANG_S;

    describe(`${name}, ${mode} waiting`, { timeout: HANG_MS }, () => {
      before(() => setWaiting(mode));
      after(() => setWaiting("cooperative"));

      it("reports nothing when nothing is ready", async (t) => {
        const [a] = pair(t);
        assert.deepEqual(await wait([[a, POLLIN]], 0), []);
      });

      it("returns nothing after the timeout, and not before", async (t) => {
        const [a] = pair(t);
        const start = performance.now();
        assert.deepEqual(await wait([[a, POLLIN]], 0.05), []);
        assert.ok(performance.now() - start >= 50);
      });

      it("reports data to read until it is read", async (t) => {
        const [a, b] = pair(t);
        await a.sendall("hello");
        assert.deepEqual(await wait([[b, POLLIN]], HANG_S), [[b.fileno(), POLLIN]]);
        await b.recv(2);
        // Three bytes remain: a level, not an edge.
        assert.deepEqual(await wait([[b, POLLIN]], HANG_S), [[b.fileno(), POLLIN]]);
        await b.recv(3);
        assert.deepEqual(await wait([[b, POLLIN]], 0), []);
      });

      it("is woken by data that arrives while it waits", async (t) => {
        const [a, b] = pair(t);
        whenAsleep(t, { send: "now", fd: a.fileno() });
        assert.deepEqual(await wait([[b, POLLIN]], patience), [[b.fileno(), POLLIN]]);
        assert.equal(`${await b.recv(100)}`, "now");
      });

      it("waits indefinitely without a timeout", async (t) => {
        const [a, b] = pair(t);
        whenAsleep(t, { send: "now", fd: a.fileno() });
        assert.deepEqual(await wait([[b, POLLIN]], null), [[b.fileno(), POLLIN]]);
      });

      it("reports room to write until the send buffer is full", async (t) => {
        const [client, server] = await connected(t);
        assert.deepEqual(await wait([[client, POLLOUT]], HANG_S), [[client.fileno(), POLLOUT]]);
        await fill(client);
        assert.deepEqual(await wait([[client, POLLOUT]], 0), []);
        // There is room again after the peer has read.
        while ((await wait([[client, POLLOUT]], 0)).length === 0) {
          await wait([[server, POLLIN]], HANG_S);
          await drain(server);
        }
      });

      it("reports a listener with a waiting client", async (t) => {
        const listener = listening(t);
        assert.deepEqual(await wait([[listener, POLLIN]], 0), []);
        await tcp(t).connect(listener.getsockname());
        assert.deepEqual(await wait([[listener, POLLIN]], HANG_S), [[listener.fileno(), POLLIN]]);
      });

      it("reports the end of the stream as readable, with zero bytes to read", async (t) => {
        const [client, server] = await connected(t);
        client.close();
        const [[fd, events] = [-1, 0]] = await wait([[server, POLLIN]], HANG_S);
        assert.equal(fd, server.fileno());
        assert.equal(events & POLLIN, POLLIN);
        assert.equal((await server.recv(100)).length, 0);
      });

      it("reports urgent data apart from normal data", async (t) => {
        const [client, server] = await connected(t);
        await client.send("!", MSG_OOB);
        assert.deepEqual(await wait([[server, POLLPRI]], 5), [[server.fileno(), POLLPRI]]);
        assert.deepEqual(await wait([[server, POLLIN]], 0), []);
      });

      it("reports several at once, in the order given", async (t) => {
        const [a, b] = pair(t);
        const [c, d] = pair(t);
        await a.sendall("1");
        await c.sendall("2");
        const interests: Interest[] = [
          [d, POLLIN],
          [a, POLLIN | POLLOUT],
          [b, POLLIN],
        ];
        assert.deepEqual(await wait(interests, 5), [
          [d.fileno(), POLLIN],
          [a.fileno(), POLLOUT],
          [b.fileno(), POLLIN],
        ]);
      });

      it("accepts descriptor numbers and objects with fileno()", async (t) => {
        const [a, b] = pair(t);
        await a.sendall("1");
        const wrapped = { fileno: () => b.fileno() };
        assert.deepEqual(await wait([[b.fileno(), POLLIN]], HANG_S), [[b.fileno(), POLLIN]]);
        assert.deepEqual(await wait([[wrapped, POLLIN]], HANG_S), [[b.fileno(), POLLIN]]);
      });

      it("reports a regular file as always ready, or refuses it", async (t) => {
        const fd = openSync(new URL(import.meta.url), "r");
        t.after(() => closeSync(fd));
        const waiting = wait([[fd, POLLIN]], HANG_S);
        if (files) assert.deepEqual(await waiting, [[fd, POLLIN]]);
        else await assert.rejects(waiting, { name: "PermissionError", code: "EPERM" });
      });

      it("never mistakes a reused descriptor number for the earlier file", async (t) => {
        // Opened and closed without the library, so each round reuses the numbers of the previous one.
        for (let round = 0; round < 3; round++) {
          const fds = new Int32Array(2);
          assert.equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
          const [a, b] = fds as unknown as [number, number];
          assert.deepEqual(await wait([[b, POLLIN]], 0.01), []);
          whenAsleep(t, { send: "now", fd: a });
          assert.deepEqual(await wait([[b, POLLIN]], patience), [[b, POLLIN]]);
          for (const fd of fds) closeSync(fd);
        }
      });

      it("continues to wait after signals, for the remaining time", async (t) => {
        const [a, b] = pair(t);
        let signals = 0;
        const count = (): number => ++signals;
        process.on("SIGWINCH", count);
        t.after(() => process.off("SIGWINCH", count));
        whenAsleep(t, { signals: 5, send: "now", fd: a.fileno() });
        assert.deepEqual(await wait([[b, POLLIN]], patience), [[b.fileno(), POLLIN]]);
        assert.ok(signals > 0, "the handler ran while the call waited");
      });

      it("refuses anything that is not a descriptor", async () => {
        const wrong = (source: unknown): Promise<Ready> =>
          wait([[source as FileDescriptorLike, POLLIN]], 0);
        await assert.rejects(wrong("socket"), TypeError);
        await assert.rejects(wrong({ fileno: () => "3" }), TypeError);
        await assert.rejects(wrong(-1), RangeError);
      });
    });
  }
}
