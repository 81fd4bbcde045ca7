/** What a recording contains of a real server, its bounds, and its text. */
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { SO_LINGER, SOL_SOCKET, Socket } from "day29";
import { type Recorder, type Recording, record, show } from "day29/notebook";
import { epollServer, pollServer, type Server, selectServer, serve } from "day29/servers";
import { printed } from "../../../support/printed.js";

const programs = { select: selectServer, poll: pollServer, epoll: epollServer };

async function recorded(
  t: TestContext,
  program = selectServer,
): Promise<{ server: Server; recorder: Recorder; connect: () => Promise<Socket> }> {
  const server = await serve(program, { stepping: true, name: t.fullName });
  // stop() of a server that has failed rejects with its error.
  t.after(() => (server.error === undefined ? server.stop() : undefined));
  const recorder = record(server);
  return {
    server,
    recorder,
    connect: async () => {
      const client = new Socket();
      t.after(() => client.close());
      client.settimeout(5);
      await client.connect(server.address);
      return client;
    },
  };
}

const labels = ({ rounds }: Recording): string[][] =>
  rounds.map(({ events }) => events.map(({ label }) => label.replace(/ \d+$/, "")));

describe("a recording", () => {
  for (const [call, program] of Object.entries(programs)) {
    it(`has the rounds of the ${call} server`, async (t) => {
      const { server, recorder, connect } = await recorded(t, program as typeof selectServer);
      const client = await connect();
      recorder.client("ann", "connect");
      await server.step();
      await client.send("hello");
      recorder.client("ann", "send", "hello");
      await server.step();
      if (call === "select") await server.step();
      client.close();
      await server.step();
      const { recording } = recorder;
      const [accepted, received] = recording.rounds;
      assert.ok(accepted !== undefined && received !== undefined);
      assert.equal(accepted.call, call);
      assert.deepEqual(accepted.clients, [{ client: "ann", action: "connect", text: "" }]);
      assert.deepEqual(received.clients, [{ client: "ann", action: "send", text: "hello" }]);
      assert.deepEqual(
        accepted.sockets.map(({ listening, acceptQueue }) => [listening, acceptQueue?.used]),
        [[true, 1]],
      );
      assert.equal(accepted.events[0]?.sockets[0]?.acceptQueue?.used, 0);
      const before = received.sockets.find(({ listening }) => !listening);
      const after = received.events[0]?.sockets.find(({ fd }) => fd === before?.fd);
      assert.deepEqual([before?.receive?.used, after?.receive?.used], [5, 0]);
      assert.ok((before?.receive?.size ?? 0) > 0 && (before?.send?.size ?? 0) > 0);
      assert.deepEqual(before?.why[0]?.en, "5 bytes to read");
      const expected = call === "select" ? [["recv"], ["send"]] : [["recv", "send"]];
      assert.deepEqual(labels(recording), [["accept"], ...expected, ["close"]]);
      const last = recording.rounds.at(-1)?.events.at(-1);
      assert.equal(last?.sockets.length, 1);
      // Without a kernel the lines are not known.
      assert.deepEqual([accepted.line, last?.line, recording.programs], [null, null, []]);
    });
  }

  it("survives a client that resets its connection", async (t) => {
    const { server, recorder, connect } = await recorded(t);
    const client = await connect();
    await server.step();
    client.setsockopt(SOL_SOCKET, SO_LINGER, Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 0]));
    client.close();
    await server.step();
    const event = recorder.recording.rounds.at(-1)?.events.at(-1);
    assert.deepEqual([event?.type, event?.text.en], ["disconnect", "closed (ECONNRESET)"]);
  });

  it("is a copy that can be converted to JSON and back", async (t) => {
    const { server, recorder, connect } = await recorded(t);
    await connect();
    const empty = recorder.recording;
    await server.step();
    assert.equal(empty.rounds.length, 0);
    const { recording } = recorder;
    assert.deepEqual(JSON.parse(JSON.stringify(recording)), recording);
  });

  it("keeps the last 64 rounds, and shortens what clients send", async (t) => {
    const { server, recorder, connect } = await recorded(t, pollServer as typeof selectServer);
    const client = await connect();
    for (let round = 0; round < 70; round++) {
      await client.send("x");
      recorder.client("ann", "send", "long".repeat(100));
      await server.step();
      if (round > 0) await client.recv(100);
    }
    const { rounds, earlierRounds } = recorder.recording;
    assert.deepEqual([rounds.length, earlierRounds], [64, 6]);
    assert.equal(rounds[0]?.number, 7);
    assert.equal(rounds[0]?.clients[0]?.text.length, 61);
  });

  it("is bounded when many clients come at once", async (t) => {
    const { server, recorder, connect } = await recorded(t, epollServer as typeof selectServer);
    const clients: Socket[] = [];
    for (let count = 0; count < 40; count++) clients.push(await connect());
    await server.until(
      () => recorder.recording.rounds.flatMap(({ events }) => events).length >= 40,
    );
    for (const client of clients) await client.send("x".repeat(1000));
    await server.step();
    const { rounds } = recorder.recording;
    const counts = rounds.flatMap(({ sockets, events }) => [
      sockets.length,
      ...events.map((event) => event.sockets.length),
    ]);
    assert.equal(Math.max(...counts), 12);
    for (const round of rounds) assert.ok(JSON.stringify(round).length < 110_000);
    assert.ok(rounds.every(({ events }) => events.length <= 64));
  });

  it("counts the events of a round that it leaves out", async (t) => {
    const { server, recorder, connect } = await recorded(t, async function* talkative(listener) {
      yield { type: "waiting" };
      const [socket, address] = await listener.accept();
      yield { type: "connect", socket, address };
      for (let size = 1; size <= 70; size++) yield { type: "sent", socket, size };
      socket.close();
    } as typeof selectServer);
    await connect();
    await server.until(
      ({ type, ...event }) => type === "sent" && "size" in event && event.size === 70,
    );
    const [round] = recorder.recording.rounds;
    assert.deepEqual([round?.events.length, round?.omittedEvents], [64, 8]);
    assert.match(await printed(t, () => show(recorder)), /8 more events left out/);
  });

  it("does not cut a character in two", async (t) => {
    const { server, recorder, connect } = await recorded(t);
    await connect();
    recorder.client("ann", "send", `${"x".repeat(59)}😀😀`);
    await server.step();
    assert.equal(recorder.recording.rounds[0]?.clients[0]?.text, `${"x".repeat(59)}…`);
  });

  it("stays when the server ends with an error", async (t) => {
    const { server, recorder, connect } = await recorded(t, async function* failing(listener) {
      yield { type: "waiting" };
      const [socket, address] = await listener.accept();
      yield { type: "connect", socket, address };
      socket.close();
      throw new Error("failed on purpose");
    } as typeof selectServer);
    await connect();
    await assert.rejects(server.step(), /failed on purpose/);
    const events = recorder.recording.rounds.flatMap((round) => round.events);
    assert.deepEqual(
      events.map(({ type }) => type),
      ["waiting", "connect"],
    );
  });

  it("is shown from JSON as its recorder shows it", async (t) => {
    const { server, recorder, connect } = await recorded(t);
    await connect();
    await server.step();
    const saved = JSON.parse(JSON.stringify(recorder.recording)) as Recording;
    const shown = await printed(t, () => show(saved));
    assert.match(shown, /accepted/);
    assert.equal(shown, await printed(t, () => show(recorder)));
    const refused = /^TypeError: a recording must have version 1/;
    assert.throws(() => show({ ...saved, version: 2 as 1 }), refused);
    assert.throws(() => show({ rounds: 5 } as unknown as Recording), refused);
  });

  it("records nothing after stop()", async (t) => {
    const { server, recorder, connect } = await recorded(t);
    await connect();
    recorder.stop();
    await server.step();
    assert.equal(recorder.recording.rounds.length, 0);
  });

  it("is shown as a table in a plain script", async (t) => {
    const { server, recorder, connect } = await recorded(t);
    assert.match(await printed(t, () => show(recorder)), /no rounds yet/);
    await connect();
    recorder.client("ann", "send", "</script>");
    await server.step();
    assert.match(
      await printed(t, () => show(recorder)),
      /1 +select +ann: send "<\/script>" +listener rs +accepted 127\.0\.0\.1:\d+/,
    );
  });

  it("refuses anything but a server, and an unknown action", async (t) => {
    const { recorder } = await recorded(t);
    assert.throws(() => record({} as Server), /^TypeError: server must be a Server/);
    assert.throws(
      () => recorder.client("ann", "jump" as "send"),
      /^(Type|Range)Error: action must be/,
    );
  });
});
