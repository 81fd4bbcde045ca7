/** The player in the places where an output is shown: JupyterLab, Jupyter Notebook, VS Code, the exported page. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import type { Locator, Page } from "playwright-core";
import { playerHtml } from "#day29/notebook/recording/player-html.js";
import { browserForTests, skip, violations, Window } from "../../support/browser.js";
import { type Application, LabWindow, labForTests, scratch } from "../../support/lab.js";
import { code, display, prose, readNotebook, writeNotebook } from "../../support/notebook.js";
import { python, root } from "../../support/project.js";
import { exampleRecording } from "../../support/recording.js";

const CELL = `import { select } from "day29";
import { record, show } from "day29/notebook";
import { selectServer, serve } from "day29/servers";
import { Socket } from "day29";
const server = await serve(selectServer, { stepping: true });
const recorder = record(server);
const ann = new Socket();
await ann.connect(server.address);
recorder.client("ann", "connect");
await server.step();
await ann.send("hello");
recorder.client("ann", "send", "hello");
await server.step();
await server.step();
show(recorder);
ann.close();
await server.stop();`;

/** A saved output, as a front end adds it to its page. */
const OUTPUT = playerHtml(exampleRecording(), "<p>the table of the rounds</p>");

interface Styles {
  getComputedStyle(element: unknown): { backgroundColor: string };
}

const DARK = "rgb(22, 24, 28)";
const background = (player: Locator): Promise<string> =>
  player.evaluate(
    (element) => (globalThis as unknown as Styles).getComputedStyle(element).backgroundColor,
  );

const place = (player: Locator): Locator => player.locator(".place");

describe("the player of a recording", { skip }, () => {
  const browser = browserForTests();

  describe("in Jupyter", () => {
    const lab = labForTests();

    for (const application of ["lab", "notebook"] as const satisfies Application[]) {
      it(`plays what a server did, and keeps its keys, in ${application}`, async (t) => {
        const path = await scratch(lab(), `player-${application}.ipynb`, CELL, "1 + 1");
        const student = await LabWindow.open(t, await browser(), lab(), path, application);
        await student.runAll();
        const player = student.cells.first().locator(".player");
        await player.waitFor();
        const lineOf = () => player.locator(".line[aria-current] code").textContent();
        assert.match(`${await lineOf()}`, /select\(/);
        await player.locator(".sentence").click();
        const selected = student.page.locator(".jp-Cell.jp-mod-selected");
        const before = await selected.count();
        for (const key of ["ArrowRight", "End", "Home", "ArrowRight"]) {
          await student.page.keyboard.press(key);
        }
        assert.match(`${await place(player).textContent()}`, /^2 \/ \d+$/);
        await player.getByRole("slider").press("Space");
        await player.getByRole("button", { name: "Pause" }).waitFor();
        // None of the notebook's own keys, such as those for a new cell, did anything.
        await student.page.keyboard.press("b");
        assert.equal(await student.cells.count(), 2);
        assert.equal(await selected.count(), before);
        // Jupyter Notebook 7 reports errors of its own when it starts.
        if (application === "lab") assert.deepEqual(student.window.errors, []);

        // Ctrl+S still reaches Jupyter.
        await student.save();
        const { cells } = await readNotebook(join(lab().folder, path));
        const output = cells[0]?.outputs[0]?.data ?? assert.fail();
        assert.match(`${output["text/html"]}`, /application\/json/);
      });
    }

    it("follows the theme of JupyterLab", async (t) => {
      const path = await scratch(lab(), "player-theme.ipynb", CELL);
      const student = await LabWindow.open(t, await browser(), lab(), path);
      await student.runAll();
      const player = student.cells.first().locator(".player");
      const dark = async (): Promise<boolean> => (await background(player)) === DARK;
      await player.waitFor();
      assert.equal(await dark(), false);
      await student.page.emulateMedia({ colorScheme: "dark" });
      assert.equal(await dark(), false);
      await student.page.evaluate(
        'jupyterapp.commands.execute("apputils:change-theme", { theme: "JupyterLab Dark" })',
      );
      await student.page.locator("body[data-jp-theme-light=false]").waitFor({ state: "attached" });
      assert.equal(await dark(), true);
    });
  });

  it("is drawn by VS Code, which runs copies of the scripts of an output and removes them", async (t) => {
    const window = await Window.open(t, await browser());
    await window.keepTo("data:");
    const page = await window.page();
    await page.setContent(
      '<!DOCTYPE html><html><body class="vscode-dark"><div id="output"></div></body></html>',
    );
    await page.evaluate(
      `((html) => {
        const output = document.querySelector("#output");
        output.innerHTML = html;
        for (const script of [...output.getElementsByTagName("script")]) {
          const copy = document.createElement("script");
          copy.text = script.innerText;
          if (script.type) copy.type = script.type;
          output.appendChild(copy).remove();
        }
      })(${JSON.stringify(OUTPUT)})`,
    );
    const player = page.locator(".player");
    await player.getByRole("button", { name: "Forward" }).click();
    assert.equal(await place(player).textContent(), "2 / 11");
    assert.deepEqual(window.errors, []);
  });

  async function openExported(t: TestContext): Promise<{ page: Page; window: Window }> {
    await mkdir(join(root, "build"), { recursive: true });
    const folder = await mkdtemp(join(root, "build/player-"));
    t.after(() => rm(folder, { recursive: true }));
    const outputs = [OUTPUT, OUTPUT].map((html) => display({ "text/html": html }));
    const notebook = await writeNotebook(join(folder, "played.ipynb"), [
      prose("# 播放 · Played"),
      code("1", outputs),
    ]);
    const exported = await python("export.py", "--saved", "--output", folder, notebook);
    assert.equal(exported.code, 0, exported.stdout + exported.stderr);
    const file = join(folder, "played.html");
    assert.ok((await readFile(file, "utf8")).includes(OUTPUT.slice(OUTPUT.indexOf("<script>"))));
    const window = await Window.open(t, await browser(), { colorScheme: "light" });
    const url = `${pathToFileURL(file)}`;
    await window.keepTo(url, "data:");
    const page = await window.page();
    await page.goto(url);
    return { page, window };
  }

  it("is drawn by the exported page, in its language and theme, offline", async (t) => {
    const { page, window } = await openExported(t);
    assert.equal(await page.locator(".player").count(), 2);
    const player = page.locator(".player").first();
    const zh = player.locator(".sentence [lang=zh]");
    const en = player.locator(".sentence [lang=en]");
    for (const [choice, chinese, english] of [
      ["中文", true, false],
      ["English", false, true],
      ["双语", true, true],
    ] as const) {
      await page.getByText(choice).click();
      assert.deepEqual([await zh.isVisible(), await en.isVisible()], [chinese, english], choice);
    }
    await page.locator("[name=theme][value=dark]").press("Space");
    assert.equal(await background(player), DARK);
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(window.errors, []);
  });
});
