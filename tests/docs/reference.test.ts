/** The reference: every public symbol is documented, every link leads somewhere, no page asks the network. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { type Outcome, root, run, temporaryFolder } from "../support/project.js";

/** Runs TypeDoc as `npm run docs` does. */
function typedoc(...options: string[]): Promise<Outcome> {
  const program = join(root, "node_modules/typedoc/bin/typedoc");
  const env = { ...process.env, NO_COLOR: "1" };
  return run(process.execPath, [program, ...options], { cwd: root, env });
}

/** A module without a word of documentation. */
const undocumented = `
  export const constant = 1;
  export type Name = string;
  export function call(): void {}
  export interface Shape { member: number }
  export class Thing {
    property = 1;
    constructor(readonly argument: number) {}
    get accessor(): number { return 1 }
    method(): void {}
  }
`;

/** What a page loads by itself; where a link leads is the reader's choice. */
const remote =
  /<(?!a )[^>]+(?:src|href|srcset|data|action)="(?:https?:)?\/\/|url\(["']?(?:https?:)?\/\/|@import/;

describe("the reference", () => {
  it("is complete, and no page of it asks the network", async (t) => {
    const folder = await temporaryFolder(t);
    const { code, stderr } = await typedoc("--out", folder);
    assert.equal(stderr, "");
    assert.equal(code, 0);

    const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
    assert.ok(files.includes("classes/day29.Socket.html"));
    for (const file of files.filter((name) => /\.(html|css)$/.test(name))) {
      assert.doesNotMatch(readFileSync(join(folder, file), "utf8"), remote, file);
    }
  });

  it("fails on each kind of symbol that has no docstring", async (t) => {
    const folder = await temporaryFolder(t);
    const file = (name: string): string => join(folder, name);
    writeFileSync(file("index.ts"), undocumented);
    writeFileSync(file("tsconfig.json"), JSON.stringify({ compilerOptions: { types: [] } }));
    const options = {
      extends: [join(root, "typedoc.json")],
      entryPoints: [file("index.ts")],
      tsconfig: file("tsconfig.json"),
      projectDocuments: [],
      intentionallyNotDocumented: [],
      intentionallyNotExported: [],
      plugin: [],
    };
    writeFileSync(file("typedoc.json"), JSON.stringify(options));
    const { code, stderr } = await typedoc("--options", file("typedoc.json"), "--emit", "none");
    assert.notEqual(code, 0);
    const missing = stderr.matchAll(
      /(\S+) \(\w+\), defined in .*, does not have any documentation/g,
    );
    assert.deepEqual([...missing].map(([, name]) => name).sort(), [
      "Name",
      ...["Shape", "Shape.member"],
      ...["Thing", "Thing.accessor", "Thing.argument", "Thing.constructor", "Thing.method"],
      ...["Thing.property", "call", "constant"],
    ]);
  });
});
