/** A playground without its buttons: the actions, and what its state shows. */
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { createConnection, type Socket } from "day29";
import {
  pollServer,
  type ServerEvent,
  type ServerProgram,
  selectServer,
  serve,
  uringServer,
} from "day29/servers";
import { Playground } from "#day29/notebook/play/playground.js";
import type { PlayState } from "#day29/notebook/play/state.js";
import { openDescriptors } from "../../../support/site.js";
import { needsUring } from "../../../support/uring.js";

async function playground(
  t: TestContext,
  program: ServerProgram = selectServer,
): Promise<{ play: Playground; states: PlayState[] }> {
  const states: PlayState[] = [];
  const play = await Playground.start(program);
  play.onChange = (state) => states.push(state);
  // The waits of a playground do not keep a process alive.
  const alive = setInterval(() => {}, 1000);
  t.after(async () => {
    clearInterval(alive);
    await play.end();
  });
  return { play, states };
}

const message = ({ state }: Playground): string => state.message?.en ?? "";

const labels = ({ state }: Playground): string[][] =>
  state.recording.rounds.map(({ events }) => events.map(({ label }) => label));

describe("a playground", () => {
  it(
    "plays the io_uring server, whose operations and completions it shows",
    needsUring,
    async (t) => {
      const { play } = await playground(t, uringServer);
      await play.act({ type: "connect" });
      await play.act({ type: "step" });
      await play.act({ type: "send", client: "ann", text: "hello" });
      await play.act({ type: "step" });
      await play.act({ type: "step" });
      assert.deepEqual(labels(play), [["accept"], ["recv 5"], ["send 7"]]);
      const { rounds } = play.state.recording;
      assert.deepEqual(
        rounds.map(({ call, sockets }) => [
          call,
          ...sockets.map(({ watchedText, readyText }) => `${watchedText}: ${readyText}`),
        ]),
        [
          ["uring", "accept: accept"],
          ["uring", "accept: ", "recv: recv"],
          ["uring", "accept: ", "recv, send: send"],
        ],
      );
      assert.equal(play.state.mux, null, "its clients cannot be handed over");
      assert.equal(play.state.clients[0]?.received, "Receive");
    },
  );

  it("connects clients, sends as them and steps the server", async (t) => {
    const { play, states } = await playground(t);
    assert.equal(play.state.nextClient, "ann");
    await play.act({ type: "connect" });
    await play.act({ type: "connect" });
    await play.act({ type: "step" });
    await play.act({ type: "step" });
    await play.act({ type: "send", client: "bob", text: "你好" });
    await play.act({ type: "step" });
    await play.act({ type: "step" });
    assert.deepEqual(labels(play), [["accept"], ["accept"], ["recv 6"], ["send 20"]]);
    assert.deepEqual(
      play.state.clients.map(({ name, status, received }) => [name, status, received]),
      [
        ["ann", "open", ""],
        ["bob", "open", "Receive your message"],
      ],
    );
    const third = play.state.recording.rounds[2];
    assert.deepEqual(third?.clients, [{ client: "bob", action: "send", text: "你好" }]);
    assert.deepEqual(
      third?.sockets.map(({ name, readyText }) => [name, readyText]),
      [
        ["listener", ""],
        ["ann", ""],
        ["bob", "rs"],
      ],
    );
    assert.equal(states.length, 7);
    assert.deepEqual(JSON.parse(JSON.stringify(play.state)), play.state);
  });

  it("says that nothing is ready, and that there is nothing to send", async (t) => {
    const { play } = await playground(t);
    await play.act({ type: "step" });
    assert.match(message(play), /nothing is ready/);
    assert.equal(play.state.recording.rounds.length, 0);
    await play.act({ type: "connect" });
    assert.equal(message(play), "");
    await play.act({ type: "send", client: "ann", text: "" });
    assert.match(message(play), /write something/);
  });

  for (const [type, label, status] of [
    ["half-close", "close", "closed"],
    ["close", "close", "closed"],
    ["reset", "close", "closed"],
  ] as const) {
    it(`lets a client ${type}`, async (t) => {
      const { play } = await playground(t);
      await play.act({ type: "connect" });
      await play.act({ type: "step" });
      await play.act({ type, client: "ann" });
      const expected = type === "half-close" ? "half-closed" : "closed";
      assert.equal(play.state.clients[0]?.status, expected);
      await play.act({ type: "step" });
      assert.deepEqual(labels(play).at(-1), [label]);
      assert.equal(play.state.clients[0]?.status, status);
      await play.act({ type: "send", client: "ann", text: "late" });
      assert.match(message(play), /EBADF|closed/);
    });
  }

  it("lets a client stop reading, and read again", async (t) => {
    const { play } = await playground(t, pollServer);
    await play.act({ type: "connect" });
    await play.act({ type: "step" });
    await play.act({ type: "stop-reading", client: "ann" });
    await play.act({ type: "send", client: "ann", text: "hello" });
    await play.act({ type: "step" });
    assert.deepEqual(
      [play.state.clients[0]?.reading, play.state.clients[0]?.received],
      [false, ""],
    );
    await play.act({ type: "resume-reading", client: "ann" });
    assert.equal(play.state.clients[0]?.received, "Receive");
  });

  it("switches between select, poll and epoll, and keeps the clients", async (t) => {
    const { play } = await playground(t);
    await play.act({ type: "connect" });
    await play.act({ type: "step" });
    for (const mux of ["poll", "epoll", "select"] as const) {
      await play.act({ type: "switch", mux });
      assert.equal(play.state.mux, mux);
      await play.act({ type: "send", client: "ann", text: "hi" });
      await play.act({ type: "step" });
      assert.equal(play.state.recording.rounds.at(-1)?.call, mux);
    }
    assert.equal(play.state.clients[0]?.status, "open");
    await play.act({ type: "switch", mux: "kqueue" as "poll" });
    assert.match(message(play), /mux must be one of/);
  });

  it("leaves a server that another cell has started with the same program", async (t) => {
    const server = await serve(pollServer, { stepping: true });
    t.after(() => server.stop());
    await playground(t, pollServer);
    const client = await createConnection(server.address);
    t.after(() => client.close());
    assert.equal((await server.step()).events[0]?.type, "connect");
  });

  it("runs until it is paused", async (t) => {
    const states: PlayState[] = [];
    let accepted: (() => void) | undefined;
    const done = new Promise<void>((resolve) => {
      accepted = resolve;
    });
    const play = await Playground.start(selectServer);
    play.onChange = (state) => {
      states.push(state);
      if (state.recording.rounds.length === 2) accepted?.();
    };
    t.after(() => play.end());
    await play.act({ type: "speed", pauseMs: 1 });
    assert.equal(play.state.pauseMs, 100);
    await play.act({ type: "connect" });
    await play.act({ type: "run" });
    await play.act({ type: "connect" });
    const alive = setInterval(() => {}, 1000);
    t.after(() => clearInterval(alive));
    await done;
    assert.equal(play.state.running, true);
    await play.act({ type: "pause" });
    assert.equal(play.state.running, false);
  });

  it("has at most eight clients", async (t) => {
    const { play } = await playground(t);
    for (let i = 0; i < 9; i++) await play.act({ type: "connect" });
    assert.deepEqual([play.state.clients.length, play.state.nextClient], [8, null]);
    assert.match(message(play), /at most 8 clients/);
  });

  it("reports the error of a server of one's own, and unknown actions", async (t) => {
    async function* fails(listener: Socket): AsyncGenerator<ServerEvent, void, void> {
      yield { type: "waiting" };
      await listener.accept();
      throw new Error("no luck");
    }
    const { play } = await playground(t, fails);
    await play.act({ type: "switch", mux: "poll" });
    assert.match(message(play), /only the servers of the library/);
    await play.act({ type: "connect" });
    await play.act({ type: "step" });
    assert.match(message(play), /ended with an error: no luck/);
    await play.act({ type: "jump" } as never);
    assert.match(message(play), /has no action/);
    await play.act({ type: "close", client: "zoe" });
    assert.match(message(play), /has no client 'zoe'/);
  });

  it("leaves no descriptor behind, and ignores later clicks", async (t) => {
    const before = openDescriptors();
    const { play } = await playground(t);
    await play.act({ type: "connect" });
    await play.act({ type: "step" });
    await play.act({ type: "end" });
    assert.equal(play.state.ended, true);
    assert.equal(openDescriptors(), before);
    await play.act({ type: "connect" });
    assert.equal(play.state.clients.length, 1);
    assert.equal(play.state.recording.rounds.length, 1);
  });
});
