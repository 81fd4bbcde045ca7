/** The playground and knobs in the places where they are live: JupyterLab and Jupyter Notebook, dark, on a phone. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { Locator } from "playwright-core";
import { browserForTests, skip, violations } from "../../support/browser.js";
import { type Application, LabWindow, labForTests, scratch } from "../../support/lab.js";
import { readNotebook } from "../../support/notebook.js";

const PLAY = `import { knobs, play, show } from "day29/notebook";
import { bits, POLLIN, POLLOUT } from "day29";
import { selectServer } from "day29/servers";
const game = await play(selectServer);
for (const name of ["ann", "bob"]) {
  await game.connect();
  await game.step();
  await game.send(name, "hello");
}
await game.step();`;

const KNOBS = `await knobs(
  { mask: { bits: { POLLIN, POLLOUT } }, size: { min: 0, max: 8 } },
  ({ mask, size }) => bits.or(mask, size),
);`;

interface Box {
  readonly scrollWidth: number;
  readonly clientWidth: number;
}

/** How much wider an element is than its place. */
const excess = (part: Locator): Promise<number> =>
  part.evaluate((element) => {
    const { scrollWidth, clientWidth } = element as unknown as Box;
    return scrollWidth - clientWidth;
  });

/** Scrolls to the first element, and returns whether the view has all of them. JupyterLab may still scroll elsewhere. */
const IN_ONE_VIEW = `(parts) => {
  const { top, bottom } = document.querySelector(".jp-WindowedPanel-outer").getBoundingClientRect();
  parts[0].scrollIntoView({ block: "start" });
  return parts.every((part) => {
    const box = part.getBoundingClientRect();
    return box.height > 0 && box.top >= top - 1 && box.bottom <= bottom + 1;
  });
}`;

describe("what is live in an output", { skip }, () => {
  const browser = browserForTests();
  const lab = labForTests();

  for (const application of ["lab", "notebook"] as const satisfies Application[]) {
    it(`works by keyboard, in both themes and at each width, in ${application}`, async (t) => {
      const path = await scratch(lab(), `live-${application}.ipynb`, PLAY, KNOBS);
      const student = await LabWindow.open(t, await browser(), lab(), path, application);
      const { notebook, page } = student;
      await page.setViewportSize({ width: 1280, height: 720 });
      await student.runAll();
      const place = notebook.locator("[data-day29-place]");
      const panel = place.locator(".playground");
      const sentence = place.locator(".sentence");
      const step = panel.getByRole("button", { name: /^下一轮/ });

      // Buttons, current line and sockets are in one view.
      const parts = [panel, place.locator(".line[aria-current]"), place.locator(".sockets")];
      const elements = await Promise.all(parts.map((part) => part.first().elementHandle()));
      await page.waitForFunction(IN_ONE_VIEW, elements as unknown[]);

      await step.focus();
      await page.keyboard.press("Enter");
      await sentence.filter({ hasText: /sent 20/ }).waitFor();
      const input = panel.getByLabel(/^ann: 要发送的话/);
      await input.focus();
      await page.keyboard.press("Control+A");
      await page.keyboard.type("dd");
      await page.keyboard.press("Enter");
      await step.press("Space");
      await sentence.filter({ hasText: 'received "dd"' }).waitFor();
      assert.equal(await student.cells.count(), 2, "no key was a command of the notebook");

      const slider = place.getByRole("slider", { name: "size" });
      await slider.press("ArrowRight");
      await notebook.getByText("mask = 0, size = 1").waitFor();
      const bit = place.getByRole("button", { name: "POLLOUT" });
      await bit.press("Space");
      await notebook.getByText("mask = 4 (POLLOUT), size = 1").waitFor();
      assert.equal(await bit.getAttribute("aria-pressed"), "true");

      // Ctrl+S reaches Jupyter from the inputs as well.
      await notebook.locator("[data-day29-saved]", { hasText: 'received "dd"' }).waitFor(ATTACHED);
      await input.focus();
      await student.save();
      const { cells } = await readNotebook(join(lab().folder, path));
      assert.match(`${cells[0]?.outputs[1]?.data?.["text/plain"]}`, /received "dd"/);

      assert.deepEqual(await violations(page, ".jp-OutputArea"), []);
      await page.evaluate(
        'jupyterapp.commands.execute("apputils:change-theme", { theme: "JupyterLab Dark" })',
      );
      await page.locator("body[data-jp-theme-light=false]").waitFor(ATTACHED);
      assert.deepEqual(await violations(page, ".jp-OutputArea"), []);

      // The file browser of JupyterLab is beside the notebook.
      await page.setViewportSize({ width: application === "lab" ? 840 : 375, height: 720 });
      for (const part of [panel, place.locator(".player"), place.locator(".knobs")]) {
        assert.equal(await excess(part.first()), 0, `${part}`);
      }
      // Jupyter Notebook 7 reports errors of its own when it starts.
      if (application === "lab") assert.deepEqual(student.window.errors, []);
    });
  }
});

const ATTACHED = { state: "attached" } as const;
