/** The replies to `history_request`. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { matchesGlob } from "#day29/kernel/glob.js";
import { History } from "#day29/kernel/history.js";

const CELLS = ["import fs", "const a = 1", "a", "const b = a", "a"];

function historyOf(cells: readonly string[]): History {
  const history = new History();
  for (const [i, cell] of cells.entries()) history.add(i + 1, cell);
  return history;
}

/** The lines of the cells that a request returns. */
function lines(history: History, request: object): number[] {
  const { status, history: entries } = history.reply(request);
  assert.equal(status, "ok");
  return (entries as [session: number, line: number][]).map(([, line]) => line);
}

describe("the history", () => {
  const history = historyOf(CELLS);

  it("returns the last cells, the oldest first", () => {
    const tail = { hist_access_type: "tail" };
    assert.deepEqual(history.reply({ ...tail, n: 2 }).history, [
      [1, 4, "const b = a"],
      [1, 5, "a"],
    ]);
    assert.deepEqual(lines(history, { ...tail, n: 100 }), [1, 2, 3, 4, 5]);
    assert.deepEqual(lines(history, { ...tail, n: 0 }), []);
    assert.deepEqual(lines(history, { ...tail, n: -1 }), []);
    assert.deepEqual(lines(history, tail), [1, 2, 3, 4, 5]);
  });

  it("returns a range of the session", () => {
    const range = { hist_access_type: "range" };
    for (const [request, expected] of [
      [{ session: 0, start: 2, stop: 4 }, [2, 3]],
      [{ session: 1, start: 2, stop: 4 }, [2, 3]],
      [{ start: 4, stop: 100 }, [4, 5]],
      [{ start: 4 }, [4, 5]],
      [{ start: -2 }, [4, 5]],
      [{ start: 1, stop: -3 }, [1, 2]],
      [{ stop: null }, [1, 2, 3, 4, 5]],
      [{ session: -1, start: 1 }, []],
      [{ session: 7, start: 1 }, []],
    ] as const) {
      assert.deepEqual(lines(history, { ...range, ...request }), expected, JSON.stringify(request));
    }
  });

  it("searches with patterns", () => {
    const search = { hist_access_type: "search" };
    for (const [request, expected] of [
      [{ pattern: "const *" }, [2, 4]],
      [{ pattern: "a" }, [3, 5]],
      [{ pattern: "a", unique: true }, [5]],
      [{ pattern: "*a*", n: 2 }, [4, 5]],
      [{ pattern: "*a*", unique: true }, [2, 4, 5]],
      [{}, [1, 2, 3, 4, 5]],
      [{ pattern: "none" }, []],
    ] as const) {
      assert.deepEqual(
        lines(history, { ...search, ...request }),
        expected,
        JSON.stringify(request),
      );
    }
  });

  it("returns results, where there are any", () => {
    const history = historyOf(["1 + 1"]);
    history.setOutput("2");
    history.add(2, "const a = 1");
    const tail = { hist_access_type: "tail", n: 2, output: true };
    assert.deepEqual(history.reply(tail).history, [
      [1, 1, ["1 + 1", "2"]],
      [1, 2, ["const a = 1", null]],
    ]);
  });

  it("is empty for a request that it does not know", () => {
    assert.deepEqual(history.reply({}), { status: "ok", history: [] });
    assert.deepEqual(history.reply({ hist_access_type: "future" }), { status: "ok", history: [] });
  });

  it("drops the oldest cells beyond its limits", () => {
    const many = historyOf(Array.from({ length: 1_500 }, (_, i) => `${i}`));
    assert.equal(lines(many, { hist_access_type: "tail" }).length, 1_000);
    assert.deepEqual(lines(many, { hist_access_type: "tail", n: 1 }), [1_500]);
    const long = historyOf(Array.from({ length: 30 }, () => "x".repeat(100_000)));
    assert.deepEqual(lines(long, { hist_access_type: "tail" }).length, 10);
    long.add(31, "x".repeat(2_000_000));
    long.add(32, "short");
    long.setOutput("y".repeat(2_000_000));
    long.add(33, "short");
    assert.deepEqual(lines(long, { hist_access_type: "tail" }), [33]);
  });
});

it("patterns match whole texts, as in SQLite", () => {
  for (const [pattern, text] of [
    ["*", ""],
    ["*", "one\ntwo"],
    ["?", "🔌"],
    ["a*c", "abc"],
    ["a*c", "abcbc"],
    ["*.recv(*", "await socket.recv(10)"],
    ["[a-c]x", "bx"],
    ["[^a-c]x", "dx"],
    ["[]]", "]"],
    ["[", "["],
    ["[-a]", "-"],
    ["\\*", "\\anything"],
  ] as const) {
    assert.ok(matchesGlob(text, pattern), `${pattern} ${text}`);
  }
  for (const [pattern, text] of [
    ["", "a"],
    ["a", "ab"],
    ["b", "ab"],
    ["a?", "a"],
    ["[a-c]x", "dx"],
    ["[^a-c]x", "ax"],
    ["A", "a"],
    ["a.c", "abc"],
  ] as const) {
    assert.ok(!matchesGlob(text, pattern), `${pattern} ${text}`);
  }
});

it("a pattern with many stars takes no longer than others", () => {
  assert.equal(matchesGlob("a".repeat(10_000), `${"a*".repeat(50)}b`), false);
});
