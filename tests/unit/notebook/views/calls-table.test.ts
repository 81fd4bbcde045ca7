/** System calls as a table. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { POLLIN, Poll, Socket, trace } from "day29";
import { callsBundle } from "#day29/notebook/views/calls-table.js";
import { assertWellFormed, cells } from "../../../support/shown.js";
import { pair } from "../../../support/sockets.js";
import { needsUring, ring } from "../../../support/uring.js";

/** The text form, without descriptors and times. */
function callsText(calls: Parameters<typeof callsBundle>[0]): string {
  return callsBundle(calls)
    ["text/plain"].replace(/(fd[= ])\d+/g, "$1N")
    .replace(/ {2}[\d.]+ (?:µs|ms|s)$/gm, "  TIME");
}

describe("the calls of trace()", () => {
  it("are counted, and listed with labelled descriptors, results and times", async (t) => {
    const [left, right] = pair(t);
    left.setblocking(false);
    const { calls } = await trace(async () => {
      await left.recv(5).catch(() => undefined);
      await right.send("hello");
      new Socket().close();
    });
    const text = callsText(calls);
    assert.match(text, /^\d+ system calls: .*recv 1 \(1 EAGAIN\)/);
    assert.match(text, /^ {2}recv\(fd=N, .*\) += -1 EAGAIN +TIME$/m);
    assert.match(text, /^ {2}send\(fd=N, "hello", 5, .*\) += 5 +TIME$/m);
    assert.match(text, /^ {2}socket\(AF_INET, .*\) += fd N +TIME$/m);
    const html = callsBundle(calls)["text/html"] ?? "";
    assertWellFormed(html);
    const [head, ...rows] = cells(html);
    assert.deepEqual(head, ["调用/call", "参数/arguments", "结果/result", "用时/time"]);
    assert.equal(rows.length, calls.length);
    assert.match(html, /title="Resource temporarily unavailable">EAGAIN</);
  });

  it("are counted by name, the most frequent first", async (t) => {
    const [left, right] = pair(t);
    const { calls } = await trace(async () => {
      await right.send("1");
      for (let i = 0; i < 3; i++) left.getsockname();
    });
    assert.match(callsText(calls), /system calls: getsockname 3, send 1$/m);
  });

  it("are cut in the middle when there are many", async (t) => {
    const [left] = pair(t);
    const { calls } = await trace(() => {
      for (let i = 0; i < 40; i++) left.getsockname();
    });
    const lines = callsText(calls).split("\n");
    assert.equal(lines.length, 1 + 15 + 1 + 15);
    assert.equal(lines[16], "  ... 10 more calls");
    assert.match(callsBundle(calls)["text/html"] ?? "", /10 calls left out/);
  });

  it("have long arguments and results cut in the middle", async (t) => {
    const sockets = Array.from({ length: 50 }, () => pair(t)).flat();
    for (const socket of sockets) await socket.send("x");
    const poller = new Poll();
    for (const socket of sockets) poller.register(socket, POLLIN);
    const { calls } = await trace(() => poller.poll(0));
    const text = callsText(calls);
    assert.match(text, /poll\(\[\{fd=N, events=POLLIN\}, .* … .*, events=POLLIN\}\], 100, 0\)/);
    // Between words, not in the middle of a number.
    assert.match(text, /, … (?:\{fd=N|events=POLLIN)/);
    assert.match(text, / {2}= 100 \(\[\{fd=N, revents=POLLIN\}, .* … .*, revents=POLLIN\}\]\) /);
    for (const row of cells(callsBundle(calls)["text/html"] ?? "").slice(1)) {
      for (const cell of row) assert.ok(cell.length < 200, cell);
    }
  });

  it(
    "of io_uring_enter() are followed by what they submitted and what has completed",
    needsUring,
    async (t) => {
      const [left, right] = pair(t);
      const uring = ring<string>(t, 32);
      const { calls } = await trace(async () => {
        uring.prepRecv(left, "received");
        uring.prepSend(right, Buffer.from("hello"), "sent");
        uring.submit();
        for (let i = 0; i < 20; i++) uring.prepNop("nothing");
        uring.submit();
      });
      const lines = callsText(calls).split("\n");
      const first = lines.findIndex((line) => line.startsWith("  io_uring_enter(fd=N, 2, "));
      assert.match(
        lines[first + 1] ?? "",
        /^ {4}sqe \{opcode=IORING_OP_RECV, .*fd=N, .*user_data=0\}$/,
      );
      assert.match(
        lines[first + 2] ?? "",
        /^ {4}sqe \{opcode=IORING_OP_SEND, .*addr="hello", .*user_data=1\}$/,
      );
      assert.match(lines[first + 3] ?? "", /^ {4}cqe \{user_data=1, res=5\}$/);
      // 20 entries and 20 completions.
      assert.match(lines.join("\n"), /^ {4}\.\.\. 28 more entries$/m);
      const html = callsBundle(calls)["text/html"] ?? "";
      assertWellFormed(html);
      assert.match(html, /<td colspan="4"[^>]*><div>sqe \{opcode=IORING_OP_RECV/);
      assert.match(html, /<div>cqe \{user_data=1, res=5\}<\/div>/);
    },
  );

  it("may be none", () => {
    assert.equal(callsText([]), "0 system calls");
  });
});
