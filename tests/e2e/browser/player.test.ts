/** The player of recordings, as an output shows it: whole without a network, and for everyone. */
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { Page } from "playwright-core";
import type { Recording } from "#day29/notebook/recording/format.js";
import { playerHtml } from "#day29/notebook/recording/player-html.js";
import {
  browserForTests,
  type PageOptions,
  pageKeptTo,
  skip,
  violations,
  type Window,
} from "../../support/browser.js";
import { exampleRecording } from "../../support/recording.js";

const DESKTOP: PageOptions = { viewport: { width: 1280, height: 720 }, colorScheme: "light" };
const PHONE: PageOptions = { viewport: { width: 375, height: 667 }, colorScheme: "dark" };
const FALLBACK = "<p>the table of the rounds</p>";

/** A page of outputs, each as wide as one of a notebook. */
function pageOf(...outputs: string[]): string {
  return `<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>Recordings</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
</head><body><main style="max-width:900px;margin:auto"><h1>Recordings</h1>${outputs.join("")}</main></body></html>`;
}

describe("in a browser, the player of a recording", { skip }, () => {
  const browser = browserForTests();

  /** Opens a page of outputs that may request nothing. */
  async function open(
    t: TestContext,
    html: string,
    options: PageOptions = DESKTOP,
  ): Promise<{ page: Page; window: Window }> {
    const opened = await pageKeptTo(t, await browser(), options, "data:");
    await opened.page.setContent(html);
    return opened;
  }

  const play = (
    t: TestContext,
    recording: Recording = exampleRecording(),
    options?: PageOptions,
  ): Promise<{ page: Page; window: Window }> =>
    open(t, pageOf(playerHtml(recording, FALLBACK)), options);

  const currentLine = (page: Page): Promise<string | null> =>
    page.locator(".line[aria-current] .number").textContent();
  const place = (page: Page): Promise<string | null> => page.locator(".place").textContent();
  const sentence = (page: Page, language: "zh" | "en" = "en"): Promise<string | null> =>
    page.locator(`.sentence [lang=${language}]`).textContent();
  const step = (page: Page): Promise<string | null> =>
    page.locator(".steps [aria-current=step] .step-number").textContent();

  it("shows what a frame of the recording contains", async (t) => {
    const { page, window } = await play(t);
    assert.equal(await place(page), "1 / 11");
    assert.equal(await currentLine(page), "8");
    assert.equal(await step(page), "2");
    assert.equal(await sentence(page), "select() waited 812 ms; 1 socket is ready");
    assert.match(`${await page.locator(".clients").textContent()}`, /ann\s+连接 connects/);
    const row = page.locator(".sockets li");
    assert.deepEqual(await row.locator(".chip").allTextContents(), ["rlist", "rs"]);
    assert.match(`${await row.textContent()}`, /1 client is waiting for accept\(\)/);
    assert.equal(await row.locator(".bar:visible .amount").textContent(), "1 / 128");

    await page.getByRole("button", { name: "Forward" }).click();
    assert.equal(await step(page), "3");
    assert.equal(await currentLine(page), "13");
    assert.equal(await sentence(page, "zh"), "接受了 ann 的连接");
    assert.equal(await page.locator(".sockets .handled b").textContent(), "ann");
    assert.equal(await page.getByText("the table of the rounds").isVisible(), false);
    assert.deepEqual(window.errors, []);
  });

  it("says of io_uring what was completed, not what is ready", async (t) => {
    const recording = exampleRecording();
    const rounds = recording.rounds.map((round) => ({ ...round, call: "uring" as const }));
    const { page } = await play(t, { ...recording, rounds });
    assert.equal(
      await sentence(page),
      "io_uring_enter() waited 812 ms; operations on 1 socket completed",
    );
    assert.equal(await sentence(page, "zh"), "io_uring_enter() 等了 812 ms，1 个套接字有操作完成");
    const waiting = page.locator(".steps [aria-current=step] .detail");
    assert.equal(await waiting.textContent(), "io_uring_enter() 812 ms · 1 完成 completed");
  });

  it("has buttons on a phone that a thumb hits, in one row", async (t) => {
    const { page } = await play(t, exampleRecording(), PHONE);
    const boxes = await Promise.all(
      (await page.locator(".controls button").all()).map((button) => button.boundingBox()),
    );
    assert.equal(boxes.length, 6);
    for (const box of boxes) {
      assert.ok(box !== null && box.width >= 40 && box.height >= 40, JSON.stringify(box));
      assert.equal(box.y, boxes[0]?.y);
    }
  });

  it("draws what is in the JSON, also after it was edited", async (t) => {
    const html = pageOf(playerHtml(exampleRecording(), FALLBACK))
      .replace('"waitedMs":812.4', '"waitedMs":7')
      .replace('"line":8', '"line":3')
      .replace('{"used":1,"size":128}', '{"used":64,"size":128}');
    const { page } = await open(t, html);
    assert.equal(await sentence(page), "select() waited 7 ms; 1 socket is ready");
    assert.equal(await currentLine(page), "3");
    const part = await page.locator(".bar:visible").evaluate((bar) => {
      const width = (name: string): number =>
        (bar as unknown as { querySelector(s: string): { clientWidth: number } }).querySelector(
          name,
        ).clientWidth;
      return width(".fill") / width(".tank");
    });
    assert.ok(Math.abs(part - 0.5) < 0.02, `${part}`);
  });

  it("moves by keys, and only while it has the focus", async (t) => {
    const output = playerHtml(exampleRecording(), FALLBACK);
    const { page } = await open(t, pageOf(output, output));
    const places = (): Promise<string[]> => page.locator(".place").allTextContents();
    await page.keyboard.press("ArrowRight");
    assert.deepEqual(await places(), ["1 / 11", "1 / 11"]);
    // A click on any part of it gives it the focus.
    await page.locator(".sentence").first().click();
    for (const [key, expected] of [
      ["ArrowRight", "2 / 11"],
      ["End", "11 / 11"],
      ["ArrowRight", "11 / 11"],
      ["ArrowLeft", "10 / 11"],
      ["Home", "1 / 11"],
      ["ArrowLeft", "1 / 11"],
    ] as const) {
      await page.keyboard.press(key);
      assert.deepEqual(await places(), [expected, "1 / 11"], key);
    }
    await page.getByRole("slider").last().press("ArrowRight");
    assert.deepEqual(await places(), ["1 / 11", "2 / 11"]);
  });

  it("plays at the chosen speed, and stops at the end", async (t) => {
    const { page } = await play(t);
    await page.clock.install({ time: 0 });
    // Until it is paused, this clock runs as fast as the machine's.
    await page.clock.pauseAt("2000-01-01");
    await page.getByRole("button", { name: "speed" }).click();
    await page.getByRole("slider").press("Space");
    assert.equal(await place(page), "2 / 11");
    assert.equal(await page.locator(".sentence").getAttribute("aria-live"), "off");
    await page.clock.runFor(600);
    assert.equal(await place(page), "3 / 11");
    await page.getByRole("button", { name: "Pause" }).click();
    await page.clock.runFor(6000);
    assert.equal(await place(page), "3 / 11");
    await page.getByRole("button", { name: "Play" }).click();
    await page.clock.runFor(60_000);
    assert.equal(await place(page), "11 / 11");
    assert.equal(await page.locator(".sentence").getAttribute("aria-live"), "polite");
    await page.getByRole("button", { name: "Play" }).click();
    assert.equal(await place(page), "1 / 11");
  });

  it("moves to the place in the timeline that is clicked or dragged to", async (t) => {
    const { page } = await play(t);
    const slider = page.getByRole("slider");
    const box = (await slider.boundingBox()) ?? assert.fail();
    await page.mouse.move(box.x + box.width - 6, box.y + box.height / 2);
    await page.mouse.down();
    assert.equal(await place(page), "11 / 11");
    await page.mouse.move(box.x + 10, box.y + box.height / 2);
    await page.mouse.up();
    assert.equal(await place(page), "1 / 11");
    assert.equal(await slider.getAttribute("aria-valuenow"), "1");
    assert.match(`${await slider.getAttribute("aria-valuetext")}`, /^第 3 轮 Round 3: .*812 ms/);
  });

  it("shows text of clients as text", async (t) => {
    const hostile =
      '</script><script>document.title="broken"</script><!--<script><img src=x onerror="document.title=1">\u2028\u202e\r\n&lt;';
    const { page, window } = await play(t, exampleRecording(hostile));
    await page.locator(".sentence").click();
    for (let frame = 0; frame < 7; frame += 1) {
      if (frame === 5) {
        const shown = await page.locator(".clients q").textContent();
        assert.ok(shown?.includes("</script><script>document"), `${shown}`);
        assert.ok(shown?.endsWith("\\u2028\\u202e\\r\\n&lt;"), `${shown}`);
      }
      await page.keyboard.press("ArrowRight");
    }
    assert.equal(await page.title(), "Recordings");
    assert.equal(await page.locator("img").count(), 0);
    assert.equal(await page.locator("script").count(), 2);
    assert.deepEqual(window.errors, []);
  });

  it("shows the fallback on paper, without scripts, and if the recording is damaged", async (t) => {
    const fallback = (page: Page) => page.getByText("the table of the rounds");
    const { page } = await play(t);
    await page.emulateMedia({ media: "print" });
    assert.equal(await fallback(page).isVisible(), true);
    assert.equal(await page.locator(".player").isVisible(), false);

    const plain = await play(t, undefined, { ...DESKTOP, javaScriptEnabled: false });
    assert.equal(await fallback(plain.page).isVisible(), true);

    for (const rounds of ["", '"rounds":[{}],']) {
      const html = pageOf(playerHtml(exampleRecording(), FALLBACK)).replace(
        /"rounds":.*"earlierRounds"/,
        `${rounds}"earlierRounds"`,
      );
      const damaged = await open(t, html);
      assert.equal(await fallback(damaged.page).isVisible(), true);
      assert.equal(await damaged.page.locator(".player").count(), 0);
      assert.match(`${damaged.window.errors}`, /this recording cannot be drawn/);
    }
  });

  for (const [where, options] of [
    ["on a desk, in light", DESKTOP],
    ["on a desk, in dark", { ...DESKTOP, colorScheme: "dark" }],
    ["on a phone, in dark", PHONE],
    ["on a phone, in light", { ...PHONE, colorScheme: "light" }],
  ] as const) {
    it(`is accessible and fits ${where}`, async (t) => {
      const { page } = await play(t, undefined, options);
      await page.locator(".sentence").click();
      for (const key of ["Home", "ArrowRight", "End"]) {
        await page.keyboard.press(key);
        assert.deepEqual(await violations(page), []);
        assert.equal(
          await page.evaluate("document.documentElement.scrollWidth"),
          options.viewport?.width,
        );
      }
    });
  }

  it("has line, sockets and buttons in one view of 1280 by 720", async (t) => {
    const { page } = await play(t);
    const player = (await page.locator(".player").boundingBox()) ?? assert.fail();
    // The bars of JupyterLab, and the space around an output, take 130 of them.
    assert.ok(player.height <= 590, `${player.height}`);
    await page.locator(".sentence").click();
    const box = (await page.locator(".program .box").boundingBox()) ?? assert.fail();
    for (let frame = 0; frame < 11; frame += 1) {
      const line = (await page.locator(".line[aria-current]").boundingBox()) ?? assert.fail();
      const inside = line.y >= box.y && line.y + line.height <= box.y + box.height;
      assert.ok(inside, `frame ${frame}: ${JSON.stringify({ line, box })}`);
      await page.keyboard.press("ArrowRight");
    }
  });
});
