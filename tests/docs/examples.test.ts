/** Every `@example` of a docstring and in docs/ is a program: it compiles, ends, prints what it says. */
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import ts from "typescript";
import { HANG_MS } from "../support/hang.js";
import { root, run } from "../support/project.js";

interface Example {
  /** Where it stands: `poll: Poll`. */
  readonly name: string;
  /** The module that it stands in, as another one imports it. */
  readonly module: string;
  readonly code: string;
}

const filesIn = (folder: string, extension: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(extension))
    .sort();
const examples = [
  ...filesIn("src", ".ts").flatMap(examplesIn),
  ...filesIn("docs", ".md").flatMap(examplesOn),
];

const folder = join(root, "build", "examples");
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
/** By the file of its program, without the extension. */
const programs = new Map<string, Example>();
for (const example of examples) {
  const file = join(folder, `${programs.size}-${example.name.replace(/\W+/g, "-")}`);
  writeFileSync(`${file}.mts`, `${await importsOf(example)}\n${example.code}\nexport {};\n`);
  programs.set(file, example);
}

const sources = [...programs.keys()].map((file) => `${file}.mts`);
const program = ts.createProgram(sources, {
  strict: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  types: ["node"],
  skipLibCheck: true,
});
const diagnostics = [...ts.getPreEmitDiagnostics(program), ...program.emit().diagnostics];

describe("the examples", { concurrency: 2 }, () => {
  after(() => rmSync(folder, { recursive: true }));

  it("compile as a user's own files do", () => {
    const host = { getCanonicalFileName: String, getCurrentDirectory: () => folder };
    assert.equal(ts.formatDiagnostics(diagnostics, { ...host, getNewLine: () => "\n" }), "");
  });

  for (const [file, { name, code }] of programs) {
    it(`${name}: runs, ends, and prints what it says`, async () => {
      const signal = AbortSignal.timeout(HANG_MS);
      const { stdout, ...ended } = await run(process.execPath, [`${file}.mjs`], { signal });
      assert.deepEqual(ended, { code: 0, stderr: "" });
      const promised = promisesOf(code);
      if (promised.length > 0) assert.match(stdout, pattern(promised));
    });
  }
});

/** The examples in a file of src/. */
function examplesIn(file: string): Example[] {
  const found: Example[] = [];
  const text = readFileSync(join(root, "src", file), "utf8");
  const module = file.replace(/\.ts$/, "");
  const visit = (node: ts.Node, owner: string): void => {
    const named = node as ts.NamedDeclaration;
    const name = named.name === undefined ? owner : `${owner} ${named.name.getText()}`.trim();
    for (const comment of ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc)) {
      for (const tag of comment.tags ?? []) {
        if (tag.tagName.text !== "example") continue;
        const code = ts.getTextOfJSDocComment(tag.comment) ?? "";
        found.push({ name: `${module}: ${name}`, module: `#day29/${module}.js`, code });
      }
    }
    ts.forEachChild(node, (child) => visit(child, name));
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true), "");
  return found;
}

/** The examples on a page of docs/. */
function examplesOn(page: string): Example[] {
  const text = readFileSync(join(root, "docs", page), "utf8");
  const blocks = [...text.matchAll(/^```ts\n(.*?)^```/gms)];
  return blocks.map(([, code = ""], index) => ({
    name: `docs/${page} ${index + 1}`,
    module: "day29",
    code,
  }));
}

/** Imports what an example uses and does not itself import: `assert`, names of the package, its own module's. */
async function importsOf({ module, code }: Example): Promise<string> {
  const used = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const { name } = node.parent as ts.NamedDeclaration;
      if (name !== node) used.add(node.text);
      else if (!ts.isPropertyAccessExpression(node.parent)) declared.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("example.ts", code, ts.ScriptTarget.ES2022, true));

  const imports: string[] = [];
  const take = (name: string): boolean => used.delete(name) && !declared.has(name);
  if (take("assert")) imports.push('import assert from "node:assert/strict";');
  for (const from of ["day29", "day29/servers", "day29/notebook", "day29/exercises", module]) {
    if (from === module && used.size === 0) continue;
    const names = Object.keys(await import(from)).filter(take);
    if (names.length > 0) imports.push(`import { ${names.join(", ")} } from "${from}";`);
  }
  return imports.join("\n");
}

/** What an example says that it prints: `console.log(6 * 7); // 42`, or on comment lines below. */
function promisesOf(code: string): string[] {
  const promised: string[] = [];
  let printed = false;
  for (const line of code.split("\n")) {
    const [, before = "", comment] = /^(.*?)(?:\/\/ (.*))?$/.exec(line) ?? [];
    printed = /\b(console\.log|caught|show)\(/.test(before) || (printed && before.trim() === "");
    if (printed && comment !== undefined) promised.push(comment);
  }
  return promised;
}

/** Matches exactly these lines; `...` stands for anything in a line. */
function pattern(lines: readonly string[]): RegExp {
  const escaped = lines.map((line) => line.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${escaped.join("\n").replaceAll("\\.\\.\\.", ".*")}\n$`);
}
