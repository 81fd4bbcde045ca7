/** Cells import the student's own files as Node.js does, and notice at once when these change. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { after, describe, it } from "node:test";
import { formatThrown, thrownError } from "#day29/kernel/cell-error.js";
import { cleanStackTraces } from "#day29/kernel/stack-traces.js";
import { errors, execute, folder, run } from "../../../support/kernel/session.js";

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

describe("a file that does not exist yet", () => {
  it("can be imported as soon as it exists, and again after it was deleted and written anew", async () => {
    const cell = 'import { one } from "./helper"; one';
    assert.match(errors(cell)[0] ?? "", /TS2307/);
    assert.equal(await run("'alive'"), "alive");
    write("helper.ts", "export const one = 1;");
    assert.equal(await run(cell), 1);
    rmSync(join(folder, "helper.ts"));
    assert.match(errors(cell)[0] ?? "", /TS2307/);
    assert.equal(await run("'alive'"), "alive");
    write("helper.ts", "export const one = 11;");
    assert.equal(await run(cell), 11);
  });

  it("is found by a file that imports it", async () => {
    write("outer.ts", 'export { inner } from "./inner";');
    assert.match(errors('import { inner } from "./outer";')[0] ?? "", /^outer\.ts:1:23 TS2307/);
    write("inner.ts", "export const inner = 'in';");
    assert.equal(await run('import { inner } from "./outer"; inner'), "in");
  });

  it("may be a package that is installed later", async () => {
    const cell = 'import { p } from "late-package"; p';
    assert.match(errors(cell)[0] ?? "", /TS2307/);
    write(
      "node_modules/late-package/package.json",
      '{"name":"late-package","main":"index.js","types":"index.d.ts"}',
    );
    write("node_modules/late-package/index.js", "exports.p = 'installed';");
    write("node_modules/late-package/index.d.ts", "export const p: string;");
    assert.equal(await run(cell), "installed");
  });
});

describe("local files", () => {
  it("may import each other", async () => {
    write(
      "even.ts",
      'import { odd } from "./odd";\nexport const even = (n: number): boolean => n === 0 || odd(n - 1);',
    );
    write(
      "odd.ts",
      'import { even } from "./even";\nexport const odd = (n: number): boolean => n !== 0 && even(n - 1);',
    );
    assert.equal(await run('import { even } from "./even"; even(10)'), true);
  });

  it("may be the index of a folder, and have any extension", async () => {
    write("lib/index.ts", "export const index = 'index';");
    write("m.mts", "export const m = 'mts';");
    write("c.cts", "export const c = 'cts';");
    write("x.tsx", "export const x: string = 'tsx';");
    write("j.js", "export const j = 'js';");
    write("old.cjs", "exports.old = 'cjs';");
    assert.deepEqual(
      await run(`import { index } from "./lib"; import { m } from "./m.mjs"; import { c } from "./c.cjs"; import { x } from "./x";
        import { j } from "./j.js"; import { old } from "./old.cjs"; import { m as m2 } from "./m.mts"; import { index as i2 } from "./lib/index.ts";
        [index, m, c, x, j, old, m2, i2]`),
      ["index", "mts", "cts", "tsx", "js", "cjs", "mts", "index"],
    );
  });

  it("may be JSON, with and without an attribute", async () => {
    write("data.json", '{ "a": 1 }');
    assert.equal(await run('import data from "./data.json" with { type: "json" }; data.a'), 1);
    write("data.json", '{ "a": 2, "b": 3 }');
    assert.equal(await run('import data from "./data.json"; data.a + data.b'), 5);
  });

  it("may be JSON of any kind, which require() returns as it is", async () => {
    write("list.json", "\uFEFF[1, 2]");
    assert.deepEqual(await run('import list from "./list.json"; [list, require("./list.json")]'), [
      [1, 2],
      [1, 2],
    ]);
    write("data.json", '{ "a": 1 }');
    assert.deepEqual(await run('require("./data.json")'), { a: 1 });
  });

  it("may be in any folder", async () => {
    const outside = mkdtempSync(join(tmpdir(), "day29-outside-"));
    after(() => rmSync(outside, { recursive: true }));
    writeFileSync(join(outside, "up.ts"), "export const up = 'up';");
    const specifier = relative(folder, join(outside, "up"));
    assert.equal(await run(`import { up } from "${specifier}"; up`), "up");
  });

  it("may be JavaScript, which has no types to check", async () => {
    write("plain.js", "const o = {};\no.a = 1;\nmodule.exports = { o };");
    assert.deepEqual(await run('import { o } from "./plain"; o'), { a: 1 });
  });

  it("are run again after they have changed, and those that import them", async () => {
    write("deep.ts", "export const v = 1;");
    write("middle.ts", 'import { v } from "./deep.ts"; export const w = v * 10;');
    assert.equal(await run('import { w } from "./middle"; w'), 10);
    write("deep.ts", "export const v = 25;");
    assert.equal(await run('import { w } from "./middle"; w'), 250);
    assert.equal(await run("w"), 250);
  });

  it("are not run again if nothing has changed", async () => {
    write("once.ts", "export const made = {};");
    assert.equal(
      await run(
        'import { made } from "./once"; const before = made;',
        'import { made } from "./once"; made === before',
      ),
      true,
    );
  });

  it("have exports whose values can change", async () => {
    write("count.ts", "export let count = 0; export function inc() { count++; }");
    assert.equal(await run('import { count, inc } from "./count"; inc();', "inc(); count"), 2);
  });

  it("can be loaded by import() and require()", async () => {
    write("both.ts", "export default 'd'; export const n = 'n';");
    assert.deepEqual(
      await run(
        "const loaded = await import('./both'); [loaded.default, loaded.n, require('./both').n]",
      ),
      ["d", "n", "n"],
    );
  });

  it("know their place", async () => {
    write("place.ts", "export const at = [import.meta.filename, __filename, import.meta.url];");
    const path = join(folder, "place.ts");
    assert.deepEqual(await run('import { at } from "./place"; at'), [path, path, `file://${path}`]);
  });

  it("resolve what they import, as cells do", async () => {
    write("in/resolves.ts", "export const resolve = (name: string) => import.meta.resolve(name);");
    write("in/there.ts", "");
    write("node_modules/only-import/package.json", '{"exports":{"import":"./i.mjs"}}');
    write("node_modules/only-import/i.mjs", "");
    await run('import { resolve as fromFile } from "./in/resolves";');
    const names = [
      "./there",
      "./missing.js",
      "../a b.ts",
      "fs",
      "node:fs",
      "data:,x",
      "only-import",
    ];
    const expected = [
      ...["in/there.ts", "in/missing.js", "a%20b.ts"].map((name) => `file://${folder}/${name}`),
      ...["node:fs", "node:fs", "data:,x", `file://${folder}/node_modules/only-import/i.mjs`],
    ];
    const list = JSON.stringify(names);
    assert.deepEqual(await run(`${list}.map(fromFile)`), expected);
    await assert.rejects(run('fromFile("no-such-package")'), { code: "MODULE_NOT_FOUND" });
    assert.deepEqual(
      await run(
        '[import.meta.resolve("./in/there"), import.meta.resolve("./missing"), import.meta.resolve("fs")]',
      ),
      [`file://${folder}/in/there.ts`, `file://${folder}/missing`, "node:fs"],
    );
  });

  it("can have an expression of 3,000 terms", async () => {
    write("long.ts", `const a = 1; export const long = ${Array(3000).fill("a").join(" + ")};`);
    assert.equal(await run('import { long } from "./long"; long'), 3000);
  });

  it("have errors at their own lines", () => {
    write("wrong.ts", "export const a = 1;\nexport const b: string = a;");
    assert.deepEqual(errors('import { b } from "./wrong";'), [
      "wrong.ts:2:14 TS2322 Type 'number' is not assignable to type 'string'.",
    ]);
  });

  it("appear in stack traces with the line of the TypeScript", async () => {
    cleanStackTraces();
    write(
      "throws.ts",
      "interface Gone { a: 1 }\n\nexport function fail(_: Gone): never {\n  throw new Error('from a file');\n}",
    );
    const outcome = await execute('import { fail } from "./throws";\nfail({ a: 1 });');
    assert.equal(outcome.status, "thrown");
    const text = formatThrown(outcome.status === "thrown" && outcome.thrown);
    assert.match(text, /^Error: from a file\n {4}at fail \(throws\.ts:4:9\)\n {4}at In\[\d+\]:2:1/);
  });
});

describe("messages about imported names", () => {
  write("values.ts", "export const five: any = 5; export default 6 as any;");
  write(
    "calls.ts",
    `import six, { five as cinq } from "./values";
     export const calls = [() => cinq(), () => six.length(), () => new six(), () => { for (const _ of cinq); }];`,
  );
  const expected = [
    "cinq is not a function",
    "six.length is not a function",
    "six is not a constructor",
    "cinq is not iterable",
  ];
  for (const [i, message] of expected.entries()) {
    it(`name what the file calls them: ${message}`, async () => {
      cleanStackTraces();
      const outcome = await execute(`import { calls } from "./calls"; calls[${i}]();`);
      assert.equal(outcome.status, "thrown");
      const thrown = outcome.status === "thrown" && outcome.thrown;
      assert.match(formatThrown(thrown), new RegExp(`^TypeError: ${message}\\n`));
      assert.equal(thrownError(thrown).evalue, message);
    });
  }
});

describe("a file with await at its top level", () => {
  it("can be imported, also by files and by import()", async () => {
    write("waits.ts", "export const w = await Promise.resolve('waited');");
    write("waits-for-it.ts", 'export * from "./waits"; export { e } from "package-that-waits";');
    write(
      "node_modules/package-that-waits/package.json",
      '{"name":"package-that-waits","type":"module","exports":{"types":"./i.d.ts","default":"./i.js"}}',
    );
    write("node_modules/package-that-waits/i.js", "export const e = await Promise.resolve('e');");
    write("node_modules/package-that-waits/i.d.ts", "export const e: string;");
    assert.deepEqual(
      await run(
        'import { w, e } from "./waits-for-it"; const { w: again } = await import("./waits"); [w, e, again]',
      ),
      ["waited", "e", "waited"],
    );
    write("waits.ts", "for await (const _ of [1]) {}\nexport const w = 'anew';");
    assert.equal(await run('import { w } from "./waits-for-it"; w'), "anew");
  });

  it("can be loaded by import() of a file", async () => {
    write("waits.ts", "export const w = await Promise.resolve('waited');");
    write("loads.ts", "export const load = async () => (await import('./waits')).w;");
    assert.equal(await run('import { load } from "./loads"; await load()'), "waited");
    write("waits.ts", "export const w = await Promise.resolve('anew');");
    assert.equal(await run("await load()"), "anew");
    write(
      "loads-json.ts",
      "export const load = async () => await import('./some.json', { with: { type: 'json' } });",
    );
    write("some.json", '{ "a": 1 }');
    assert.equal(
      await run('import { load as loadJson } from "./loads-json"; (await loadJson()).default.a'),
      1,
    );
  });

  it("is complete for everyone who imports it while it awaits", async () => {
    write(
      "slow.ts",
      "import { setImmediate as turn } from 'node:timers/promises'; await turn(); export const s = 'slow';",
    );
    write("one.ts", "import { s } from './slow'; export const one = s;");
    write("other.ts", "export const other = (await import('./slow')).s;");
    assert.deepEqual(
      await run(
        `const all = await Promise.all([import("./one"), import("./other"), import("./slow"), import("./slow")]);
        [all[0].one, all[1].other, all[2].s, all[3].s]`,
      ),
      ["slow", "slow", "slow", "slow"],
    );
    write("fails.ts", "await null; throw new Error('on purpose'); export {};");
    assert.deepEqual(
      await run(
        "(await Promise.allSettled([import('./fails'), import('./fails')])).map(({ status }) => status)",
      ),
      ["rejected", "rejected"],
    );
  });

  it("may import a file that imports it", async () => {
    write(
      "ring-a.ts",
      "import { b } from './ring-b'; await null; export const a = () => 'a' + b();",
    );
    write(
      "ring-b.ts",
      "import { a } from './ring-a'; await null; export const b = () => 'b';\nvoid a;",
    );
    assert.equal(await run('import { a } from "./ring-a"; a()'), "ab");
  });

  it("has errors at the lines of the TypeScript", async () => {
    cleanStackTraces();
    write(
      "waits-and-throws.ts",
      "interface Gone { a: 1 }\nawait null;\nthrow new Error('late');\nexport {};",
    );
    const outcome = await execute('import "./waits-and-throws";');
    const text = formatThrown(outcome.status === "thrown" && outcome.thrown);
    assert.match(text, /^Error: late\n {4}at waits-and-throws\.ts:3:7/);
  });

  it("cannot be loaded by require()", async () => {
    write("waits.ts", "export const w = await 1;");
    await assert.rejects(run('require("./waits")'), /await at its top level/);
  });
});

describe("errors while a file is loaded", () => {
  it("have the lines of the TypeScript, also in the files that import it", async () => {
    cleanStackTraces();
    write("early.ts", "interface Gone { a: 1 }\n\nthrow new Error('early');\nexport const e = 1;");
    write("importer.ts", '// comment\nexport { e } from "./early";');
    const outcome = await execute('import { e } from "./importer";');
    assert.equal(outcome.status, "thrown");
    const text = formatThrown(outcome.status === "thrown" && outcome.thrown);
    assert.match(text, /^Error: early\n {4}at early\.ts:3:7\n {4}at importer\.ts:2:1/);
  });
});

describe("a package that exports only what import loads", () => {
  it("can be imported by cells and files", async () => {
    write(
      "node_modules/only-import/package.json",
      '{"name":"only-import","type":"module","exports":{"./sub":{"types":"./i.d.ts","import":"./i.js"}}}',
    );
    write("node_modules/only-import/i.js", "export const e = 'esm'; export default 'default';");
    write(
      "node_modules/only-import/i.d.ts",
      "export const e: string; declare const d: string; export default d;",
    );
    write("uses-package.ts", 'export { e } from "only-import/sub";');
    assert.deepEqual(
      await run(
        'import d, { e } from "only-import/sub"; import { e as e2 } from "./uses-package"; [d, e, e2]',
      ),
      ["default", "esm", "esm"],
    );
  });
});

describe("a cell with a @module comment", () => {
  it("is a module that cells import", async () => {
    await execute("/** @module virtual */ export const v = 1; export type V = number;");
    assert.equal(await run('import { v, type V } from "./virtual"; const typed: V = v; typed'), 1);
    await execute("/** @module virtual */ export const v = 2; export type V = number;");
    assert.equal(await run('import { v } from "./virtual"; v'), 2);
    assert.equal(await run("import.meta.dirname === __dirname"), true);
  });

  it("has type errors", () => {
    assert.deepEqual(errors("/** @module bad */\nexport const n: number = 'x';"), [
      "2:14 TS2322 Type 'string' is not assignable to type 'number'.",
    ]);
  });
});
