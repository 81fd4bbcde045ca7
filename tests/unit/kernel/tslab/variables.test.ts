/** The variables of all cells are one set, as in Node's REPL and in ipykernel. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { errors, execute, run } from "../../../support/kernel/session.js";

/** Cells, and the value of the last one. */
const CASES: Record<string, [cells: string[], value: unknown]> = {
  "a stop flag stops the loop of an earlier cell": [
    [
      "let running = true; const loop = (async () => { while (running) await new Promise(setImmediate); return 'stopped'; })();",
      "running = false;",
      "await loop",
    ],
    "stopped",
  ],
  "an assignment reaches closures": [
    ["let hits = 0; const seen = () => hits;", "hits = 1000;", "seen()"],
    1000,
  ],
  "so do compound assignment, increment and decrement": [
    ["let n = 1; const read = () => n;", "n += 4; n++; --n; n **= 2; n ||= 0;", "read()"],
    25,
  ],
  "so do patterns, also with defaults and rest": [
    [
      "let a = 0, b = 0, c: number[] = [], d = 0; const all = () => [a, b, c, d];",
      "[a, , ...c] = [1, 0, 3, 4]; ({ x: b = 2, d } = { d: 5 } as any);",
      "all()",
    ],
    [1, 2, [3, 4], 5],
  ],
  "so does a loop over an earlier name": [
    [
      "let item = ''; const last = () => item;",
      "for (item of ['x', 'y']) {} for (item in { k: 1 }) {}",
      "last()",
    ],
    "k",
  ],
  "what an earlier cell's code assigns is seen later": [
    ["let counter = 0; function inc() { counter++; }", "inc(); inc();", "counter"],
    2,
  ],
  "a declaration in a later cell is the same variable": [
    ["let level = 1; const level2 = () => level;", "let level = 2;", "level2()"],
    2,
  ],
  "earlier code calls a function that is defined anew": [
    [
      "function step() { return 'old'; } function callStep() { return step(); }",
      "function step() { return 'new'; }",
      "callStep()",
    ],
    "new",
  ],
  "recursion calls the new function, too": [
    [
      "function down(n: number): string { return n ? down(n - 1) : 'old'; } const keep = down;",
      "function down(n: number) { return 'new'; }",
      "keep(1)",
    ],
    "new",
  ],
  "earlier code makes objects of a class that is defined anew": [
    ["class Part { v = 1 } const make = () => new Part().v;", "class Part { v = 2 }", "make()"],
    2,
  ],
  "a timer reads the new value": [
    [
      "let word = 'old'; const told = new Promise((r) => setImmediate(() => setImmediate(() => r(word))));",
      "word = 'new';",
      "await told",
    ],
    "new",
  ],
  "types follow a new declaration": [
    [
      "function price(): number { return 1; }",
      "function price(): string { return 'two'; }",
      "price().toUpperCase()",
    ],
    "TWO",
  ],
  "code passed to eval() knows and assigns them": [
    [
      "let e1 = 4; const 数 = 1; function inside(e2: number) { return eval('e1 + e2 + 数'); }",
      "eval('e1 = 5; const own = e1 + 1; own') + inside(1)",
      "[e1, eval('inside(2)'), typeof eval('this'), (await eval('Promise.resolve(e1)'))]",
    ],
    [5, 8, "undefined", 5],
  ],
  "var in a loop or block is a variable of all cells": [
    ["for (var i = 0; i < 3; i++) { var square: number = i * i; }", "[i, square]"],
    [3, 4],
  ],
  "var in a loop over pairs": [["for (var [k, v] of Object.entries({ a: 1 })) {}", "k + v"], "a1"],
  "let and const in blocks are not": [["let x = 1; { let x = 2; } { const x = 3; }", "x"], 1],
  "parameters and local names are not": [
    [
      "let y = 1; function shadow(y: number) { y++; return y; } const z = ((y) => y)(7);",
      "[shadow(1), y, z]",
    ],
    [2, 1, 7],
  ],
  "a catch parameter is not": [["let e = 1; try { throw 2; } catch (e) { e = 3; }", "e"], 1],
  "properties and labels of the same name are not": [
    ["let p = 1; const o = { p: 2, q: { p: 3 } }; p: for (;;) break p;", "[o.p, o.q.p, p, { p }]"],
    [2, 3, 1, { p: 1 }],
  ],
  "a function is hoisted, and a variable is not": [
    [
      "const early = later() + typeof after; var after = 1; function later() { return 'hoisted '; }",
      "early",
    ],
    "hoisted undefined",
  ],
  "functions and classes keep the names of their variables": [
    [
      "const arrow = () => 1; const K = class {}; let f = function () {};",
      "[arrow.name, K.name, f.name]",
    ],
    ["arrow", "K", "f"],
  ],
  "so does a function that is assigned to a variable later": [
    [
      "let g1: unknown, g2: unknown, g3: any;",
      "g1 = () => 1; g2 ??= (class {}); g3 = g1 && function own() {};",
      "[g1, g2, g3].map((f) => (f as Function).name)",
    ],
    ["g1", "g2", "own"],
  ],
  "a function called by its name has no this": [
    [
      "function self(this: unknown) { return this; }",
      "[self(), (self)(), self?.(), (self as any)()]",
    ],
    [undefined, undefined, undefined, undefined],
  ],
  "a tag called by its name has no this, either": [
    [
      "function tag(this: unknown, parts: TemplateStringsArray) { return [this, parts[0]]; }",
      "tag`x`",
    ],
    [undefined, "x"],
  ],
  "this at the top level is undefined, as in a module": [["typeof this"], "undefined"],
  "enums and namespaces": [
    [
      "enum Color { Red, Green } namespace N { export const v = Color.Green; }",
      "[Color.Green, Color[0], N.v]",
    ],
    [1, "Red", 1],
  ],
  "an enum that is declared anew has no members of the old one": [
    ["enum Kind { A, B }", "enum Kind { C }", "Object.keys(Kind)"],
    ["0", "C"],
  ],
  "a variable without a value is undefined when its cell is run again": [
    ["let total; total = 5;", "let total;", "total"],
    undefined,
  ],
  "names of the module system can be declared": [
    [
      "const require = 3; const exports = 1; let module = 2; const __dirname = 4;",
      "[require, exports, module, __dirname]",
    ],
    [3, 1, 2, 4],
  ],
  "so can classes of their names": [
    [
      "class require {} class exports { static made = new exports() } class module {} class __dirname {}",
      "[require, exports.made instanceof exports, module.name, __dirname.name].map(String)",
    ],
    ["class require {\n}", "true", "module", "__dirname"],
  ],
  "what declare describes is a variable of Node.js": [
    [
      "globalThis['fromOutside' as never] = 7 as never; declare const fromOutside: number; fromOutside",
      "fromOutside + 1",
    ],
    8,
  ],
  "declare global adds a variable": [
    ["declare global { var gz: number } globalThis.gz = 4;", "let unrelated = 1;", "gz"],
    4,
  ],
  "declare global can be run again with other types": [
    [
      "declare global { var gy: number; interface Array<T> { second(): T } interface Set<T> { kept: 1 } }",
      "declare global { var gy: string; interface Array<T> { second(): string } } globalThis.gy = 'y';",
      "const second: () => string = [].second; const kept: 1 = new Set().kept; gy.toUpperCase()",
    ],
    "Y",
  ],
  "so can declare module": [
    [
      "declare module 'node:path' { interface PlatformPath { added?: number } }",
      "declare module 'node:path' { interface PlatformPath { added?: string } }",
      "import { posix } from 'node:path'; const pathAddition: string | undefined = posix.added; pathAddition",
    ],
    undefined,
  ],
  "what declare describes once more remains a variable of cells": [
    [
      "let flag9 = 1; const readFlag9 = () => flag9;",
      "declare let flag9: number; flag9 = 2;",
      "readFlag9()",
    ],
    2,
  ],
  "imports of Node.js are variables, too": [
    [
      "import fs, { existsSync as exists } from 'node:fs'; import * as path from 'node:path';",
      "[exists('/'), typeof fs.readFileSync, path.join('a', 'b'), typeof path]",
    ],
    [true, "function", "a/b", "object"],
  ],
  "a name that was imported can be declared": [
    [
      "import { join } from 'node:path'; const joined = () => join as unknown;",
      "const join = 5;",
      "joined()",
    ],
    5,
  ],
  "dynamic import": [["const os = await import('node:os'); typeof os.cpus"], "function"],
  "a class in a function keeps its type": [
    ["function make() { class Local { z = 1 } return new Local(); }", "make().z + 1"],
    2,
  ],
  "a mixin": [
    [
      "class Base { hi() { return 'hi'; } } function Counted<T extends new (...a: any[]) => {}>(B: T) { return class extends B { protected n = 0; }; } const Both = Counted(Base);",
      "new Both().hi()",
    ],
    "hi",
  ],
  "a class expression with private members": [
    ["const P = class { private x = 1; get v() { return this.x; } };", "new P().v"],
    1,
  ],
  "a local symbol": [["const s = Symbol('s'); const o2 = { [s]: 1 };", "o2[s]"], 1],
  "standard decorators": [
    [
      "function twice(f: (this: any) => number, _: ClassMethodDecoratorContext) { return function (this: any) { return 2 * f.call(this); }; } class D { @twice two() { return 1; } }",
      "new D().two()",
    ],
    2,
  ],
  "a decorated class, also one that is defined anew": [
    [
      "function tagged(c: any, _: ClassDecoratorContext) { c.tag = 'tagged'; } const makeTagged = () => new Tagged(); @tagged class Tagged { static self() { return Tagged; } v = 1 }",
      "@tagged class Tagged { static self() { return Tagged; } v = 2 }",
      "[(Tagged as any).tag, Tagged.self() === Tagged, makeTagged().v]",
    ],
    ["tagged", true, 2],
  ],
  "import with require": [
    ["import nodePath = require('node:path');", "nodePath.join('a', 'b')"],
    "a/b",
  ],
  "types, interfaces and generics": [
    [
      "interface Cfg { port: number } type Port = Cfg['port']; class Box<T> { constructor(readonly v: T) {} }",
      "const port: Port = new Box<Cfg>({ port: 1 }).v.port; port",
    ],
    1,
  ],
  "a type and a value of the same name": [
    [
      "interface Both2 { a: 1 }",
      "const Both2 = 2;",
      "const typed: Both2 = { a: 1 }; [typed.a, Both2]",
    ],
    [1, 2],
  ],
};

describe("variables of cells", () => {
  for (const [name, [cells, value]] of Object.entries(CASES)) {
    it(name, async () => assert.deepEqual(await run(...cells), value));
  }

  it("a constant of an earlier cell cannot be assigned", () => {
    errors("const fixed = 1;");
    assert.deepEqual(errors("fixed = 2;"), [
      "1:1 TS2588 Cannot assign to 'fixed' because it is a constant.",
    ]);
  });

  it("a class refers to itself in its own body", async () => {
    assert.equal(await run("class Self { static one = new Self(); v = 3 } Self.one.v"), 3);
  });

  it("the result of a cell is its last expression, and a promise is not awaited", async () => {
    const outcome = await execute("Promise.resolve(1)");
    assert.ok(outcome.status === "ok" && outcome.value instanceof Promise);
    assert.equal(await run("if (1) 2;"), undefined);
    assert.equal(await run("5; function f() {}"), undefined);
    assert.deepEqual(await run("({ a: 1 })"), { a: 1 });
    assert.equal(((await run("() => 1")) as () => number).name, "");
  });
});
