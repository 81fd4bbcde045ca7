/** The playground in JupyterLab: a student operates a real server, and keeps what he did. */
import assert from "node:assert/strict";
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, Locator, Page } from "playwright-core";
import { browserForTests, skip, violations, Window } from "../../support/browser.js";
import { LabWindow, labForTests, scratch } from "../../support/lab.js";
import { python, root } from "../../support/project.js";

const CELL = `import { play } from "day29/notebook";
import { selectServer } from "day29/servers";
const game = await play(selectServer);
await game.connect();
await game.step();`;

/** Stores the element that has the focus, inside shadow trees too. */
const FOCUSED = `(() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element?.getAttribute("aria-label");
})()`;

describe("the playground in JupyterLab", { skip }, () => {
  const browser = browserForTests();
  const lab = labForTests();

  async function open(t: TestContext, name: string, ...cells: string[]): Promise<Game> {
    const path = await scratch(lab(), name, CELL, ...cells);
    const student = await LabWindow.open(t, await browser(), lab(), path);
    await student.run(0);
    return new Game(student, join(lab().folder, path));
  }

  it("connects, sends, steps, half-closes, switches to poll, and keeps the recording", async (t) => {
    const game = await open(t, "play.ipynb", "await game.end();");
    const { notebook, student } = game;
    await game.lit("if (accepted !== null) yield accepted;");

    await game.button(/^连接 bob/).click();
    await game.button(/^连接 cat/).waitFor();
    await notebook.getByLabel(/^ann: 要发送的话/).fill("你好 <b>");
    await game.button(/^ann: 发送/).click();
    await game.button(/^下一轮/).click();
    await game.lit("if (message !== null) yield message;");
    await game.live.getByText('received "你好 <b>"').first().waitFor();
    // By keyboard, with the focus on the button that was clicked.
    await student.page.keyboard.press("Enter");
    await game.lit("if (sent !== null) yield sent;");
    await notebook.locator("[data-client=ann] q", { hasText: "Receive your message" }).waitFor();

    await game.button(/^poll$/).click();
    await notebook.locator("button[data-mux=poll][aria-pressed=true]").waitFor();
    await game.button(/^ann: 半关闭/).click();
    await notebook.locator("[data-client=ann][data-status=half-closed]").waitFor();
    await game.button(/^下一轮/).click();
    await game.lit("if (disconnected !== null) yield disconnected;");
    await game.live.getByText("poll-server.ts").first().waitFor();
    assert.deepEqual(await violations(student.page, ".jp-OutputArea"), []);

    await student.run(1);
    await game.saved.waitFor();
    await game.button(/^下一轮/).waitFor({ state: "detached" });
    assert.deepEqual(student.window.errors, []);
  });

  it("saves the recording while it is open, which a reloaded page and an exported one replay", async (t) => {
    const game = await open(t, "open.ipynb");
    const { student } = game;
    await game.button(/^ann: 发送/).click();
    await game.button(/^下一轮/).click();
    await game.live.locator(".sentence", { hasText: 'received "hello"' }).waitFor();
    assert.equal(await game.saved.isVisible(), false, "one of the two is shown");
    // The output is updated at most once a second.
    await game.saved.filter({ hasText: 'received "hello"' }).waitFor({ state: "attached" });
    await student.save();
    assert.deepEqual(await game.mimeTypes(), [
      ["text/html", "text/plain"],
      ["text/html", "text/plain"],
    ]);

    await student.page.reload();
    await student.idle();
    await game.saved.locator(".player").waitFor();
    await game.live.getByText("npm run lab").first().waitFor();
    await game.button(/^下一轮/).waitFor({ state: "detached" });
    assert.deepEqual(student.window.errors, []);

    const page = await exported(t, await browser(), game.file);
    const player = page.locator(".player");
    assert.equal(await player.count(), 1);
    await player.press("End");
    await player.locator(".sentence", { hasText: 'received "hello"' }).waitFor();
    await player.press("Home");
    await player.locator(".sentence", { hasText: "select" }).waitFor();
  });

  it("keeps the focus, what was typed and where one has scrolled while the recording is saved", async (t) => {
    const game = await open(t, "focus.ipynb", "await game.step();");
    const { notebook, student } = game;
    const input = notebook.getByLabel(/^ann: 要发送的话/);
    await game.button(/^ann: 发送/).click();
    await input.fill("half a sen");
    const before = await notebook.locator("[data-day29-saved]").elementHandle();
    const scrolled = `document.querySelector(".jp-WindowedPanel-outer").scrollTop`;
    await student.page.mouse.wheel(0, 120);
    await student.page.waitForFunction(`${scrolled} > 0`);
    const top = await student.page.evaluate(scrolled);
    // Not by a click, which would move the focus.
    await student.page.evaluate(STEP);
    await game.live.locator(".sentence", { hasText: 'received "hello"' }).waitFor();
    await student.page.waitForFunction((old) => old?.isConnected === false, before);
    assert.match(String(await student.page.evaluate(FOCUSED)), /^ann: 要发送的话/);
    await student.page.keyboard.type("tence");
    assert.equal(await input.inputValue(), "half a sentence");
    assert.equal(await student.page.evaluate(scrolled), top);
    assert.deepEqual(student.window.errors, []);
  });
});

/** Runs the cell that steps the server, by the kernel and without the page. */
const STEP = `jupyterapp.shell.currentWidget.sessionContext.session.kernel
  .requestExecute({ code: "await game.step();" }).done.then(() => undefined)`;

/** A playground in a notebook. */
class Game {
  readonly notebook: Locator;
  /** With the buttons. */
  readonly live: Locator;
  /** Without. */
  readonly saved: Locator;
  readonly #line: Locator;

  constructor(
    readonly student: LabWindow,
    readonly file: string,
  ) {
    this.notebook = student.notebook;
    this.live = this.notebook.locator("[data-day29-place]");
    this.saved = this.notebook.locator("[data-day29-saved]");
    this.#line = this.live.locator(".program .line[aria-current]");
  }

  button(name: RegExp): Locator {
    return this.live.getByRole("button", { name });
  }

  /** Waits until the line of the program at which the server is contains this text. */
  lit(text: string): Promise<void> {
    return this.#line.filter({ hasText: text }).first().waitFor();
  }

  async mimeTypes(): Promise<string[][]> {
    const { cells } = JSON.parse(await readFile(this.file, "utf8"));
    return cells[0].outputs.map(({ data }: { data: object }) => Object.keys(data).sort());
  }
}

/** The page of a saved notebook. */
async function exported(t: TestContext, browser: Browser, notebook: string): Promise<Page> {
  const folder = await mkdtemp(join(root, "build/play-"));
  t.after(() => rm(folder, { recursive: true }));
  const copy = join(folder, "played.ipynb");
  await copyFile(notebook, copy);
  const { code, stdout, stderr } = await python("export.py", "--saved", "--output", folder, copy);
  assert.equal(code, 0, stdout + stderr);
  const window = await Window.open(t, browser);
  const url = `${pathToFileURL(join(folder, "played.html"))}`;
  await window.keepTo(url, "data:");
  const page = await window.page();
  await page.goto(url);
  return page;
}
