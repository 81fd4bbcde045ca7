import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { explainMissingNames } from "#day29/kernel/missing-names.js";
import type { Diagnostic } from "#day29/kernel/tslab/adapter.js";
import { temporaryFolder } from "../../support/project.js";

const at = { offset: 0, line: 0, character: 0 };
const diagnostic = (messageText: string): Diagnostic => ({
  start: at,
  end: at,
  messageText,
  code: 2304,
});
const missing = (name: string): Diagnostic => diagnostic(`Cannot find name '${name}'.`);

/** A notebook: code cells, and headings that begin with #. */
async function notebook(t: TestContext, sources: readonly (string | string[])[]): Promise<string> {
  const file = join(await temporaryFolder(t), "a.ipynb");
  const cells = sources.map((source) => ({
    cell_type: [source].flat().join("").startsWith("#") ? "markdown" : "code",
    source,
  }));
  writeFileSync(file, JSON.stringify({ cells }));
  return file;
}

const messages = (diagnostics: Diagnostic[]): string[] =>
  diagnostics.map(({ messageText }) => messageText);

const HERE = "use(a, b)";
const CELLS = [
  "const a = 0;",
  ["# One\n", "text\n", "## Two"],
  ["const a = 1;\n", "let c;"],
  HERE,
  "# Three",
  "function b() {\n}",
  "const b = 3;",
];

describe("the message about a missing name", () => {
  it("names the nearest cell above that declares it, or else the first one below", async (t) => {
    const file = await notebook(t, CELLS);
    const [a, b] = messages(explainMissingNames([missing("a"), missing("b")], HERE, file));
    assert.match(`${a}`, /^Cannot find name 'a': .* first run the cell .* \(Two\): const a = 1;$/);
    assert.match(`${b}`, /^Cannot find name 'b': .* \(Three\): function b\(\) \{$/);
  });

  it("names the cell once for each name", async (t) => {
    const file = await notebook(t, CELLS);
    const [, again] = messages(explainMissingNames([missing("a"), missing("a")], HERE, file));
    assert.equal(again, "Cannot find name 'a'.");
  });

  it("stays as it is for a name that no cell declares, and for other messages", async (t) => {
    const file = await notebook(t, CELLS);
    const diagnostics = [missing("d"), diagnostic("';' expected.")];
    assert.deepEqual(explainMissingNames(diagnostics, HERE, file), diagnostics);
  });

  it("is general without a notebook that can be read", async (t) => {
    const broken = await notebook(t, []);
    writeFileSync(broken, "{");
    for (const file of [broken, join(broken, "none.ipynb"), "a.txt", ""]) {
      const shorthand = diagnostic("No value exists in scope for the shorthand property 'a'.");
      const [message] = messages(explainMissingNames([shorthand], HERE, file));
      assert.match(`${message}`, /^Cannot find name 'a': .* if another cell declares it/);
    }
  });

  it("keeps TypeScript's suggestion there", () => {
    const misspelled = diagnostic("Cannot find name 'sockets'. Did you mean 'socket'?");
    assert.deepEqual(explainMissingNames([misspelled], HERE, ""), [misspelled]);
  });
});
