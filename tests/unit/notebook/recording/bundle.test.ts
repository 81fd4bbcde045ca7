/** What viewers without scripts show of a recording. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { recordingBundle } from "#day29/notebook/recording/bundle.js";
import type { Recording } from "#day29/notebook/recording/format.js";
import { exampleRecording } from "../../../support/recording.js";
import { assertWellFormed, cells } from "../../../support/shown.js";

/** The tables, in the order in which they are shown. */
function tables(recording: Recording): string[] {
  const html = recordingBundle(recording)["text/html"] ?? "";
  const fallback = /<div data-day29-fallback="">(.*?)<\/div>\n<\/div>/s.exec(html)?.[1] ?? "";
  assertWellFormed(fallback);
  return fallback.split(/(?=<table)/);
}

describe("a recording without scripts", () => {
  it("has a timeline: a row for each socket, a column for each round", () => {
    const [timeline = ""] = tables(exampleRecording());
    assert.deepEqual(cells(timeline), [
      ["", "3", "4", "5", "6", "7"],
      ["s", "rs", "rs", "·", "·", "·"],
      ["ann", "· accept", "rs recv 5", "ws send", "·", "·"],
      ["bob", "", "· accept", "rs recv", "ws send", "·"],
    ]);
  });

  it("has a row of its own for a socket that gets the descriptor of a closed one", () => {
    const { rounds, ...rest } = exampleRecording();
    const [first, second, third, ...others] = rounds;
    assert.ok(first !== undefined && second !== undefined && third !== undefined);
    const closed = { ...first.events[0], type: "disconnect", label: "close", sockets: [] };
    const events = [closed] as typeof first.events;
    const reused = second.sockets.map((socket) => ({ ...socket, name: `new ${socket.name}` }));
    const [timeline = ""] = tables({
      ...rest,
      rounds: [
        { ...first, sockets: second.sockets, events },
        { ...second, sockets: reused, events: [] },
        ...others,
      ],
    });
    const rows = cells(timeline).map((row) => row.slice(0, 3));
    assert.deepEqual(rows[2], ["ann", "rs close", ""]);
    assert.deepEqual(rows[3]?.slice(2), ["rs"]);
  });

  it("shows the last rounds only, and names what is left out", () => {
    const { rounds, ...rest } = exampleRecording();
    const [last] = rounds.slice(-1);
    assert.ok(last !== undefined);
    const many = Array.from({ length: 20 }, (_, index) => ({ ...last, number: index + 3 }));
    const cut = { ...(rounds[1] as typeof last), number: 23, omittedEvents: 7 };
    const recording = { ...rest, rounds: [...many, cut] };
    const [timeline = "", table = ""] = tables(recording);
    assert.equal(cells(timeline)[0]?.length, 17);
    assert.match(timeline, /最后 16 轮.*the last 16 rounds/);
    assert.match(table, /省略前 2 轮.*2 earlier ones left out/);
    assert.match(table, /另有 7 个事件未保留.*7 more events left out/);
    assert.match(recordingBundle(recording)["text/plain"], /7 more events left out/);
  });

  it("has no timeline before the first round", () => {
    const { rounds, ...rest } = exampleRecording();
    assert.equal(rounds.length > 0 && tables({ ...rest, rounds: [] }).length, 1);
  });
});
