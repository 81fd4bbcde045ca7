/** JupyterLab in a browser, as a student uses it: every notebook runs there, and shows what it should. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { browserForTests, skip } from "../../support/browser.js";
import { differences, LabWindow, labForTests } from "../../support/lab.js";
import { notebooks, root } from "../../support/project.js";

describe("Run All in JupyterLab gives the saved outputs, without errors in the console:", {
  skip,
}, () => {
  const browser = browserForTests();
  const lab = labForTests();

  for (const name of notebooks) {
    it(name, async (t) => {
      const student = await LabWindow.open(t, await browser(), lab(), `${name}.ipynb`);
      await student.runAll(inputs(name));
      await student.save();
      assert.equal(await differences(lab(), `${name}.ipynb`), "");
      assert.deepEqual(student.window.errors, []);
    });
  }
});

/** Returns the lines for which the cells of a notebook ask, each with the number of its cell. */
function inputs(name: string): [cell: number, line: string][] {
  const { cells } = JSON.parse(readFileSync(join(root, "notebooks", `${name}.ipynb`), "utf8"));
  return cells.flatMap((cell: { metadata: { input?: string[] } }, number: number) =>
    (cell.metadata.input ?? []).map((line) => [number, line]),
  );
}
