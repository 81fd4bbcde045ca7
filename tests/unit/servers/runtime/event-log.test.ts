/** What `until()` still finds, and what a server keeps in memory for it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Socket, select } from "day29";
import { type ServerEvent, type ServerEvents, selectServer } from "day29/servers";
import { SELECT_REPLY } from "#day29/servers/echo/select-server.js";
import { EventLog } from "#day29/servers/runtime/event-log.js";
import { ask, client, start } from "../../../support/servers.js";

/** All events that `until()` still finds. */
async function found(server: Awaited<ReturnType<typeof start>>): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  await assert.rejects(
    server.until((event) => {
      events.push(event);
      return false;
    }, 0),
    { name: "TimeoutError" },
  );
  return events;
}

/** A server that yields `count` messages of `size` bytes, and then waits. */
function talkative(t: Parameters<typeof client>[0], count: number, size: number) {
  return async function* program(listener: Socket): ServerEvents {
    const [socket] = await listener.accept();
    t.after(() => socket.close());
    for (let i = 0; i < count; i++) {
      yield { type: "message", socket, data: Buffer.alloc(size, `${i % 10}`) };
    }
    yield { type: "idle", error: {} as never };
    await select([listener], [], []);
  };
}

describe("until()", () => {
  it("finds all events since the last call, but only the latest ready and handled", async (t) => {
    const server = await start(t, selectServer);
    const socket = await client(t, server.address);
    await server.until("connect");
    for (let i = 0; i < 20; i++) await ask(socket, `${i}`, `${SELECT_REPLY}`);
    const types = (await found(server)).map(({ type }) => type);
    assert.equal(types.filter((type) => type === "message").length, 20);
    assert.equal(types.filter((type) => type === "sent").length, 20);
    assert.equal(types.filter((type) => type === "ready").length, 1);
    assert.ok(types.filter((type) => type === "handled").length <= 1);
  });

  it("finds the end of a round that was handled before the call", async (t) => {
    const server = await start(t, selectServer);
    const socket = await client(t, server.address);
    await ask(socket, "hello", `${SELECT_REPLY}`);
    for (const type of ["connect", "message", "sent", "handled"] as const) {
      await server.until(type);
    }
  });

  for (const [count, size, least, most] of [
    [5000, 10, 999, 2000],
    [100, 100_000, 5, 10],
    [3, 3_000_000, 1, 1],
  ] as const) {
    it(`finds at least ${least} and at most ${most} of ${count} messages`, async (t) => {
      const server = await start(t, talkative(t, count, size));
      const seen: string[] = [];
      const unsubscribe = server.subscribe(({ type }) => seen.push(type));
      await client(t, server.address);
      // Not by until(), which would pass the messages.
      while (!seen.includes("idle")) await select([], [], [], 0);
      unsubscribe();
      const events = await found(server);
      assert.equal(events.pop()?.type, "idle");
      assert.ok(events.length >= least && events.length <= most, `${events.length}`);
      const data = events.map((event) => (event.type === "message" ? event.data.length : 0));
      assert.ok(data.every((length) => length === size));
      const last = events.at(-1);
      const digit = `${(count - 1) % 10}`;
      assert.ok(last?.type === "message" && `${last.data.subarray(0, 1)}` === digit);
    });
  }

  it("finds an event among more than are kept, if it already waits", async (t) => {
    const server = await start(t, talkative(t, 100, 100_000));
    const first = server.until("message");
    await client(t, server.address);
    const message = await first;
    assert.equal(`${message.data.subarray(0, 1)}`, "0");
  });

  it("finds different events for two concurrent calls", async (t) => {
    const server = await start(t, selectServer);
    const waiting = Promise.all([server.until("disconnect"), server.until("message")]);
    const socket = await client(t, server.address);
    await ask(socket, "hello", `${SELECT_REPLY}`);
    socket.close();
    const [disconnect, message] = await waiting;
    assert.deepEqual([disconnect.type, `${message.data}`], ["disconnect", "hello"]);
  });

  it("rejects with the error of the filter, and the server continues", async (t) => {
    const server = await start(t, selectServer);
    const failure = new Error("no such test");
    const waiting = server.until(() => {
      throw failure;
    });
    const rejected = assert.rejects(waiting, failure);
    const socket = await client(t, server.address);
    await rejected;
    await ask(socket, "hello", `${SELECT_REPLY}`);
  });
});

describe("the log of a server", () => {
  const waiting: ServerEvent = { type: "waiting" };
  const handled: ServerEvent = { type: "handled" };

  it("drops what a search passes, and keeps what follows the event that it finds", () => {
    const log = new EventLog();
    for (const event of [waiting, handled, waiting]) log.add(event);
    assert.equal(log.search(({ type }) => type === "handled").found, handled);
    assert.equal(log.search(() => true).found, waiting);
    assert.equal(log.search(() => true).found, undefined);
  });

  it("offers an event to one search after another, until one takes it", () => {
    const log = new EventLog();
    const never = log.search(() => false);
    const [first, second] = [log.search(() => true), log.search(() => true)];
    log.add(handled);
    assert.deepEqual([never.found, first.found, second.found], [undefined, handled, undefined]);
    log.add(waiting);
    assert.equal(second.found, waiting);
  });

  it("keeps no event while a search is under way, and keeps them again after its end", () => {
    const log = new EventLog();
    const search = log.search(() => false);
    log.add(handled);
    log.end(search);
    log.add(waiting);
    const types: string[] = [];
    log.search(({ type }) => types.push(type) < 0);
    assert.deepEqual(types, ["waiting"]);
  });

  it("ends a search with the error of its filter", () => {
    const log = new EventLog();
    const error = new Error("no such test");
    const search = log.search(() => {
      throw error;
    });
    log.add(handled);
    assert.deepEqual([search.found, search.failure], [undefined, { error }]);
    log.add(waiting);
    assert.equal(log.search(() => true).found, waiting);
  });
});
