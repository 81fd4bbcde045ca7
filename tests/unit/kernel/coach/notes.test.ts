// biome-ignore-all lint/suspicious/noTemplateCurlyInString: cells and hints contain templates
/** Notes on promises in cells that pass the check. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { addHints, notesOn } from "#day29/kernel/coach/coach.js";
import { Session } from "#day29/kernel/tslab/adapter.js";
import type { CheckedCell } from "#day29/kernel/tslab/checked-cell.js";
import { root } from "../../../support/project.js";

const EARLIER = `
  import { Socket, socketpair } from "day29";
  import { test } from "node:test";
  const [a, b] = socketpair();
  async function load(): Promise<number> { return 1; }
  let later: Promise<number> | undefined;
  let any: any;
  const loads = { now: load, perhaps: load as typeof load | undefined };
  class Thenable { then(resolve: (n: number) => void) { resolve(1); } }
  function thenable(): Thenable { return new Thenable(); }
  function both(): Promise<number> | number { return 1; }`;

describe("a note", () => {
  let session: Session;
  before(() => {
    session = new Session(root);
    assert.deepEqual(session.convert(EARLIER).diagnostics, []);
  });

  function check(cell: string): CheckedCell {
    const { diagnostics, checked } = session.convert(cell);
    assert.deepEqual(diagnostics, [], cell);
    assert.ok(checked);
    return checked;
  }

  it("names the line and the call of a promise that nobody awaits", () => {
    const ignored: [cell: string, line: number, call: string][] = [
      ["load();", 1, "load()"],
      ["const one = 1;\na.send('x');\none;", 2, "a.send('x')"],
      ["new Promise((done) => setTimeout(done, 1));", 1, "new Promise(…)"],
      ["loads.now();", 1, "loads.now()"],
      ["loads.perhaps?.();", 1, "loads.perhaps?.()"],
      ["(load());", 1, "load()"],
      ["a.getblocking() && load();", 1, "load()"],
      ["a.getblocking() ? load() : 1;", 1, "load()"],
      ["for (const n of [1]) load();", 1, "load()"],
      ["async function f() {\n  load();\n}", 2, "load()"],
      ["const g = async () => {\n\n  await load(); load(); };", 3, "load()"],
      ["Promise.all([load(), load()]);", 1, "Promise.all([load(), load()])"],
      ["thenable();", 1, "thenable()"],
    ];
    for (const [cell, line, call] of ignored) {
      const [note = "", ...others] = notesOn(check(cell));
      assert.deepEqual(others, [], cell);
      assert.ok(note.startsWith(`${line}: 没有 await：\`${call}\``), `${cell}: ${note}`);
      assert.ok(note.includes(` · nobody awaits the promise of \`${call}\`: `), note);
    }
  });

  it("is not given on a promise that is awaited, kept, handled or ignored on purpose", () => {
    const intended = [
      "await load();",
      "void load();",
      "const kept = load();",
      "later = load();",
      "later;",
      "later ??= load();",
      "load().then(console.log);",
      "load().catch(() => {});",
      "load().finally(() => {});",
      "load().then(console.log).catch(() => {});",
      "[load(), load()];",
      "console.log(load());",
      "any.run();",
      "both();",
      "a.close();",
      "test('x', async () => {});",
      "const h = () => load();",
      "function i() { load(); }",
      "setTimeout(() => { load(); }, 1);",
      "async function* j() { yield load(); }",
      "class K { p = load(); run() { load(); } }",
      "// load();\n'load();';",
    ];
    for (const cell of intended) assert.deepEqual(notesOn(check(cell)), [], cell);
  });

  it("is given on a promise that is taken for its value", () => {
    const taken: [cell: string, call: string][] = [
      ["console.log(`${a.recv(1)}`);", "a.recv(1)"],
      ["const text = 'a' + load();", "load()"],
      ["const text2 = load() + 'a';", "load()"],
    ];
    for (const [cell, call] of taken) {
      const [note = "", ...others] = notesOn(check(cell));
      assert.deepEqual(others, [], cell);
      assert.ok(note.includes(` · \`await\` forgotten? \`${call}\` is a promise, `), note);
    }
  });

  it("is not given on a value, or on a variable that may be tested", () => {
    const right = [
      "`${await load()}`;",
      "if (await load()) {}",
      "if (later) {}",
      "String.raw`${load()}`;",
      "'a' + 1;",
      "`${any}`;",
    ];
    for (const cell of right) assert.deepEqual(notesOn(check(cell)), [], cell);
  });

  it("is given a few times only", () => {
    const cell = "a.send('1'); a.send('2'); a.send('3'); a.send('4'); a.send('5');";
    assert.equal(notesOn(check(cell)).length, 3);
  });

  it("and a hint are left out if the coach itself fails", () => {
    const failing = {
      ...check("load();"),
      get checker(): never {
        throw new Error("the coach is broken");
      },
    };
    assert.deepEqual(notesOn(failing), []);
    const { diagnostics } = session.convert("load().toFixed();");
    assert.deepEqual(addHints(diagnostics, failing), diagnostics);
  });
});
