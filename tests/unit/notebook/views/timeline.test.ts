/** Timelines: recorded rounds as a picture and as text. */
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { POLLIN, Poll, select } from "day29";
import { keep, Timeline } from "day29/notebook";
import { epollServer, pollServer, selectServer } from "day29/servers";
import { bundleOf } from "#day29/notebook/show.js";
import { timelineSvg } from "#day29/notebook/views/timeline/svg.js";
import { timelineText } from "#day29/notebook/views/timeline/text.js";
import { assertWellFormed, client, stepping, text } from "../../../support/shown.js";
import { pair } from "../../../support/sockets.js";

describe("a timeline", () => {
  /** The timeline of a server that accepted, answered and lost one client. */
  async function recorded(t: TestContext, program = selectServer): Promise<Timeline> {
    const server = await stepping(t, program);
    const timeline = new Timeline(server);
    const ann = await client(t, server);
    keep({ ann });
    await server.step();
    await ann.sendall("hello");
    await server.step();
    if (program === selectServer) await server.step();
    await ann.recv(100);
    ann.close();
    await server.step();
    return timeline;
  }

  it("is a chart of characters", async (t) => {
    assert.equal(
      text(await recorded(t)),
      [
        "round     1         2         3           4",
        "listener  R accept  r         r           r          fd",
        "ann                 R recv 5  rW send 20  R close x  fd",
        "(capital: ready, small: only watched; R/r rlist, W/w wlist; x closed)",
      ].join("\n"),
    );
    assert.equal(
      text(await recorded(t, pollServer)),
      [
        "round     1         2                 3",
        "listener  I accept  i                 i          fd",
        "ann                 I recv 5, send 7  I close x  fd",
        "(capital: ready, small: only watched; I/i POLLIN; x closed)",
      ].join("\n"),
    );
  });

  it("is a well-formed picture with a description in words", async (t) => {
    const svg = bundleOf(await recorded(t))["image/svg+xml"] ?? "";
    assertWellFormed(svg);
    assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="700" /);
    assert.match(svg, /<title>select\(\) · 4 轮 rounds<\/title>/);
    assert.match(
      svg,
      /<desc>Round 1: listener rs \(accept\)\. Round 2: ann rs \(recv 5\)\. Round 3: ann ws \(send 20\)\. Round 4: ann rs \(close\)\.<\/desc>/,
    );
    assert.doesNotMatch(svg, / id=/);
  });

  it("names events as their call does", async (t) => {
    for (const [program, name] of [
      [pollServer, "POLLIN"],
      [epollServer, "EPOLLIN"],
    ] as const) {
      const svg = bundleOf(await recorded(t, program))["image/svg+xml"] ?? "";
      assert.match(svg, new RegExp(`>${name}</text>`));
    }
  });

  it("names no call before the first round, whatever the server", async (t) => {
    const timeline = new Timeline(await stepping(t, epollServer));
    assert.doesNotMatch(JSON.stringify(bundleOf(timeline)), /select|poll/);
  });

  it("names the events of each round as its own call does", async (t) => {
    const [left, right] = pair(t);
    keep({ left });
    await right.sendall("hello");
    const registered = new Map([[left.fileno(), POLLIN]]);
    const events: [number, number][] = [[left.fileno(), POLLIN]];
    const timeline = new Timeline();
    const lists = { rlist: [left], wlist: [], xlist: [], rs: [left], ws: [], xs: [] };
    timeline.round({ call: "select", ...lists });
    timeline.round({ call: "epoll", registered, events });
    assert.match(
      text(timeline),
      /^left +R +I +fd\n\(capital: ready, small: only watched; R\/r rlist, I\/i EPOLLIN\)$/m,
    );
    const svg = timelineSvg(timeline.chart);
    assert.match(svg, /<title>select\(\) · epoll\(\) · 2 轮 rounds<\/title>/);
    assert.match(svg, /<desc>Round 1: left rs\. Round 2: left EPOLLIN\.<\/desc>/);
    assert.match(svg, />可读 rlist → rs<.*>EPOLLIN</s);
  });

  it("records single rounds, with labels", async (t) => {
    const [left, right] = pair(t);
    keep({ "<left>": left });
    const poller = new Poll();
    poller.register(left, POLLIN);
    const { registered } = poller;
    const timeline = new Timeline();
    timeline.round({ call: "poll", registered, events: await poller.poll(0) }, "quiet & still");
    await right.sendall("hello");
    timeline.round({ call: "poll", registered, events: await poller.poll(1000) });
    assert.match(text(timeline), /^round +1 \(quiet & still\) +2\n<left> +i +I +fd$/m);
    const svg = timelineSvg(timeline.chart);
    assertWellFormed(svg);
    assert.match(svg, /&lt;left&gt;/);
    assert.match(
      svg,
      /Round 1 \(quiet &amp; still\): nothing ready\. Round 2: &lt;left&gt; POLLIN\./,
    );
  });

  it("draws a label in both languages in two lines", async (t) => {
    const [left] = pair(t);
    const lists = { rlist: [left], wlist: [], xlist: [], rs: [], ws: [], xs: [] };
    const timeline = new Timeline();
    timeline.round({ call: "select", ...lists }, "闲着 · idle");
    timeline.round({ call: "select", ...lists }, "quiet");
    const svg = timelineSvg(timeline.chart);
    const y = (label: string) => Number(new RegExp(`y="(\\d+)"[^>]*>${label}<`).exec(svg)?.[1]);
    assert.equal(y("idle"), y("闲着") + 14);
    assert.equal(y("quiet"), y("闲着"));
    assert.ok(Number(/<line x1="[^"]*" y1="(\d+)"/.exec(svg)?.[1]) > y("idle"));
  });

  it("is described in Chinese if the notebooks are in Chinese", async (t) => {
    t.after(() => delete process.env.DAY29_LANGUAGE);
    process.env.DAY29_LANGUAGE = "zh";
    const [left] = pair(t);
    keep({ left });
    const lists = { rlist: [left], wlist: [], xlist: [], ws: [], xs: [] };
    const timeline = new Timeline();
    timeline.round({ call: "select", ...lists, rs: [] }, "空闲");
    timeline.round({ call: "select", ...lists, rs: [left] });
    const svg = timelineSvg(timeline.chart);
    assert.match(svg, /<desc>第 1 \(空闲\) 轮：没有就绪的。第 2 轮：left rs。<\/desc>/);
  });

  it("keeps the last 16 rounds, and drops descriptors that were closed before", async (t) => {
    const server = await stepping(t);
    const timeline = new Timeline(server);
    for (let i = 0; i < 12; i++) {
      const guest = await client(t, server);
      await server.step();
      guest.close();
      await server.step();
    }
    const { chart } = timeline;
    assert.deepEqual(
      chart.rounds.map(({ number }) => number),
      Array.from({ length: 16 }, (_, index) => 9 + index),
    );
    assert.equal(chart.lanes.length, 1 + 8);
    for (const { marks } of chart.lanes) assert.ok(marks.size <= 16);
    assert.match(timelineText(chart), /^round +9 .* 24\n/);
    assert.match(timelineText(chart), /^\(8 earlier rounds left out\)$/m);
    assert.match(timelineSvg(chart), /省略前 8 轮 8 earlier ones left out/);
    timeline.stop();
    await client(t, server);
    await server.step();
    assert.equal(timeline.chart.rounds.at(-1)?.number, 24);
  });

  it("draws at most twelve lanes, first those that were ready", async (t) => {
    const near = Array.from({ length: 15 }, () => pair(t));
    const rlist = near.map(([one]) => one);
    await near[14]?.[1].sendall("hello");
    const [rs] = await select(rlist, [], [], 1);
    const timeline = new Timeline();
    timeline.round({ call: "select", rlist, wlist: [], xlist: [], rs, ws: [], xs: [] });
    const { lanes, hidden } = timeline.chart;
    assert.deepEqual([lanes.length, hidden], [12, 3]);
    assert.equal(lanes.at(-1)?.fd, rlist[14]?.fileno());
    assert.match(text(timeline), /^\(3 descriptors left out\)$/m);
  });
});
