/** Text and messages in the order in which they were sent, wherever the streams are cut. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createToken, encodeMark, MarkedStream } from "#day29/kernel/transport/marked-stream.js";
import { MergedOutput } from "#day29/kernel/transport/merged-output.js";

const token = createToken();
const mark = (number: number) => encodeMark(token, number);
const bytes = (...parts: (string | Uint8Array)[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part)));

describe("a marked stream", () => {
  const stream = bytes("one", mark(1), mark(2), "two", token.slice(0, 9), "three", mark(2 ** 40));

  it("is split into bytes and marks, wherever it is cut", () => {
    for (let size = 1; size <= stream.length; size++) {
      const marked = new MarkedStream(token);
      const pieces: (string | number)[] = [];
      for (let start = 0; start < stream.length; start += size) {
        marked.push(stream.subarray(start, start + size));
        for (let piece = marked.next(); piece !== undefined; piece = marked.next()) {
          const last = pieces.at(-1);
          if (typeof piece === "number") pieces.push(piece);
          else if (typeof last === "string")
            pieces[pieces.length - 1] = last + piece.toString("latin1");
          else pieces.push(piece.toString("latin1"));
        }
      }
      const middle = `two${Buffer.from(token.slice(0, 9)).toString("latin1")}three`;
      assert.deepEqual(pieces, ["one", 1, 2, middle, 2 ** 40]);
    }
  });

  it("passes on at once what cannot be part of a mark", () => {
    const marked = new MarkedStream(token);
    marked.push(bytes("text", token.slice(0, 5)));
    assert.deepEqual(marked.next(), Buffer.from("text"));
    assert.equal(marked.next(), undefined);
  });
});

/** A merged output, and what it has passed on. */
function recorded() {
  const posted: { mark: number; name: string }[] = [];
  const passed: string[] = [];
  const state = { blocked: false };
  const merged = new MergedOutput<{ mark: number; name: string }>(token, {
    receive: () => posted.shift(),
    text: (name, text) => passed.push(`${name} ${text}`),
    handle: ({ name }) => passed.push(name),
    isBlocked: () => state.blocked,
  });
  return { merged, posted, passed, state };
}

describe("merged output", () => {
  it("has the order in which both streams and messages were sent", () => {
    const { merged, posted, passed } = recorded();
    posted.push({ mark: 1, name: "display" }, { mark: 3, name: "idle" });
    merged.push("stderr", bytes("b", mark(1), "d", mark(2), mark(3)));
    merged.run();
    merged.push("stdout", bytes("a", mark(1), "c", mark(2), "e", mark(3)));
    merged.run();
    assert.deepEqual(passed, [
      ...["stderr b", "stdout a", "display", "stdout c", "stderr d", "stdout e", "idle"],
    ]);
  });

  it("continues after an interrupt kept a mark from one stream", () => {
    const { merged, posted, passed } = recorded();
    posted.push({ mark: 1, name: "lost" }, { mark: 2, name: "half" }, { mark: 3, name: "next" });
    merged.push("stdout", bytes(mark(2), "x", mark(3)));
    merged.push("stderr", bytes("y", mark(3), "z"));
    merged.run();
    assert.deepEqual(passed, ["stderr y", "lost", "half", "stdout x", "next", "stderr z"]);
  });

  it("does not read on while it is blocked, or while one stream is ahead", () => {
    const { merged, passed, state } = recorded();
    state.blocked = true;
    merged.push("stdout", bytes("a", mark(1), "b"));
    merged.run();
    assert.deepEqual([passed, merged.wants("stdout"), merged.wants("stderr")], [[], false, false]);
    state.blocked = false;
    merged.run();
    assert.deepEqual(
      [passed, merged.wants("stdout"), merged.wants("stderr")],
      [["stdout a"], false, true],
    );
  });
});
