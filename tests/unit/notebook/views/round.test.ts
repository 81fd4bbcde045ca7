/** A shown round. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { observe, POLLIN, Poll, type SelectRound, type Socket, select, socketpair } from "day29";
import { keep } from "day29/notebook";
import { bundleOf } from "#day29/notebook/show.js";
import { cells, text } from "../../../support/shown.js";
import { closing, pair } from "../../../support/sockets.js";

describe("a shown round", () => {
  it("has a row for each socket: its name, what it was watched and ready for, why, and its descriptor", async (t) => {
    const [left, right] = pair(t);
    keep({ left, right });
    await right.sendall("hello");
    const [rs, ws, xs] = await select([left, right], [left], [], 1);
    const round: SelectRound = {
      call: "select",
      rlist: [left, right],
      wlist: [left],
      xlist: [],
      rs,
      ws,
      xs,
    };
    assert.equal(
      text(round),
      [
        "select: 2 watched, 1 ready",
        "  socket  watched       ready   why                                       fd",
        "  left    rlist, wlist  rs, ws  5 bytes to read, room in the send buffer  fd",
        "  right   rlist         -                                                 fd",
      ].join("\n"),
    );
    assert.deepEqual(cells(bundleOf(round)["text/html"] ?? ""), [
      ["套接字/socket", "fd", "关注/watched", "就绪/ready", "原因/why"],
      [
        "left",
        `${left.fileno()}`,
        "rlist, wlist",
        "rs, ws",
        "有 5 字节可读；发送缓冲区有空间/5 bytes to read, room in the send buffer",
      ],
      ["right", `${right.fileno()}`, "rlist", "–", ""],
    ]);
    assert.equal(text(observe(round)), text(round));
  });

  it("names the events of a poll", async (t) => {
    const [left, right] = socketpair();
    closing(t, left);
    keep({ left });
    right.close();
    const poller = new Poll();
    poller.register(left, POLLIN);
    const events = await poller.poll(1000);
    const { registered } = poller;
    assert.match(
      text({ call: "poll", registered, events }),
      /left +POLLIN +POLLIN\|POLLHUP +end of stream, both directions closed +fd$/,
    );
  });

  it("hides idle descriptors beyond the eighth, and never a ready one", async (t) => {
    const near: Socket[] = [];
    const far: Socket[] = [];
    for (let i = 0; i < 20; i++) {
      const [one, other] = pair(t);
      near.push(one);
      far.push(other);
    }
    keep({ near });
    await far[19]?.sendall("hello");
    const [rs] = await select(near, [], [], 1);
    const round: SelectRound = {
      call: "select",
      rlist: near,
      wlist: [],
      xlist: [],
      rs,
      ws: [],
      xs: [],
    };
    const lines = text(round).split("\n");
    assert.equal(lines.length, 2 + 8 + 1 + 1);
    assert.match(lines.at(-2) ?? "", /near\[19\]/);
    assert.equal(lines.at(-1), "  (11 more that are not ready)");
    assert.equal(cells(bundleOf(round)["text/html"] ?? "").length, 1 + 8 + 1 + 1);
  });
});
