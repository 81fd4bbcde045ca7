/** The events of rounds: right at any time, and observed once. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { POLLERR, POLLIN, type Socket, traceCalls } from "day29";
import { Timeline } from "day29/notebook";
import {
  epollServer,
  httpServer,
  pollServer,
  type ServerEvent,
  type ServerEvents,
  selectServer,
} from "day29/servers";
import { bundleOf } from "#day29/notebook/show.js";
import { client, start } from "../../../support/servers.js";
import { listening } from "../../../support/sockets.js";

type Ready = Extract<ServerEvent, { type: "ready" }>;

const programs: Record<string, (listener: Socket) => ServerEvents> = {
  selectServer,
  pollServer,
  epollServer,
  "epollServer, edge-triggered": (listener) => epollServer(listener, { edge: true }),
  "httpServer by select": (listener) => httpServer(listener, { mux: "select" }),
  "httpServer by poll": (listener) => httpServer(listener, { mux: "poll" }),
  "httpServer by epoll": (listener) => httpServer(listener, { mux: "epoll" }),
};

/** The sockets that a round watched, and those that were ready. */
function socketsIn(ready: Ready): [watched: Socket[], ready: Socket[]] {
  if (ready.call === "select") return [[...ready.rlist], [...ready.rs]];
  const { fdmap, events } = ready;
  return [[...fdmap.values()], events.map(([fd]) => fdmap.get(fd) as Socket)];
}

describe("a ready event", () => {
  for (const [name, program] of Object.entries(programs)) {
    it(`shows the sockets of its round after the clients have left (${name})`, async (t) => {
      const listener = listening(t);
      const events = program(listener);
      t.after(() => events.return());
      const first = await client(t, listener.getsockname());
      const rounds: Ready[] = [];
      const accepted: Socket[] = [];
      for await (const event of events) {
        if (event.type === "ready") rounds.push(event);
        if (event.type === "connect") {
          accepted.push(event.socket);
          if (accepted.length === 1) first.close();
        }
        if (event.type !== "disconnect") continue;
        if (accepted.length === 2) break;
        (await client(t, listener.getsockname())).close();
      }
      const [a, b] = accepted as [Socket, Socket];
      assert.deepEqual(rounds.map(socketsIn), [
        [[listener], [listener]],
        [[listener, a], [a]],
        [[listener], [listener]],
        [[listener, b], [b]],
      ]);
    });
  }

  it("shows the masks of its round, and prints them", async (t) => {
    const listener = listening(t);
    const events = pollServer(listener);
    t.after(() => events.return());
    const { value } = await Promise.all([events.next(), client(t, listener.getsockname())]).then(
      ([result]) => result,
    );
    assert.equal((await events.next()).value?.type, "connect");
    assert.ok(value?.type === "ready" && value.call === "poll");
    assert.deepEqual([...value.registered], [[listener.fileno(), POLLIN | POLLERR]]);
    assert.match(inspect(value), /call: 'poll',\s+registered: Map\(1\) /);
  });
});

describe("a stepping server", () => {
  for (const [name, program] of Object.entries(programs)) {
    it(`observes a round only once, even with two timelines (${name})`, async (t) => {
      const calls: string[][] = [];
      for (const timelines of [0, 2]) {
        const server = await start(t, program, { name, stepping: true });
        const recording = Array.from({ length: timelines }, () => new Timeline(server));
        const socket = await client(t, server.address);
        await server.step();
        await socket.sendall("GET / HT");
        const names: string[] = [];
        const stop = traceCalls((call) => names.push(call.name));
        try {
          await server.step();
        } finally {
          stop();
        }
        calls.push(names);
        for (const timeline of recording) assert.equal(timeline.chart.lanes.length, 2);
        await server.stop();
      }
      const [alone, watched] = calls;
      assert.deepEqual(watched, alone);
      assert.ok(alone?.includes("getsockname"));
    });

    it(`shows an event as its step observed it, though it has been handled (${name})`, async (t) => {
      const server = await start(t, program, { name, stepping: true });
      const events: ServerEvent[] = [];
      server.subscribe((event) => events.push(event));
      await client(t, server.address);
      const { readiness } = await server.step();
      assert.ok(readiness !== null);
      assert.deepEqual(readiness.entries[0]?.reasons, [{ kind: "clients", count: 1 }]);
      const ready = events.find((event) => event.type === "ready");
      assert.ok(ready !== undefined);
      assert.deepEqual(bundleOf(ready), bundleOf(readiness));
      const timeline = new Timeline();
      timeline.round(ready);
      assert.equal(timeline.chart.lanes[0]?.marks.get(1)?.ready, POLLIN);
    });

    it(`reports in a step the round that it ran, and none that until() ran (${name})`, async (t) => {
      const server = await start(t, program, { name, stepping: true });
      await client(t, server.address);
      const { socket: first } = await server.until("connect");
      await client(t, server.address);
      const { readiness, events } = await server.step();
      assert.ok(readiness !== null);
      const accepted = events.map((event) => event.type === "connect" && event.socket !== first);
      assert.deepEqual(accepted, [true]);
    });
  }
});
