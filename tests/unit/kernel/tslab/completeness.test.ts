/** Whether code is complete, as front ends that read line by line ask. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { checkCompleteness } from "#day29/kernel/tslab/completeness.js";

const COMPLETE = [
  "",
  "  \n",
  "// a comment",
  "/* a comment */",
  "1",
  "1.",
  "const a = 1",
  "const a = { b: [1, 2, (3)] };",
  "{ a: 1 }",
  "if (a) b();",
  "if (a) {\n} else {\n}\n",
  "for (;;) {}",
  "await work();",
  "await work()",
  "for await (const a of b) c(a);",
  `const text = \`one\ntwo \${three}\`;`,
  `const text = \`{ ( [ \${\`}\`}\`;`,
  "const text = '(';",
  "const expression = /[(]/;",
  "function f() {}",
  "declare function f(): void;",
  "async () => {}",
  "const f = (x: number) => x * 2",
  "class A { #x = 1; @log m() {} }",
  "@log class A {}",
  "type A = { b: string };",
  "export const c = 1;",
  "const wrong: string = 1;",
  'const text = "one \\\ntwo";',
  "using file = open();",
  "await using file = open();",
  'import data from "./x.json" with { type: "json" };',
];

const INCOMPLETE: [code: string, indent: string][] = [
  ["if (a)", "  "],
  ["if (a) {", "  "],
  ["if (a) {} else", "  "],
  ["  if (a) {\n    b(", "      "],
  ["  if (a) {\n    b();", "    "],
  ["for (const a of b)", "  "],
  ["while (a)", "  "],
  ["do a()", "  "],
  ["try {}", "  "],
  ["switch (a) {\n  case 1:", "  "],
  ["const a =", "  "],
  ["const a = 1 +", "  "],
  ["const a = 1 + // a comment", "  "],
  ["const a = [1,\n  2,", "  "],
  ["const a = {", "  "],
  ["const f = (x) =>", "  "],
  ["const f = async () => {\n  await work();\n", "  "],
  ["f(1,", "  "],
  [`f(\`\${`, "  "],
  ["a.", "  "],
  ["a ? b", "  "],
  ["await", "  "],
  ["@log", "  "],
  ["@log()\n", "  "],
  ["class A", "  "],
  ["class A {\n\tm() {", "\t  "],
  ["function f()", "  "],
  ["async function* f(a: number): AsyncGenerator", "  "],
  ["import {", "  "],
  ["import a from", "  "],
  ["type A =", "  "],
  ["const text = `one", ""],
  [`const text = \`one \${two} three\n\n\n`, ""],
  ["/* a comment", ""],
  ["/** one\n * two", ""],
  ['const text = "one \\\n', "  "],
];

const INVALID = [
  ")",
  "}",
  "else",
  "f(1 2",
  "f(1 2)",
  "a b",
  'print "x"',
  'const text = "one',
  "const text = 'one\nconst b = {",
  "/(a",
  '{ "a": 1 }',
  '{ "a": 1, "b": {',
  "const 1 = a;",
  "1a",
  "1e",
  "#",
  "case 1:",
  "import = 7;",
  "if a:\n  b",
  "def f():",
  "for (const a in b of c) {",
];

it("code that can run is complete", () => {
  for (const code of COMPLETE) {
    assert.deepEqual(checkCompleteness(code), { status: "complete" }, JSON.stringify(code));
  }
});

it("code that ends too early is incomplete, and the next line is indented", () => {
  for (const [code, indent] of INCOMPLETE) {
    const expected = { status: "incomplete", indent };
    assert.deepEqual(checkCompleteness(code), expected, JSON.stringify(code));
  }
});

it("code that no further line makes right is invalid", () => {
  for (const code of INVALID) {
    assert.deepEqual(checkCompleteness(code), { status: "invalid" }, JSON.stringify(code));
  }
});

it("deeply nested code is checked as far as the parser can", () => {
  assert.equal(checkCompleteness("[".repeat(500)).status, "incomplete");
  assert.deepEqual(checkCompleteness("[".repeat(100_000)), { status: "unknown" });
  assert.equal(checkCompleteness(`${"[".repeat(500)}${"]".repeat(500)}`).status, "complete");
});
