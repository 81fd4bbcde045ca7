/** The playground in JupyterLab: a student operates a real server, and keeps what he did. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { browserForTests, skip, violations } from "../../support/browser.js";
import { LabWindow, labForTests, scratch } from "../../support/lab.js";

const CELL = `import { play } from "day29/notebook";
import { selectServer } from "day29/servers";
const game = await play(selectServer);`;

describe("the playground in JupyterLab", { skip }, () => {
  const browser = browserForTests();
  const lab = labForTests();

  it("connects, sends, steps, half-closes, switches to poll, and keeps the recording", async (t) => {
    const path = await scratch(lab(), "play.ipynb", CELL, "await game.end();");
    const student = await LabWindow.open(t, await browser(), lab(), path);
    await student.run(0);
    const { notebook } = student;
    const button = (name: RegExp) => notebook.getByRole("button", { name });
    const line = notebook.locator(".program .line[aria-current]");
    const lit = (text: string | RegExp): Promise<void> =>
      line.filter({ hasText: text }).first().waitFor();

    await button(/^连接 ann/).click();
    await button(/^连接 bob/).waitFor();
    await button(/^下一轮/).click();
    await lit("if (accepted !== null) yield accepted;");

    await notebook.getByLabel(/^ann: 要发送的话/).fill("你好 <b>");
    await button(/^ann: 发送/).click();
    await button(/^下一轮/).click();
    await lit("if (message !== null) yield message;");
    await notebook.getByText('received "你好 <b>"').first().waitFor();
    // By keyboard, with the focus on the button that was clicked.
    await student.page.keyboard.press("Enter");
    await lit("if (sent !== null) yield sent;");
    await notebook.locator("[data-client=ann] q", { hasText: "Receive your message" }).waitFor();

    await button(/^poll$/).click();
    await notebook.locator("button[data-mux=poll][aria-pressed=true]").waitFor();
    await button(/^ann: 半关闭/).click();
    await notebook.locator("[data-client=ann][data-status=half-closed]").waitFor();
    await button(/^下一轮/).click();
    await lit("if (disconnected !== null) yield disconnected;");
    await notebook.getByText("poll-server.ts").first().waitFor();
    assert.deepEqual(await violations(student.page, ".jp-OutputArea"), []);

    await student.run(1);
    await notebook.locator("[data-day29-recording]").first().waitFor();
    assert.equal(await button(/^下一轮/).count(), 0);
    await student.save();
    await student.page.reload();
    await student.idle();
    await lit(/./);
    assert.equal(await notebook.getByText("model not found").count(), 0);
    assert.deepEqual(student.window.errors, []);
  });
});
