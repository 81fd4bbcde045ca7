// biome-ignore-all lint/suspicious/noTemplateCurlyInString: cells and hints contain templates
/** Each hint has inputs that it helps with, and inputs with another error, or none, for which it is silent. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { addHints } from "#day29/kernel/coach/coach.js";
import { Session } from "#day29/kernel/tslab/adapter.js";
import { root } from "../../../support/project.js";

/** Declarations of earlier cells. */
const EARLIER = `
  import { select, Socket, socketpair } from "day29";
  const [a, b] = socketpair();
  const xs = [1, 2, 3];
  const words = ["a", "b"];
  const bytes = Buffer.from("a");
  const limits = new Map<string, number>();
  let x = 1, y = 2;
  async function load(): Promise<number> { return 1; }
  async function name(): Promise<string> { return "a"; }
  async function done(): Promise<void> {}
  async function parts(): Promise<{ head: string; run(): number }> { return { head: "", run: () => 1 }; }
  async function maker(): Promise<(n: number) => number> { return (n) => n; }
  function both(): Promise<number> | number { return 1; }`;

interface Hint {
  title: string;
  /** Cells, each with the code that the hint proposes. */
  helps: [cell: string, code: string][];
  /** Cells for which there is no hint. */
  silent: string[];
}

const PROMISES: Hint[] = [
  {
    title: "a property of a promise's value",
    helps: [
      ["a.recv(10).length;", "(await a.recv(10)).length"],
      ["console.log(name().toUpperCase());", "(await name()).toUpperCase()"],
      ["const { head } = parts();", "(await parts()).head"],
      ['a.recv(10).toString("latin1");', "(await a.recv(10)).toString(…)"],
      ["function f() { return parts().head; }", "(await parts()).head`, in an `async` function"],
    ],
    silent: [
      "load().thens(() => {});",
      "done().length;",
      "xs.nothing;",
      "(await load()).length;",
      "load().length; )",
    ],
  },
  {
    title: "a variable that holds a promise",
    helps: [
      ["const data = a.recv(10);\ndata.length;", "data = await a.recv(10)"],
      ["const n = load();\nn.toFixed(2); n.toFixed(1);", "n = await load()"],
      ["const got = parts();\nconst copy: { head: string } = got;", "got = await parts()"],
    ],
    silent: [
      "const data = await a.recv(10);\ndata.nothing;",
      "const p = load(); p.thens;",
      "const p = load();",
    ],
  },
  {
    title: "a promise that is assigned, passed or returned",
    helps: [
      ["const n: number = load();", "await load()"],
      ["a.send(b.recv(10));", "await b.recv(10)"],
      ["x = load();", "await load()"],
      [
        "async function f(): Promise<void> { const r: { n: number } = { n: load() }; }",
        "await load()",
      ],
      ["Buffer.concat([a.recv(1)]);", "await a.recv(1)"],
    ],
    silent: [
      "const n: Promise<string> = load();",
      "const n: string = x;",
      "const n: number = done();",
      "const n: number = both();",
      "const n: Promise<number> | string = load();",
    ],
  },
  {
    title: "an operation on a promise",
    helps: [
      ["load() + 1;", "await load()"],
      ["x * load();", "await load()"],
      ["load() === 1;", "await load()"],
      ["load() < 2;", "await load()"],
      ["maker()(1);", "await maker()"],
    ],
    silent: ['"a" * 2;', "x === 'a';", "x();", "done() < 2;"],
  },
  {
    title: "an iteration over a promise",
    helps: [
      ["for (const s of select([a], [], [])) {}", "await select([a], [], [])"],
      ["const [r, w] = select([a], [], []);", "await select([a], [], [])"],
      ["console.log([...name()]);", "await name()"],
    ],
    silent: ["for (const n of x) {}", "const [r, w] = x;", "for (const n of done()) {}"],
  },
];

const IMPORTS: Hint[] = [
  {
    title: "a name of day29",
    helps: [
      ["POLLIN;", 'import { POLLIN } from "day29";'],
      ["httpServer();", 'import { httpServer } from "day29/servers";'],
      ["show(1);", 'import { show } from "day29/notebook";'],
      ["checkBits();", 'import { checkBits } from "day29/exercises";'],
      ["let event: PollEvent;", 'import { PollEvent } from "day29";'],
      ["const o = { SOMAXCONN };", 'import { SOMAXCONN } from "day29";'],
      ['inet_aton("::1");', 'import { inetAton } from "day29";'],
    ],
    silent: ["Pollin;", "select([a], [], []);", "{ const POLLIN = 1; POLLIN; }", "xs.POLLIN;"],
  },
  {
    title: "a name of Node.js",
    helps: [
      ['readFileSync("a");', 'import { readFileSync } from "node:fs";'],
      ["new EventEmitter();", 'import { EventEmitter } from "node:events";'],
      ['fs.statSync("a");', 'import * as fs from "node:fs";'],
      [
        "createServer();",
        'import { createServer } from "day29";` (or from "node:net", "node:http")',
      ],
    ],
    silent: [
      'join("a");',
      "fs.nothing();",
      "setTimeout(() => {}, 1);",
      "readWholeFile();",
      "path;",
    ],
  },
];

const PYTHON: Hint[] = [
  {
    title: "print",
    helps: [
      ['print("a");', 'console.log("a")'],
      ["print(x, y)", "console.log(x, y)"],
      ['print "a"', "console.log(…)"],
      ['print(f"{x}")', "console.log(…)"],
    ],
    silent: ["{ const print = console.log; print(1); }", "xs.print();", "printf(1);"],
  },
  {
    title: "len",
    helps: [
      ["len(xs);", "xs.length"],
      ["len(limits) + 1;", "limits.size"],
      ["len(words[0] + words[1]);", "(words[0] + words[1]).length"],
    ],
    silent: ["len(x);", "len(xs, 1);", "xs.len;", "{ const len = 1; len; }"],
  },
  {
    title: "input",
    helps: [
      ['function prompt(text: string) { return text; }\ninput("name: ");', 'prompt("name: ")'],
      ["const prompt = () => 'a';\nconst n = int(input());\ninput();", "prompt()"],
      ["const prompt = async () => 'a';\ninput();", "await prompt()"],
    ],
    silent: ["{ const input = String; input(1); }", "input;", "xs.input();"],
  },
  {
    title: "None, True and False",
    helps: [
      ["const n = None;", "null"],
      ["if (x == True) {}", "true"],
      ["xs.includes(1) === False;", "false"],
    ],
    silent: [
      "{ const None = 1; None; }",
      "({ None: 1 }).nothing;",
      "none;",
      'true + "True".nothing;',
    ],
  },
  {
    title: "self",
    helps: [
      ["class A { n = 1; get() { return self.n; } }", "this"],
      ["class B { set() { self.n = 1; } }", "this"],
      ["self.run();", "this"],
    ],
    silent: [
      "{ const self = xs; self.push(1); }",
      "xs.self;",
      "class C { f(self) { return self; } }",
    ],
  },
  {
    title: "built-in functions",
    helps: [
      ["str(x);", "String(x)"],
      ['int("1");', 'Math.trunc(Number("1"))'],
      ["isinstance(a, Socket);", "a instanceof Socket"],
      ["sorted(xs);", "[...xs].sort((a, b) => a - b)"],
      ["max(xs); min(1, 2);", "Math.max(...xs)"],
      ["for (const i of range(2, 9)) {}", "for (let i = 2; i < 9; i++)"],
      ["math.floor(1.5);", "Math.floor"],
    ],
    silent: [
      "str;",
      "sorted(a);",
      "isinstance(a);",
      "{ const max = Math.max; max(1); }",
      "for (const i of range(9, 0, -1)) {}",
      "math.nothing;",
    ],
  },
  {
    title: "strings with a prefix",
    helps: [
      ['const s = f"{x} and {y}";', "`${x} and ${y}`"],
      ["console.log(f'{x}');", "`${x}`"],
      ['console.log(f"{x:.2f}");', "`…${x}…`"],
      ['a.send(b"hello");', 'Buffer.from("hello")'],
      ['const s = r"\\d";', "String.raw`"],
    ],
    silent: ['const s = x "a";', "const s = `${x}` + 'f' nothing;", 'const s = wolf"a";', "f;"],
  },
  {
    title: "tuples",
    helps: [
      ["(x, y) = xs;", "[x, y]"],
      ["function f() { return 1, 2; }", "[1, 2]"],
      ["x, y = y, x;", "[x, y] = [y, x]"],
      ["const c, d = socketpair();", "const [c, d] = …"],
      ['a.bind(("127.0.0.1", 80));', '["127.0.0.1", 80]'],
      ["const t = 1, 2", "[1, 2]"],
    ],
    silent: [
      "for (let i = 0, j = 1; i < j; i++) {}",
      "xs[0, 1];",
      "const c;",
      "(x) = nothing;",
      "console.((1, 2);",
      "const t  load(1, 2);",
      "f(1, 2);",
    ],
  },
  {
    title: "statements with a colon",
    helps: [
      ["if not x:\n  y = 1", "if (!x) { … }"],
      ["while True:\n  x = 1", "while (true) { … }"],
      ["for n in xs: f(n)", "for (const n of xs) { … }"],
      ["for i in range(10):\n  x = i", "for (let i = 0; i < 10; i++) { … }"],
      ["try:\n  x = 1\nexcept:\n  y = 1", "try { … } catch (error) { … }"],
      ["def add(m, n):\n  return m + n", "function add(m, n) { … }"],
      ["class Chat(Server):\n  pass", "class Chat extends Server { … }"],
      ["with open(x) as s:\n  s", "{ using s = …; … }"],
    ],
    silent: [
      "loop: for (;;) { break loop; nothing; }",
      "switch (x) { case 1: nothing; }",
      "const o = { if: 1, try: nothing };",
      "x ? nothing : y;",
      "if (x) { nothing }",
    ],
  },
  {
    title: "words for operators and keywords",
    helps: [
      ["if (x and y) {}", "&&"],
      ["if (x or y) {}", "||"],
      ["const n = not x;", "!"],
      ["if (x is not null) {}", "!=="],
      ["if (1 not in xs) {}", "!xs.includes(x)"],
      ["if (x) {} elif (y) {}", "else if (…)"],
      ["try { x } except (error) { y }", "catch (error)"],
      ["const n = 1 if x else 2;", "condition ? a : b"],
      ["xs.map(lambda n: n + 1);", "(n) => …"],
      ['raise ValueError("a")', 'throw new Error("a");'],
      ["# a comment\nx;", "// a comment"],
    ],
    silent: [
      "{ const and = 1; and; }",
      "xs.or;",
      "1 in xs;",
      "class P { #n = 1; get() { return this.#n + nothing; } }",
      "if (x) y else nothing;",
      'console.log(17 is", 17);',
    ],
  },
  {
    title: "imports",
    helps: [
      ["import socket", 'import { Socket, AF_INET, SOCK_STREAM } from "day29";'],
      ["import time\nx", 'import { setTimeout as sleep } from "node:timers/promises";'],
      ["import select, socket", 'import { select, Poll, Epoll } from "day29"; import { Socket'],
      ["from socket import *", 'import { Socket, AF_INET, SOCK_STREAM } from "day29";'],
      ["from socket import socket, AF_INET", 'import { Socket, AF_INET } from "day29";'],
      ["socket.socket(1);", "new Socket"],
      ["a.setsockopt(socket.SOL_SOCKET, 1, 1);", 'import { SOL_SOCKET } from "day29";'],
    ],
    silent: [
      'import "node:fs";',
      'import socket from "./nothing.js";',
      "from nowhere import it",
      "import numpy",
    ],
  },
  {
    title: "methods",
    helps: [
      ["xs.append(4);", "xs.push(4)"],
      ['"a".strip();', '"a".trim()'],
      ["bytes.decode();", "bytes.toString()"],
      ['a.recv(9).decode("utf8");', "(await a.recv(9)).toString()"],
      ['",".join(words);', 'words.join(",")'],
      ["a.recv_into(bytes);", "recvInto"],
      ["a.set_blocking(false);", "setblocking"],
    ],
    silent: [
      "limits.append(4);",
      '"a".strip("x");',
      "a.send_nothing(bytes);",
      "xs.upper();",
      "xs.decode();",
    ],
  },
  {
    title: "assignments to new names",
    helps: [
      ["z = 5", "let z = 5"],
      ["total = x + y;", "let total = x + y"],
      ["xs.sort(reverse=true);", "no keyword arguments"],
    ],
    silent: ["z += 5;", "x = 5;", "z.n = 5;", "if (z = 5) {}"],
  },
];

let session: Session;

/** Returns the hints on a cell that must not pass the check. */
function hintsOn(cell: string): string[] {
  const { diagnostics, checked } = session.convert(cell);
  assert.ok(checked, "the cell was checked");
  return addHints(diagnostics, checked).flatMap(({ hint }) => hint ?? []);
}

const RESTART = "Kernel → Restart Kernel";
const LEAVING: Hint[] = [
  {
    title: "an attempt to leave",
    helps: [
      ["exit", RESTART],
      ["quit;", RESTART],
      ["exit()", RESTART],
      ["if (x > 1) quit(0);", RESTART],
      ["sys.exit(1)", RESTART],
      ["os._exit(0);", RESTART],
    ],
    silent: [
      "x = exit;",
      "xs.exit();",
      "{ const exit = () => {}; exit(); }",
      "exits();",
      "process.exit",
      "sys.exitCode;",
    ],
  },
];

describe("the coach", () => {
  before(() => {
    session = new Session(root);
    assert.deepEqual(session.convert(EARLIER).diagnostics, []);
  });

  for (const { title, helps, silent } of [...PROMISES, ...IMPORTS, ...PYTHON, ...LEAVING]) {
    // Cells that pass the check declare their names in a block, so that the next cells do not see them.
    it(`helps with ${title}`, () => {
      for (const [cell, code] of helps) {
        const [first = "", ...others] = hintsOn(cell);
        assert.match(first, /^[^\n]*\p{Script=Han}[^\n]* · [^\n]*[a-z][^\n]*$/u, cell);
        const hints = [first, ...others].join("\n");
        assert.ok(hints.includes(code), `${cell}: ${hints}`);
      }
      for (const cell of silent) assert.deepEqual(hintsOn(cell), [], cell);
    });
  }
});
