/** The behaviour of all selectors, in both ways of waiting. */
import assert from "node:assert/strict";
import { closeSync, openSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { inspect } from "node:util";
import {
  type BaseSelector,
  DefaultSelector,
  EpollSelector,
  EVENT_READ,
  EVENT_WRITE,
  FD_SETSIZE,
  type FileDescriptorLike,
  interruptWaits,
  PollSelector,
  SelectSelector,
  setWaiting,
  type Waiting,
} from "day29";
import { whenAsleep } from "../../support/actor.js";
import { HANG_MS, HANG_S } from "../../support/hang.js";
import { closing, connected, fill, listening, pair, tcp } from "../../support/sockets.js";

type SelectorClass = new <Data = unknown>() => BaseSelector<Data>;

contract(SelectSelector);
contract(PollSelector);
contract(EpollSelector);

function contract(Selector: SelectorClass): void {
  for (const mode of ["cooperative", "blocking"] satisfies Waiting[]) {
    // The time limit ends a cooperative wait that is never woken; a blocked thread needs its own.
    const patience = mode === "cooperative" ? null : HANG_S;

    describe(`${Selector.name}, ${mode} waiting`, { timeout: HANG_MS }, () => {
      before(() => setWaiting(mode));
      after(() => setWaiting("cooperative"));

      it("returns the keys and events of ready file objects", async (t) => {
        const [a, b] = pair(t);
        const selector = closing(t, new Selector<string>());
        const left = selector.register(a, EVENT_READ | EVENT_WRITE, "left");
        const right = selector.register(b, EVENT_READ, "right");
        assert.deepEqual(left, { fileobj: a, fd: a.fileno(), events: 3, data: "left" });
        assert.deepEqual(await selector.select(patience), [[left, EVENT_WRITE]]);
        await b.sendall("x");
        assert.deepEqual(await selector.select(patience), [[left, EVENT_READ | EVENT_WRITE]]);
        await a.sendall("y");
        assert.deepEqual(sorted(await selector.select(patience)), [
          [left, EVENT_READ | EVENT_WRITE],
          [right, EVENT_READ],
        ]);
      });

      it("is woken while it waits", async (t) => {
        const [a, b] = pair(t);
        const selector = closing(t, new Selector());
        const key = selector.register(b, EVENT_READ);
        for (let round = 0; round < 3; round++) {
          whenAsleep(t, { send: "now", fd: a.fileno() });
          assert.deepEqual(await selector.select(patience), [[key, EVENT_READ]]);
          await b.recv(100);
        }
      });

      it("waits in seconds; 0 or less does not wait", async (t) => {
        const [a] = pair(t);
        const selector = closing(t, new Selector());
        assert.deepEqual(await selector.select(0), []);
        selector.register(a, EVENT_READ);
        for (const timeout of [0, -1, -0.5]) assert.deepEqual(await selector.select(timeout), []);
        const start = performance.now();
        assert.deepEqual(await selector.select(0.0301), []);
        assert.ok(performance.now() - start >= 30.1);
        await assert.rejects(selector.select(Number.NaN), /timeout/);
      });

      it("is a timer when nothing is registered", async (t) => {
        const selector = closing(t, new Selector());
        const start = performance.now();
        assert.deepEqual(await selector.select(0.01), []);
        assert.ok(performance.now() - start >= 10);
      });

      it("reports a client to accept, and the end of a stream", async (t) => {
        const listener = listening(t);
        const selector = closing(t, new Selector());
        const key = selector.register(listener, EVENT_READ);
        assert.deepEqual(await selector.select(0), []);
        const client = tcp(t);
        await client.connect(listener.getsockname());
        assert.deepEqual(await selector.select(patience), [[key, EVENT_READ]]);
        const connection = closing(t, (await listener.accept())[0]);
        selector.unregister(listener);
        const next = selector.register(connection, EVENT_READ);
        client.close();
        assert.deepEqual(await selector.select(patience), [[next, EVENT_READ]]);
      });

      it("reports a hang-up as ready for all watched events", async (t) => {
        const [a, b] = pair(t);
        await fill(a);
        const selector = closing(t, new Selector());
        let key = selector.register(a, EVENT_WRITE);
        assert.deepEqual(await selector.select(0), []);
        b.close();
        assert.deepEqual(await selector.select(patience), [[key, EVENT_WRITE]]);
        key = selector.modify(a, EVENT_READ);
        assert.deepEqual(await selector.select(patience), [[key, EVENT_READ]]);
        key = selector.modify(a, EVENT_READ | EVENT_WRITE);
        assert.deepEqual(await selector.select(patience), [[key, EVENT_READ | EVENT_WRITE]]);
        // A socket that was never connected has a hang-up, but no data and no end of stream.
        const alone = selector.register(tcp(t), EVENT_READ);
        selector.unregister(a);
        assert.deepEqual(await selector.select(patience), [[alone, EVENT_READ]]);
      });

      it("reports hundreds at once", async (t) => {
        const selector = closing(t, new Selector<number>());
        const sockets = Array.from({ length: 300 }, () => pair(t)[0]);
        for (const [index, socket] of sockets.entries()) {
          selector.register(socket, EVENT_WRITE, index);
        }
        const ready = await selector.select(patience);
        assert.deepEqual(
          sorted(ready).map(([{ fileobj, data }]) => [fileobj, data]),
          sockets.map((socket, index) => [socket, index]),
        );
      });
    });
  }

  describe(Selector.name, () => {
    it("watches numbers and objects with fileno()", async (t) => {
      const [a, b] = pair(t);
      const selector = closing(t, new Selector());
      const wrapped = { fileno: () => b.fileno() };
      const keys = [
        selector.register(a.fileno(), EVENT_WRITE),
        selector.register(wrapped, EVENT_WRITE),
      ];
      assert.deepEqual(
        sorted(await selector.select(1)).map(([key]) => key),
        keys,
      );
      assert.equal(selector.getKey(a), keys[0]);
      assert.equal(selector.getKey(b.fileno()), keys[1]);
    });

    it("refuses to register twice, and names an unknown file object", (t) => {
      const [a, b] = pair(t);
      const selector = closing(t, new Selector());
      selector.register(a, EVENT_READ);
      for (const again of [a, a.fileno(), { fileno: () => a.fileno() }]) {
        assert.throws(() => selector.register(again, EVENT_WRITE), {
          name: "RangeError",
          message: new RegExp(`\\(fd ${a.fileno()}\\) is already registered`),
        });
      }
      assert.equal(selector.getKey(a).events, EVENT_READ);
      const unknown = {
        name: "RangeError",
        message: new RegExp(`^<Socket fd=${b.fileno()} .*> is not registered`),
      };
      assert.throws(() => selector.unregister(b), unknown);
      assert.throws(() => selector.modify(b, EVENT_READ), unknown);
      assert.throws(() => selector.getKey(b), unknown);
      selector.unregister(a);
      assert.throws(() => selector.unregister(a), { name: "RangeError" });
    });

    it("refuses invalid events, and keeps the registration", (t) => {
      const [a] = pair(t);
      const selector = closing(t, new Selector());
      for (const events of [0, 4, EVENT_READ | 8, -1, 1.5, Number.NaN]) {
        const wrong = { name: "RangeError", message: new RegExp(`events .* not ${events}`) };
        assert.throws(() => selector.register(a, events), wrong);
        const key = selector.register(a, EVENT_READ);
        assert.throws(() => selector.modify(a, events), wrong);
        assert.equal(selector.unregister(a), key);
      }
    });

    it("refuses anything that is not a descriptor, and closed sockets", (t) => {
      const [a] = pair(t);
      const selector = closing(t, new Selector());
      const register = (source: unknown) =>
        selector.register(source as FileDescriptorLike, EVENT_READ);
      assert.throws(() => register("socket"), TypeError);
      assert.throws(() => register({ fileno: () => "3" }), TypeError);
      assert.throws(() => register(-1), RangeError);
      a.close();
      assert.throws(() => register(a), { code: "EBADF" });
      assert.equal(selector.getMap()?.size, 0);
    });

    it("changes events and data, together or separately", async (t) => {
      const [a] = pair(t);
      const selector = closing(t, new Selector<string | undefined>());
      const first = selector.register(a, EVENT_READ, "first");
      const second = selector.modify(a, EVENT_READ, "second");
      assert.deepEqual(second, { ...first, data: "second" });
      assert.equal(first.data, "first");
      assert.deepEqual(await selector.select(0), []);
      const third = selector.modify(a, EVENT_WRITE, "second");
      assert.deepEqual(third, { ...second, events: EVENT_WRITE });
      assert.deepEqual(await selector.select(1), [[third, EVENT_WRITE]]);
      assert.equal(selector.modify(a, EVENT_WRITE).data, undefined);
      assert.equal(selector.getKey(a).data, undefined);
    });

    it("unregisters a closed socket, by the object or its old number", async (t) => {
      const [a, b] = pair(t);
      const selector = closing(t, new Selector());
      const keys = [a, b].map((socket) => selector.register(socket, EVENT_READ));
      a.close();
      b.close();
      assert.equal(selector.getKey(a), keys[0]);
      assert.equal(selector.unregister(a), keys[0]);
      assert.equal(selector.unregister(keys[1]?.fd ?? -1), keys[1]);
      assert.equal(selector.getMap()?.size, 0);
      assert.deepEqual(await selector.select(0), []);
    });

    it("accepts a new socket with the number of one that was unregistered after it was closed", async (t) => {
      const [a] = pair(t);
      const selector = closing(t, new Selector());
      const { fd } = selector.register(a, EVENT_READ);
      a.close();
      selector.unregister(a);
      const [next] = pair(t);
      assert.equal(next.fileno(), fd, "the kernel gives out the lowest free number");
      const key = selector.register(next, EVENT_WRITE);
      assert.deepEqual(await selector.select(1), [[key, EVENT_WRITE]]);
    });

    it("exposes its keys as a live map", (t) => {
      const [a, b] = pair(t);
      const selector = closing(t, new Selector());
      const map = selector.getMap();
      assert.equal(map?.size, 0);
      const key = selector.register(a, EVENT_READ);
      assert.deepEqual([...(map ?? [])], [[a.fileno(), key]]);
      assert.equal(map?.get(a), key);
      assert.equal(map?.get(a.fileno()), key);
      assert.equal(map?.has(b), false);
      selector.unregister(a);
      assert.equal(map?.has(a), false);
    });

    it("rejects a wait when the user interrupts", async (t) => {
      const [a] = pair(t);
      const selector = closing(t, new Selector());
      selector.register(a, EVENT_READ);
      const waiting = assert.rejects(selector.select(), { name: "InterruptedError" });
      interruptWaits();
      await waiting;
    });

    it("throws once it is closed, and may be closed twice", async (t) => {
      const [a] = pair(t);
      const selector = new Selector();
      selector.register(a, EVENT_READ);
      selector.close();
      selector.close();
      assert.equal(selector.getMap(), null);
      const closed = { code: "EBADF", message: /on a closed selector/ };
      assert.throws(() => selector.register(a, EVENT_READ), closed);
      assert.throws(() => selector.modify(a, EVENT_READ), closed);
      assert.throws(() => selector.unregister(a), closed);
      assert.throws(() => selector.getKey(a), closed);
      await assert.rejects(selector.select(0), closed);
      assert.ok(a.fileno() >= 0);
      assert.equal(inspect(selector), `<${Selector.name} closed>`);
    });

    it("prints its members", (t) => {
      const [a, b] = pair(t);
      const selector = closing(t, new Selector());
      assert.equal(inspect(selector), `<${Selector.name}>`);
      selector.register(a, EVENT_READ);
      selector.register(b, EVENT_READ | EVENT_WRITE);
      const members = `${a.fileno()}: EVENT_READ, ${b.fileno()}: EVENT_READ|EVENT_WRITE`;
      assert.equal(inspect(selector), `<${Selector.name} ${members}>`);
    });
  });
}

/** Sorted by descriptor. */
function sorted<T extends readonly [{ readonly fd: number }, number]>(ready: T[]): T[] {
  return ready.sort(([a], [b]) => a.fd - b.fd);
}

describe("SelectSelector", () => {
  it("refuses to wait for a descriptor of FD_SETSIZE or more, and suggests Poll", async (t) => {
    const selector = closing(t, new SelectSelector());
    selector.register(FD_SETSIZE, EVENT_READ);
    await assert.rejects(selector.select(0), { name: "RangeError", message: /use Poll/ });
  });

  it("rejects with EBADF when a member was closed and not unregistered", async (t) => {
    const [a] = pair(t);
    const selector = closing(t, new SelectSelector());
    selector.register(a, EVENT_READ);
    a.close();
    await assert.rejects(selector.select(0), { code: "EBADF" });
  });
});

describe("PollSelector", () => {
  it("reports a closed member as ready for all watched events", async (t) => {
    const [a] = pair(t);
    const selector = closing(t, new PollSelector());
    const key = selector.register(a, EVENT_WRITE);
    a.close();
    assert.deepEqual(await selector.select(0), [[key, EVENT_WRITE]]);
  });
});

describe("EpollSelector", () => {
  it("is the default", () => {
    assert.equal(DefaultSelector, EpollSelector);
  });

  it("has its own descriptor, which is readable when a member is ready", async (t) => {
    const [a] = pair(t);
    const inner = closing(t, new EpollSelector());
    const outer = closing(t, new EpollSelector());
    inner.register(a, EVENT_WRITE);
    const key = outer.register(inner, EVENT_READ);
    assert.deepEqual(await outer.select(1), [[key, EVENT_READ]]);
    inner.close();
    assert.equal(inner.fileno(), -1);
  });

  it("refuses regular files, and does not keep them", (t) => {
    const selector = closing(t, new EpollSelector());
    const fd = openSync(new URL(import.meta.url), "r");
    t.after(() => closeSync(fd));
    assert.throws(() => selector.register(fd, EVENT_READ), { code: "EPERM" });
    assert.equal(selector.getMap()?.size, 0);
  });

  it("unregisters a member that cannot be watched any more when it is modified", (t) => {
    const [a] = pair(t);
    const selector = closing(t, new EpollSelector());
    selector.register(a, EVENT_READ);
    a.close();
    assert.throws(() => selector.modify(a, EVENT_WRITE), { code: "EBADF" });
    assert.equal(selector.getMap()?.size, 0);
  });

  it("rejects pending waits when it is closed", async (t) => {
    const selector = new EpollSelector();
    const [client] = await connected(t);
    selector.register(client, EVENT_READ);
    const waiting = assert.rejects(selector.select(), { code: "EBADF" });
    selector.close();
    await waiting;
  });
});
