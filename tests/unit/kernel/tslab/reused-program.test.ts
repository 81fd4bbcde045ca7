/** Cells are checked in the program of an earlier one, unless something has changed what all files share. */
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Session } from "#day29/kernel/tslab/adapter.js";
import { folder } from "../../../support/kernel/session.js";

const session = new Session(folder);

function errors(code: string): string[] {
  return session.convert(code).diagnostics.map(({ messageText }) => messageText);
}

/** Converts cells without errors. Returns how many programs were made for them. */
function programsFor(...cells: string[]): number {
  const programs = cells.map((code) => {
    const { diagnostics, checked } = session.convert(code);
    assert.deepEqual(diagnostics, [], code);
    return checked?.program;
  });
  return new Set(programs).size;
}

describe("one program checks", () => {
  const cases = {
    "cells that declare and use names": [
      "const a = 1;",
      "let b = a + 1;",
      "class C { d = b; }",
      "C",
    ],
    "cells that import modules of Node.js": [
      'import { readFileSync } from "node:fs";',
      'import * as os from "os"; readFileSync(os.tmpdir());',
      'const net = await import("node:net"); net.isIP("::1");',
      'let server: import("node:net").Server; void server;',
    ],
    "a cell that is run again": ["const e = 1;", "const e = 1;", "const e = 1;"],
  };
  for (const [name, cells] of Object.entries(cases)) {
    it(name, () => assert.equal(programsFor(...cells), 1));
  }
});

describe("a new program is made", () => {
  it("for a local file, also when it has changed", () => {
    const path = join(folder, "changing.ts");
    const write = (text: string) => writeFileSync(path, text);
    write("export const part = 1;");
    programsFor("1;", 'import { part } from "./changing"; part.toFixed();');
    write("export const part = 'longer text';");
    assert.deepEqual(errors("part.toFixed();"), [
      "Property 'toFixed' does not exist on type '\"longer text\"'. Did you mean 'fixed'?",
    ]);
    rmSync(path);
    programsFor("const part = 0;");
    assert.match(errors('import { part } from "./changing";')[0] ?? "", /Cannot find module/);
  });

  it("for a rare module of Node.js", () => {
    assert.equal(programsFor("1;", 'import { connect } from "node:http2"; connect;', "2;"), 2);
  });

  it("after an error: however many there are, each has a suggestion", () => {
    programsFor("let sockets = 1;");
    for (let i = 0; i < 15; i++) {
      assert.deepEqual(errors("sokcets;"), ["Cannot find name 'sokcets'. Did you mean 'sockets'?"]);
      programsFor(`${i};`);
    }
  });

  it("after some time, as a checker keeps what it has found", () => {
    const cells = Array.from({ length: 60 }, (_, i) => `void "${i} ${"x".repeat(2000)}";`);
    const programs = programsFor(...cells);
    assert.ok(programs > 2 && programs < 30, `${programs} programs`);
  });
});

describe("a reused program", () => {
  it("has no errors of earlier cells, and no meanings of names that were declared anew", () => {
    programsFor("type T = 1 | 2; let t: T = 2;", "class K { private a = 1; }");
    programsFor("type T = 'one' | 'two'; t = 2;", "class K { b = 'b'; }");
    assert.deepEqual(errors("const u: T = 1;"), ["Type '1' is not assignable to type 'T'."]);
    programsFor("const one: T = 'one'; new K().b.length;");
    programsFor("const u: T = 'two';");
  });

  it("serves completion and help between cells", () => {
    programsFor("const point = { left: 1, top: 2 };", "point.left;");
    const { candidates } = session.complete("point.", 6);
    assert.deepEqual(candidates.map(({ text }) => text).slice(0, 2), ["left", "top"]);
    assert.ok(session.inspect("point", 2, false));
    assert.equal(programsFor("point.top;"), 1);
  });
});

describe("a new program is made, once more", () => {
  it("for what a cell declares globally, also after a later one", () => {
    assert.equal(programsFor("1;", "declare global { interface Array<T> { middle(): T } }"), 2);
    assert.equal(programsFor("[1].middle();", "[2].middle();"), 2);
  });
});
