/** JupyterLab in a browser, as a student uses it: every notebook runs there, and shows what it should. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { browserForTests, skip } from "../../support/browser.js";
import { differences, LabWindow, labForTests } from "../../support/lab.js";
import { notebooks } from "../../support/project.js";

describe("Run All in JupyterLab gives the saved outputs, without errors in the console:", {
  skip,
}, () => {
  const browser = browserForTests();
  const lab = labForTests();

  for (const name of notebooks) {
    it(name, async (t) => {
      const student = await LabWindow.open(t, await browser(), lab(), `${name}.ipynb`);
      await student.runAll();
      await student.save();
      assert.equal(await differences(lab(), `${name}.ipynb`), "");
      assert.deepEqual(student.window.errors, []);
    });
  }
});
