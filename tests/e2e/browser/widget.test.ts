/** Widgets in JupyterLab: a module for anywidget talks with a cell's code in the kernel. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { browserForTests, skip } from "../../support/browser.js";
import { LabWindow, labForTests, scratch } from "../../support/lab.js";

const COUNTER = `import { widget } from "day29/notebook";
let wake = () => {};
const counter = widget({
  esm: \`export default {
    render({ model, el }) {
      const button = document.createElement("button");
      button.className = "counter";
      const draw = () => { button.textContent = "clicks: " + model.get("count"); };
      button.addEventListener("click", () => model.send("click"));
      model.on("change:count", draw);
      draw();
      el.append(button);
    },
  }\`,
  state: { count: 0 },
});
counter.onMessage((content) => {
  if (content === "click") counter.state.count++;
  if (counter.state.count === 2) wake();
});`;

describe("a widget in JupyterLab", { skip }, () => {
  const browser = browserForTests();
  const lab = labForTests();

  it("reaches the kernel while a cell awaits, and again after the page is reloaded", async (t) => {
    const path = await scratch(
      lab(),
      "widget.ipynb",
      COUNTER,
      "await new Promise<void>((resolve) => { wake = resolve; });",
      "counter.close();",
    );
    const student = await LabWindow.open(t, await browser(), lab(), path);
    await student.run(0);
    const button = student.notebook.locator("button.counter");
    const shows = (text: string): Promise<void> =>
      student.notebook.locator("button.counter", { hasText: text }).waitFor();
    await shows("clicks: 0");
    const { end } = await student.beginCell(1);
    await button.click();
    await shows("clicks: 1");
    await button.click();
    await shows("clicks: 2");
    await end();

    await student.save();
    await student.page.reload();
    await student.idle();
    await shows("clicks: 2");
    await button.click();
    await shows("clicks: 3");

    await student.run(0);
    await shows("clicks: 0");
    await student.run(2);
    await student.notebook.getByText("This is an interactive widget").waitFor();
    await button.waitFor({ state: "detached" });
    assert.deepEqual(student.window.errors, []);
  });
});
