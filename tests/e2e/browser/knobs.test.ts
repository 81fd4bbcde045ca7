/** Knobs in JupyterLab: each change runs the function in the kernel, and the saved notebook has the last drawing. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { browserForTests, skip } from "../../support/browser.js";
import { LabWindow, labForTests, scratch } from "../../support/lab.js";
import { readNotebook } from "../../support/notebook.js";
import { root } from "../../support/project.js";

const KNOBS = `import { bits, POLLIN, POLLOUT } from "day29";
import { knobs, show } from "day29/notebook";
const turned = await knobs(
  {
    mask: { bits: { POLLIN, POLLOUT }, value: POLLIN },
    size: { min: 0, max: 8, label: { zh: "大小", en: "size" } },
    who: { options: ["ann", "bob"] },
  },
  ({ mask, size, who }) => {
    if (size === 2) throw new Error("no 2, " + who);
    show(bits.or(mask, size));
  },
);`;

describe("knobs in JupyterLab", { skip }, () => {
  const browser = browserForTests();
  const lab = labForTests();

  it("are turned with mouse and keys, and leave their last drawing in the notebook", async (t) => {
    const path = await scratch(lab(), "knobs.ipynb", KNOBS);
    const student = await LabWindow.open(t, await browser(), lab(), path);
    await student.run(0);
    const panel = student.notebook.getByRole("group", { name: "knobs", exact: false }).first();
    const drawn = (text: string): Promise<void> =>
      student.notebook.getByText(text, { exact: true }).waitFor();
    await panel.getByRole("button", { name: "POLLOUT" }).click();
    await drawn("mask = 5 (POLLIN | POLLOUT), size = 0, who = ann");
    await panel.getByRole("slider").focus();
    await student.page.keyboard.press("ArrowRight");
    await drawn("mask = 5 (POLLIN | POLLOUT), size = 1, who = ann");
    await panel.getByRole("combobox").selectOption("bob");
    await drawn("mask = 5 (POLLIN | POLLOUT), size = 1, who = bob");
    await panel.getByRole("slider").focus();
    await student.page.keyboard.press("ArrowRight");
    await student.notebook.getByRole("alert").getByText("Error: no 2, bob").waitFor();
    await student.page.keyboard.press("ArrowRight");
    await drawn("mask = 5 (POLLIN | POLLOUT), size = 3, who = bob");

    await student.save();
    const { cells } = JSON.parse(await readFile(join(lab().folder, path), "utf8"));
    const data = cells[0].outputs.map((output: { data: object }) => output.data);
    assert.deepEqual(
      data.map((bundle: object) => Object.keys(bundle).sort()),
      [
        ["text/html", "text/plain"],
        ["text/html", "text/plain"],
      ],
    );
    assert.match(data[0]["text/html"].join?.("") ?? data[0]["text/html"], /npm run lab/);
    assert.match([data[1]["text/plain"]].flat().join(""), /size = 3, who = bob/);
    assert.deepEqual(student.window.errors, []);
  });

  const turns: [
    notebook: string,
    cell: string,
    role: "button" | "slider",
    knob: string,
    drawn: string,
  ][] = [
    ["01-day28-review", "pace", "slider", "", "buffers = 16384, pause = 30"],
    ["05-timeout", "turn", "slider", "消息", "limit = 0.8, message = 0.3"],
    ["07-bitwise", "switches", "button", "POLLOUT", "mask = 5 (POLLIN | POLLOUT)"],
    ["09-epoll", "idle", "slider", "", "idle = 150"],
  ];
  for (const [notebook, cell, role, knob, drawn] of turns) {
    it(`of ${notebook} make their calls again`, async (t) => {
      const { cells } = await readNotebook(join(root, "notebooks", `${notebook}.ipynb`));
      const sources = ["imports", cell].map((id) => {
        const found = cells.find((each) => each.id === id);
        return [found?.source ?? assert.fail(`no cell ${id}`)].flat().join("");
      });
      const path = await scratch(lab(), `turned-${notebook}.ipynb`, ...sources);
      const student = await LabWindow.open(t, await browser(), lab(), path);
      for (const index of sources.keys()) await student.run(index);
      const panel = student.notebook.getByRole("group", { name: "knobs", exact: false }).first();
      await panel.getByRole(role, { name: knob }).press(role === "slider" ? "ArrowRight" : "Enter");
      await student.notebook.getByText(drawn, { exact: true }).waitFor();
      assert.equal(await student.notebook.getByRole("alert").count(), 0);
      assert.deepEqual(student.window.errors, []);
    });
  }
});
