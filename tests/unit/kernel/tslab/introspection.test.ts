/** Tab and Shift+Tab at every kind of place; `|` is the cursor, and `¦` stands for `|`. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import type ts from "typescript";
import { completeAt } from "#day29/kernel/tslab/completion.js";
import { inspectAt } from "#day29/kernel/tslab/inspection.js";
import type { Candidate, Cursor, TypeScript } from "#day29/kernel/tslab/language.js";
import { typescript as stock } from "#day29/kernel/tslab/typescript.js";
import { root } from "../../../support/project.js";

const typescript = stock as TypeScript;
const OPTIONS: ts.CompilerOptions = {
  target: typescript.ScriptTarget.Latest,
  module: typescript.ModuleKind.ESNext,
  moduleResolution: typescript.ModuleResolutionKind.Bundler,
  types: ["node"],
  strict: false,
};
const CELL = join(root, "cell.ts");

/** Splits code into the code and the position of its cursor. */
function parse(marked: string): [code: string, position: number] {
  const position = marked.indexOf("|");
  assert.ok(position >= 0, marked);
  return [marked.replace("|", "").replaceAll("¦", "|"), position];
}

const disk = typescript.createCompilerHost(OPTIONS);

/** Makes programs of one cell each, whose files have been parsed with their documentation or without, as in the kernel. */
class Programs {
  readonly #parsing: ts.CreateSourceFileOptions;
  readonly #files = new Map<string, ts.SourceFile | undefined>();
  #last: ts.Program | undefined;

  constructor(jsDocParsingMode: ts.JSDocParsingMode) {
    this.#parsing = { languageVersion: typescript.ScriptTarget.Latest, jsDocParsingMode };
  }

  cursorIn(code: string, position: number): Cursor {
    this.#files.set(CELL, typescript.createSourceFile(CELL, code, this.#parsing, true));
    const getSourceFile = (name: string) => {
      if (!this.#files.has(name)) {
        this.#files.set(name, disk.getSourceFile(name, this.#parsing));
      }
      return this.#files.get(name);
    };
    const host = { ...disk, getCurrentDirectory: () => root, getSourceFile };
    const program = typescript.createProgram([CELL], OPTIONS, host, this.#last);
    this.#last = program;
    return { typescript, program, file: program.getSourceFile(CELL) as ts.SourceFile, position };
  }
}

const programs = new Programs(typescript.JSDocParsingMode.ParseForTypeInfo);
const cursorIn = (code: string, position: number) => programs.cursorIn(code, position);

describe("a completion", () => {
  /** Returns the code that each candidate makes. */
  function completed(marked: string): string[] {
    const [code, position] = parse(marked);
    const { start, end, candidates } = completeAt(cursorIn(code, position));
    return candidates.map(({ text }) => code.slice(0, start) + text + code.slice(end));
  }

  function candidates(marked: string): Candidate[] {
    return completeAt(cursorIn(...parse(marked))).candidates;
  }

  for (const [kind, marked, ...expected] of [
    ["a member", "process.versi|", "process.version", "process.versions"],
    ["a member after ?.", "process?.versi|", "process?.version", "process?.versions"],
    ["a member of a number", "1..toFix|", "1..toFixed"],
    [
      "a private member",
      "class A { #one = 1; m() { this.#o| } }",
      "class A { #one = 1; m() { this.#one } }",
    ],
    ["the word around the cursor", "parseI|n()", "parseInt()"],
    ["an expression in a template", `\`\${parseIn|}\``, `\`\${parseInt}\``],
    ["a name after an emoji", '"🔌"; parseIn|', '"🔌"; parseInt'],
    ["a Chinese name", "const 变量 = 1; 变|", "const 变量 = 1; 变量"],
    [
      "a module",
      'import fs from "node:f|"',
      'import fs from "node:fs"',
      'import fs from "node:fs/promises"',
    ],
    ["a module in parts", 'import fs from "fs/pro|"', 'import fs from "fs/promises"'],
    ["a module without a closing quote", 'import "node:tl|', 'import "node:tls'],
    ["a required module", 'require("node:tl|")', 'require("node:tls")'],
    ["a module imported later", "await import('node:tl|')", "await import('node:tls')"],
    ["a folder of modules", 'import "./tools/se|"', 'import "./tools/setup"'],
    [
      "an imported name",
      'import { readFileSy| } from "node:fs"',
      'import { readFileSync } from "node:fs"',
    ],
    [
      "a string argument",
      'declare function go(mode: "read" ¦ "write"): void; go("re|")',
      'declare function go(mode: "read" | "write"): void; go("read")',
    ],
    ["a string of a variable", 'const a: "one" ¦ "two" = "t|"', 'const a: "one" | "two" = "two"'],
    [
      "a key in brackets",
      'const obj = {"a-b": 1}; obj["a|"]',
      'const obj = {"a-b": 1}; obj["a-b"]',
    ],
    ["a key after Chinese", 'const 字 = {"a-b": 1}; 字["|"]', 'const 字 = {"a-b": 1}; 字["a-b"]'],
    ["a key of a literal", 'const a: {"b-c": 1} = {"b|"}', 'const a: {"b-c": 1} = {"b-c"}'],
    ["a path", 'open("./src/ker|")', 'open("./src/kernel/")'],
    ["a path in the middle", 'open("SECU|RITY")', 'open("SECURITY.md")'],
    ["a path in a folder", 'open("src/kernel/tslab/reb|', 'open("src/kernel/tslab/rebinding.ts'],
  ] as const) {
    it(`replaces ${kind}`, () => {
      assert.deepEqual(completed(marked), expected);
    });
  }

  it("offers nothing where nothing can be completed", () => {
    for (const marked of [
      "1.|",
      "12|",
      "// pro|",
      "/* pro| */",
      "`pro|`",
      'f("|")',
      'f("no such/|")',
    ]) {
      assert.deepEqual(candidates(marked), [], marked);
    }
  });

  it("offers all names in an empty cell and after a point", () => {
    const names = candidates("|").map(({ text }) => text);
    for (const name of ["process", "const", "Promise"]) assert.ok(names.includes(name), name);
    assert.ok(candidates("process.|").length > 50);
  });

  it("ignores the case unless a name has the same, and looks inside names last", () => {
    assert.deepEqual(completed("JSON.PARSE|"), ["JSON.parse"]);
    assert.deepEqual(completed("JSON.arse|"), ["JSON.parse"]);
    const texts = candidates("pro|").map(({ text }) => text);
    assert.ok(texts.indexOf("process") < texts.indexOf("Promise"));
  });

  it("has a kind", () => {
    const kinds = Object.fromEntries(
      candidates(`
        import { join as joinPaths } from "node:path";
        import * as fileSystem from "node:fs";
        class aClass {} interface anInterface {} enum anEnum {} type aType = string;
        const aConst = 1; function aFunction(aParam: number) { | }`).map(({ text, kind }) => [
        text,
        kind,
      ]),
    );
    for (const [text, kind] of [
      ["joinPaths", "function"],
      ["fileSystem", "module"],
      ["aClass", "class"],
      ["anEnum", "class"],
      ["aConst", "instance"],
      ["aFunction", "function"],
      ["aParam", "param"],
      ["await", "keyword"],
    ] as const) {
      assert.equal(kinds[text], kind, text);
    }
    assert.deepEqual(candidates("process.pi|"), [{ text: "pid", kind: "property" }]);
    assert.deepEqual(candidates("JSON.par|"), [{ text: "parse", kind: "function" }]);
    assert.deepEqual(candidates('"".at|'), [{ text: "at", kind: "function" }]);
    assert.deepEqual(candidates('import "node:tl|"'), [{ text: "node:tls", kind: "module" }]);
    assert.deepEqual(candidates('open("SECU|"'), [{ text: "SECURITY.md", kind: "path" }]);
  });
});

describe("an inspection", () => {
  const DECLARATIONS = `
    /**
     * Waits.
     * @param how in what way
     */
    declare function wait(how: string, ...long: number[]): void;
    declare function many(a: number): void;
    declare function many(a: string, b: number): void;
    declare class Door<T> { constructor(thing: T); open(wide?: boolean): T; }
    declare const door: Door<number>;
    declare function tag(texts: TemplateStringsArray, ...values: number[]): string;
    declare function options(all: {
      /** The colour. */
      colour?: string;
    }): void;
    declare const word: string;`;

  function inspected(marked: string, detailed = false): string[] {
    const [code, position] = parse(`${DECLARATIONS}\n${marked}`);
    const parts = inspectAt(cursorIn(code, position), detailed)?.displayParts ?? [];
    return parts
      .map(({ text }) => text)
      .join("")
      .split("\n");
  }

  const WAIT = ["wait(how: string, ...long: number[]): void", "▸ how: string — in what way"];
  const LONG = [WAIT[0], "▸ ...long: number[]"];
  const OPEN = ["open(wide?: boolean): number", "▸ wide?: boolean"];
  for (const [place, marked, expected] of [
    ["empty parentheses", "wait(|)", WAIT],
    ["parentheses that are not closed", "wait(|", WAIT],
    ["a string argument", 'wait("a|")', WAIT],
    ["an argument after a comma", 'wait("a", |)', LONG],
    ["the rest of the arguments", 'wait("a", 1, 2, 3|)', LONG],
    ["several lines", 'wait(\n  "粘包",\n  |\n)', LONG],
    ["an argument, before its first letter", "wait(|word)", WAIT],
    ["an argument that is a name", "wait(wo|rd)", ["const word: string"]],
    ["a name", "wa|it(word)", ["function wait(how: string, ...long: number[]): void"]],
    ["the end of a name", "word|", ["const word: string"]],
    ["a method", "door.open(|)", OPEN],
    ["a method that may be missing", "door?.open(true|)", OPEN],
    ["a constructor", "new Door(1|)", ["Door(thing: number): Door<number>", "▸ thing: number"]],
    ["an inner call", "wait(String(|))", ["String(value?: any): string", "▸ value?: any"]],
    ["an outer call", "wait(String(1), |)", LONG],
    ["an outer call, after an inner one", "wait(String(1)|)", WAIT],
    [
      "a tagged template",
      `tag\`a \${1|}\``,
      ["tag(texts: TemplateStringsArray, ...values: number[]): string", "▸ ...values: number[]"],
    ],
    [
      "overloads",
      'many("a", |)',
      ["many(a: string, b: number): void (+1 overload)", "▸ b: number"],
    ],
    ["a key of an argument", 'options({ col|our: "" })', ["(property) colour?: string"]],
    ["nothing", "|", [""]],
    ["the body of a callback", "wait(() => { | })", [""]],
    ["a call of an unknown function", "nobody(|)", [""]],
  ] as const) {
    it(`in ${place}`, () => {
      assert.deepEqual(inspected(marked), expected);
    });
  }

  it("lists overloads if details are wanted", () => {
    assert.deepEqual(inspected("many(|)", true), [
      "many(a: number): void",
      "▸ a: number",
      "many(a: string, b: number): void",
    ]);
  });

  const documented = new Programs(typescript.JSDocParsingMode.ParseAll);
  for (const [what, marked] of [
    ["a function", "wa|it"],
    ["its call", "wait(|)"],
    ["a function of Node.js", 'import fs from "node:fs"; fs.readFile|Sync("a")'],
    ["its call", 'import fs from "node:fs"; fs.readFileSync("a", |)'],
    ["an overload", 'import fs from "node:fs"; fs.read("a", |)'],
    ["an imported name", 'import { inspect } from "node:util"; ins|pect(1)'],
    ["a method of JavaScript", "[1].fla|tMap(String)"],
    ["a method of a type that is a union", "declare const x: number ¦ string; x.toSt|ring()"],
    ["a constructor", "new Map(|)"],
    ["its class", "new Ma|p()"],
    ["a variable", "/** Counts. */ const count = 1; cou|nt"],
    ["one of two variables", "/** Count. */ const a = 1, b = 2; b|"],
    [
      "a function in a variable",
      "/** Adds. @param a the one */ const add = (a: number) => a; add(|)",
    ],
    ["a function in a property", "const all = { /** Adds. */ add: (a: number) => a }; all.add(|)"],
    ["a call signature", "declare const f: { /** Calls. */ (a: number): void }; f(|)"],
    ["a parameter", "/** @param a the one */ function f(a: number) { return a| }"],
    ["a property", 'import { createServer } from "node:net"; createServer().listen|ing'],
    ["an option", "options({ col|our: 1 })"],
    [
      "an inherited method",
      'import { Socket } from "node:net"; class A extends Socket { end() { return this } } new A().en|d()',
    ],
    [
      "an implemented method",
      "interface A { /** Does. */ do(): void } class B implements A { do() {} } new B().d|o()",
    ],
    [
      "an inherited static method",
      "class A { /** Makes. */ static make() {} } class B extends A { static make() {} } B.ma|ke()",
    ],
    ["an accessor", "class A { /** The size. */ get size() { return 1 } } new A().si|ze"],
    ["an enumeration", "enum A { /** The first. */ First } A.Fir|st"],
    ["a type", "/** A pair. */ type Pair = [number, number]; let p: Pai|r"],
    ["a type parameter", "/** @template T the kind */ function f<T>(a: T|) {}"],
    ["a namespace", "/** Numbers. */ namespace N { export const a = 1 } N|.a"],
    ["a function with a link", "/** See {@link wait}. @see wait */ function f() {} f|()"],
    ["a deprecated function", "/** @deprecated Use wait. */ function f() {} f(|)"],
    ["a comment on a comment", "/** One. */ /** Two. */ function f() {} f|()"],
  ] as const) {
    it(`shows the documentation of ${what}: ${marked}`, () => {
      const [code, position] = parse(`${DECLARATIONS}\n${marked}`);
      const inspect = (all: Programs) => {
        const info = inspectAt(all.cursorIn(code, position), true);
        assert.ok(info, marked);
        const { displayParts, documentation, tags } = info;
        return { displayParts, documentation, tags };
      };
      assert.deepEqual(inspect(programs), inspect(documented));
    });
  }
});
