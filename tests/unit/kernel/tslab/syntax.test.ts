/** The TypeScript that cells may use, and the errors that it reports. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { errors, run } from "../../../support/kernel/session.js";

const NODE = process.versions.node;
const has = (object: object, name: string) => name in object;

describe("export in a cell means nothing", () => {
  const cases: Record<string, [cells: string[], value: unknown]> = {
    "before a constant": [["export const one = 1;", "one"], 1],
    "before a function": [["export function two() { return 2; }", "two()"], 2],
    "before an async function": [
      ["export async function three() { return 3; }", "await three()"],
      3,
    ],
    "before a class": [["export abstract class Four { static v = 4; }", "Four.v"], 4],
    "before an interface and a type": [
      ["export interface I5 { a: 5 } export type T5 = I5;", "const five: T5 = { a: 5 }; five.a"],
      5,
    ],
    "before an enum": [["export enum E6 { A = 6 }", "E6.A"], 6],
    "before a constant enum": [["export const enum E7 { A = 7 }", "E7.A"], 7],
    "before a namespace": [["export namespace N8 { export const v = 8; }", "N8.v"], 8],
    "before a declaration with declare": [
      ["export declare const performance: { now(): number }; performance.now() > 0"],
      true,
    ],
    "default before an expression": [["export default 9"], 9],
    "default before an object": [
      ["export default {\n  a: 1,\n  b: { c: 2 },\n};"],
      { a: 1, b: { c: 2 } },
    ],
    "default before a class": [["export default class Ten { v = 10 }", "new Ten().v"], 10],
    "default before a class without a name": [["export default class {}", "1"], 1],
    "default before an abstract class without a name": [
      ["export default abstract class {}", "1"],
      1,
    ],
    "default before a function without a name": [["export default function () {}", "1"], 1],
    "of a list": [["const eleven = 11; export { eleven, eleven as twelve };", "eleven"], 11],
    "of a type in a list": [["interface I12 { a: 1 } export type { I12 };", "1"], 1],
    "from a module imports": [
      ["export { join as joined } from 'node:path';", "joined('a', 'b')"],
      "a/b",
    ],
    "of all from a module": [
      ["export * from 'node:path'; export * as path13 from 'node:path';", "typeof path13.join"],
      "function",
    ],
    "in several lines, after a comment": [
      ["/** Docs. */\nexport\n  const fourteen = 14; // export\n", "fourteen"],
      14,
    ],
  };
  for (const [name, [cells, value]] of Object.entries(cases)) {
    it(name, async () => assert.deepEqual(await run(...cells), value));
  }

  for (const declaration of ["enum E {}", "const a = 1;", "var a;", "import a from 'node:fs';"]) {
    it(`but nothing makes \`export default ${declaration}\` right`, () => {
      const found = ["1:16 TS1109 Expression expected."];
      assert.deepEqual(errors(`export default ${declaration}`), found);
    });
  }

  it("errors stay where they are", () => {
    assert.deepEqual(errors("export const a: string =\n  missing1;"), [
      "2:3 TS2304 Cannot find name 'missing1'.",
    ]);
  });
});

describe("what this Node.js has can be used", () => {
  const cases: Record<string, [code: string, value: unknown]> = {
    "Array.prototype.findLast": ["[1, 2, 3].findLast((x) => x < 3)", 2],
    "Array.prototype.toSorted and with": [
      "[[3, 1, 2].toSorted(), [1, 2].with(0, 9)]",
      [
        [1, 2, 3],
        [9, 2],
      ],
    ],
    "well-formed strings": ["'ab'.isWellFormed()", true],
    "the flag v of regular expressions": ["/[\\p{L}--[a-z]]/v.test('A')", true],
    "using in a block": [
      "let log1 = ''; { using r = { [Symbol.dispose]() { log1 += 'closed'; } }; log1 += 'open '; } log1",
      "open closed",
    ],
    "await using": [
      "let log2 = ''; { await using r = { async [Symbol.asyncDispose]() { log2 += 'closed'; } }; } log2",
      "closed",
    ],
    "satisfies, accessors and static blocks": [
      "class S { static v = 0; static { S.v = 1; } accessor w = 2; } [S.v, new S().w] satisfies number[]",
      [1, 2],
    ],
    "top-level await in any form": ["for await (const x of [1]) {} await (Promise.resolve(3))", 3],
    BigInt: ["2n ** 64n", 2n ** 64n],
    "import.meta": [
      "[import.meta.url.slice(0, 8), import.meta.dirname === __dirname, import.meta.filename === __filename]",
      ["file:///", true, true],
    ],
    "the folder of the notebook": [
      "[__dirname === process.cwd(), __filename.slice(__dirname.length)]",
      [true, "/course.ipynb"],
    ],
    "a function of this line of Node.js, in a folder without its types": [
      "process.getBuiltinModule('node:fs').existsSync('/')",
      true,
    ],
    require: ["typeof require('node:fs').readFileSync", "function"],
    "the first line of a program": ["#!/usr/bin/env node\nlet first = 1; first", 1],
    "a top-level using ends with its cell": [
      "let log3 = ''; using top = { name: 'top', [Symbol.dispose]() { log3 += 'closed'; } }; top.name",
      "top",
    ],
  };
  for (const [name, [code, value]] of Object.entries(cases)) {
    it(name, async () => assert.deepEqual(await run(code), value));
  }

  it("what it closed is seen by the next cell", async () => {
    assert.deepEqual(
      await run(
        "let log4 = ''; using t4 = { [Symbol.dispose]() { log4 += 'closed'; } };",
        "[log4, typeof t4]",
      ),
      ["closed", "object"],
    );
  });
});

describe("what this Node.js lacks is an error that says so", () => {
  const cases: Record<string, [exists: boolean, code: string]> = {
    "Object.groupBy": [has(Object, "groupBy"), "Object.groupBy([1], (n) => n)"],
    "Promise.withResolvers": [has(Promise, "withResolvers"), "Promise.withResolvers()"],
    "Promise.try": [has(Promise, "try"), "Promise.try(() => 1)"],
    "Set.prototype.union": [has(Set.prototype, "union"), "new Set([1]).union(new Set([2]))"],
    "iterator helpers": [has(globalThis, "Iterator"), "[1].values().map((x) => x)"],
    "Array.fromAsync": [has(Array, "fromAsync"), "Array.fromAsync([1])"],
    "RegExp.escape": [has(RegExp, "escape"), "RegExp.escape('a')"],
    "Map.prototype.getOrInsert": [
      has(Map.prototype, "getOrInsert"),
      "new Map<number, number>().getOrInsert(1, 2)",
    ],
    "Uint8Array.fromBase64": [has(Uint8Array, "fromBase64"), "Uint8Array.fromBase64('')"],
    Float16Array: [has(globalThis, "Float16Array"), "new Float16Array(1)"],
    DisposableStack: [has(globalThis, "DisposableStack"), "new DisposableStack()"],
    Temporal: [has(globalThis, "Temporal"), "Temporal.Now"],
    "Iterator, which is also a type": [has(globalThis, "Iterator"), "Iterator.from([1])"],
  };
  for (const [name, [exists, code]] of Object.entries(cases)) {
    it(`${name} ${exists ? "exists" : "does not exist"}`, async () => {
      const found = errors(code);
      if (exists) {
        assert.deepEqual(found, []);
        await run(code);
      } else {
        assert.equal(found.length, 1);
        assert.match(found[0] ?? "", new RegExp(`Node\\.js ${NODE} does not have it\\.$`));
      }
    });
  }
});

describe("errors of the compiler", () => {
  const cases: Record<string, [code: string, found: string[]]> = {
    "an error of the syntax hides those that follow from it": [
      "const s1 = ;\nnope2",
      ["1:12 TS1109 Expression expected."],
    ],
    "of a name that is declared twice": [
      "let dup = 1;\nlet dup = 2;",
      [
        "1:5 TS2451 Cannot redeclare block-scoped variable 'dup'.",
        "2:5 TS2451 Cannot redeclare block-scoped variable 'dup'.",
      ],
    ],
    "of an open comment": ["1; /* open", ["1:11 TS1010 '*/' expected."]],
    "of an open template": ["`abc", ["1:5 TS1160 Unterminated template literal."]],
    "with an explanation are one error": [
      "const deep: { a: { b: string } } = { a: { b: 1 } };",
      ["1:43 TS2322 Type 'number' is not assignable to type 'string'."],
    ],
    "of a name that the kernel uses": [
      "function f(__cells: number) { const __importMeta = __cells; }\n({ __cells: 1 }).__cells;",
      [
        "1:12 TS2441 The kernel reserves the name '__cells'.",
        "1:37 TS2441 The kernel reserves the name '__importMeta'.",
      ],
    ],
    "of a missing file": [
      "import { x1 } from './missing';",
      ["1:20 TS2307 Cannot find module './missing' or its corresponding type declarations."],
    ],
  };
  for (const [name, [code, found]] of Object.entries(cases)) {
    it(name, () => assert.deepEqual(errors(code), found));
  }

  it("name types of earlier cells by their names", async () => {
    await run("class Own { private a = 1 } function take(o: Own) {}");
    const [found = ""] = errors("class Own { private a = 1 } take(new Own());");
    assert.match(found, /TS2345/);
    assert.doesNotMatch(found, /__|import\(/);
  });

  it("are not looked for after // @ts-nocheck", async () => {
    assert.equal(await run("// @ts-nocheck\nconst unchecked: number = 'x'; unchecked"), "x");
    assert.equal(errors("1;\n// @ts-nocheck\nconst checked: number = 'x';").length, 1);
    assert.equal(errors("// @ts-nocheck\nconst broken = ;").length, 1);
  });

  it("are expected after // @ts-expect-error", () => {
    assert.deepEqual(errors("// @ts-expect-error\nconst expected: number = 'x';"), []);
    assert.match(errors("// @ts-expect-error\nconst fine = 1;")[0] ?? "", /TS2578/);
  });
});

describe("an expression of 3,000 terms", () => {
  const sum = Array(3000).fill("term").join(" + ");
  it("has a value", async () => {
    assert.equal(await run("let term = 1;", sum), 3000);
    assert.equal(await run(`const total3000 = (() => ${sum})(); total3000`), 3000);
    assert.equal(await run("let term = 'a';", `(${sum}).length`), 3000);
  });

  it("has types", () => {
    assert.deepEqual(errors(`const wrong3000: boolean = ${sum};`), [
      "1:7 TS2322 Type 'string' is not assignable to type 'boolean'.",
    ]);
  });
});
