/** The exported pages in a browser: whole without a network, for everybody, and leading on. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import type { Locator, Page } from "playwright-core";
import {
  browserForTests,
  type PageOptions,
  pageKeptTo,
  skip,
  violations,
  type Window,
} from "../../support/browser.js";
import { address, day29 } from "../../support/cli.js";
import { pagesForTests } from "../../support/exported-pages.js";
import { notebooks, sheets } from "../../support/project.js";

const DESKTOP: PageOptions = { viewport: { width: 1280, height: 800 }, colorScheme: "light" };
const PHONE: PageOptions = { viewport: { width: 390, height: 844 }, colorScheme: "dark" };

const BACKGROUND = "getComputedStyle(document.body).backgroundColor";
/** What the page remembers of the choice, and what it shows. */
const THEME = `\`stored: \${localStorage["day29.theme"]}, checked: \${
  document.querySelector("[name=theme]:checked").value}\``;

describe("in a browser, the exported pages", { skip }, () => {
  const browser = browserForTests();
  const place = pagesForTests();

  const url = (name: string): string => `${pathToFileURL(join(place(), `${name}.html`))}`;

  async function open(
    t: TestContext,
    name: string,
    options: PageOptions = DESKTOP,
    base = `${pathToFileURL(place())}`,
  ): Promise<{ window: Window; page: Page }> {
    const opened = await pageKeptTo(t, await browser(), options, base, "data:", "file:");
    await opened.page.goto(`${base}/${name}.html`);
    return opened;
  }

  /**
   * Opens a page as a server provides it. Of pages in files, Chromium at times does not let the next
   * one see what the last one has stored.
   */
  async function openServed(
    t: TestContext,
    name: string,
    options?: PageOptions,
  ): Promise<{ window: Window; page: Page }> {
    const server = day29(t, "http-server", "--mux", "epoll", "--port", "0", "--root", place());
    return open(t, name, options, `http://${(await address(server)).join(":")}`);
  }

  /** Clicks a link, and waits for the page that it leads to. */
  async function follow(page: Page, link: Locator): Promise<void> {
    const href = await link.getAttribute("href");
    await link.click();
    await page.waitForURL(`${new URL(`${href}`, page.url())}`);
  }

  /** Waits until exactly these languages can be read. */
  async function untilReadable(page: Page, ...languages: string[]): Promise<void> {
    for (const language of ["zh-CN", "en"]) {
      const paragraphs = page.locator(`main div[lang=${language}] > p`);
      assert.ok((await paragraphs.count()) > 0);
      const state = languages.includes(language) ? "visible" : "hidden";
      await paragraphs.first().waitFor({ state });
    }
  }

  const background = (page: Page): Promise<unknown> => page.evaluate(BACKGROUND);

  /** Waits for a background: a browser may restyle a page after the call that changes it has returned. */
  async function untilBackground(page: Page, colour: unknown): Promise<void> {
    try {
      await page.waitForFunction(`${BACKGROUND} === "${colour}"`);
    } catch (cause) {
      const [actual, state] = [await background(page), await page.evaluate(THEME)];
      throw new Error(`the background is ${actual}, not ${colour}; ${state}`, { cause });
    }
  }

  const next = (page: Page): Locator => page.locator("a[rel=next]");

  it("use the selected language after a reload and on the next page", async (t) => {
    const { page, window } = await openServed(t, "06-select");
    await untilReadable(page, "zh-CN", "en");
    for (const [choice, language] of [
      ["English", "en"],
      ["中文", "zh-CN"],
    ] as const) {
      await page.getByText(choice, { exact: true }).click();
      await untilReadable(page, language);
      await page.reload();
      await untilReadable(page, language);
      await follow(page, next(page));
      await untilReadable(page, language);
    }
    await page.getByText("双语").click();
    await untilReadable(page, "zh-CN", "en");
    assert.deepEqual(window.errors, []);
  });

  it("use the selected color scheme after a reload and on the next page", async (t) => {
    const { page } = await openServed(t, "06-select");
    const light = await background(page);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.waitForFunction(`${BACKGROUND} !== "${light}"`);
    const dark = await background(page);
    for (const [choice, colour] of [
      ["light", light],
      ["dark", dark],
      ["light", light],
    ] as const) {
      // By keyboard: the button is the label, and its input is not seen.
      await page.locator(`[name=theme][value=${choice}]`).press("Space");
      await untilBackground(page, colour);
      await page.reload();
      await untilBackground(page, colour);
      await follow(page, next(page));
      await untilBackground(page, colour);
    }
  });

  it("use the last choice when the user goes back, and in another tab", async (t) => {
    const { window, page } = await openServed(t, "06-select", { ...DESKTOP, colorScheme: "dark" });
    const dark = await background(page);
    const choose = (choice: string): Promise<void> =>
      page.locator(`[name=theme][value=${choice}]`).press("Space");
    await follow(page, next(page));
    await choose("light");
    await page.waitForFunction(`${BACKGROUND} !== "${dark}"`);
    const light = await background(page);
    await page.goBack();
    await untilBackground(page, light);

    // A page that was kept alive in the history is only shown again.
    await page.evaluate(`localStorage["day29.theme"] = "dark";
      dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));`);
    await untilBackground(page, dark);

    const other = await window.page();
    await other.goto(`${new URL("08-poll.html", page.url())}`);
    await untilBackground(other, dark);
    await choose("light");
    await untilBackground(other, light);
  });

  const folds = (page: Page): Locator => page.locator("main .fold");
  const openFolds = (page: Page): Locator => page.locator("main .fold[open]");

  it("fold what happened until the reader opens it, by mouse or by keyboard", async (t) => {
    const { page, window } = await open(t, "06-select");
    assert.ok((await folds(page).count()) > 10);
    assert.equal(await openFolds(page).count(), 0);
    const summaries = page.locator(".result > summary");
    const outputs = page.locator(".result > .outputs");
    await outputs.first().waitFor({ state: "hidden" });
    await summaries.first().click();
    await outputs.first().waitFor({ state: "visible" });
    await summaries.nth(1).press("Enter");
    assert.equal(await openFolds(page).count(), 2);
    await summaries.nth(1).press("Enter");
    assert.equal(await openFolds(page).count(), 1);
    assert.match(await summaries.first().ariaSnapshot(), /看结果 · Show what happened/);
    assert.deepEqual(window.errors, []);
  });

  it("show all results with one switch, which is remembered", async (t) => {
    const { window, page } = await openServed(t, "06-select");
    const all = await folds(page).count();
    const toggle = page.getByRole("checkbox", { name: "Show all results" });
    await toggle.press("Space");
    assert.equal(await openFolds(page).count(), all);
    await page.reload();
    assert.equal(await openFolds(page).count(), all);
    await follow(page, next(page));
    assert.equal(await openFolds(page).count(), await folds(page).count());
    const other = await window.page();
    await other.goto(page.url());
    assert.ok(await other.getByRole("checkbox", { name: "Show all results" }).isChecked());
    await other.getByRole("checkbox", { name: "Show all results" }).press("Space");
    assert.equal(await openFolds(other).count(), 0);
    await page.waitForFunction("!document.querySelector('.fold[open]')");
    await page.goBack();
    await page.waitForFunction("!document.querySelector('.fold[open]')");
  });

  it("open the fold that a link leads into, or that contains a text that is searched for", async (t) => {
    for (const place of ["#cell-id=end-why", "#:~:text=nor%20is%20it%20a%20promise"]) {
      const { page } = await open(t, "06-select", DESKTOP);
      await page.goto("about:blank");
      await page.goto(url("06-select") + place);
      await openFolds(page).first().waitFor();
      assert.equal(await openFolds(page).count(), 1);
      assert.ok(await page.locator("[id='cell-id=end-why']").isVisible());
    }
  });

  it("show everything without scripts, and on paper", async (t) => {
    const { page: still } = await open(t, "06-select", { ...DESKTOP, javaScriptEnabled: false });
    assert.equal(await openFolds(still).count(), await folds(still).count());
    assert.ok(await still.getByRole("checkbox", { includeHidden: true }).isHidden());

    const { page } = await open(t, "06-select");
    await page.locator(".result > summary").first().click();
    // After the page's own listener has opened the folds.
    await page.evaluate(`addEventListener("beforeprint", () => {
      globalThis.closedOnPaper = document.querySelectorAll(".fold:not([open])").length;
    })`);
    await page.pdf();
    assert.equal(await page.evaluate("closedOnPaper"), 0);
    await page.waitForFunction("document.querySelectorAll('.fold[open]').length === 1");
  });

  it("keep hints closed on paper", async (t) => {
    const { page } = await open(t, "10-exercises");
    await page.pdf();
    assert.ok((await page.locator(".hint").count()) > 20);
    assert.equal(await page.locator("[data-was]:is(.hint, .hint *)").count(), 0);
  });

  it("leave no large gap and no empty frame on paper", async (t) => {
    const sheet = { width: 680, height: 976 }; // an A4 sheet without its margins
    for (const name of ["01-day28-review", "06-select"]) {
      const { page } = await open(t, name, { ...DESKTOP, viewport: sheet });
      await page.emulateMedia({ media: "print" });
      const large = await page.evaluate(`(() => {
        for (const fold of document.querySelectorAll(".fold")) fold.open = true;
        return Array.from(document.querySelectorAll("main *"))
          .filter((part) => getComputedStyle(part).breakInside === "avoid")
          .map((part) => [part.className || part.localName, Math.round(part.offsetHeight)])
          .filter(([, height]) => height > ${sheet.height / 2});
      })()`);
      assert.deepEqual(large, []);
      const empty = page.locator(".cell:visible").filter({ hasNot: page.locator(":visible") });
      assert.equal(await empty.count(), 0);
      assert.equal(await page.locator(".plot:visible").count(), 0);
    }
  });

  it("show on which side there is more of what scrolls", async (t) => {
    const { page } = await open(t, "06-select", PHONE);
    const code = page.locator(".highlight pre[data-more]").first();
    assert.equal(await code.getAttribute("data-more"), "right");
    await page.evaluate("document.querySelector('.highlight pre[data-more]').scrollLeft = 1e6");
    await page.locator('.highlight pre[data-more="left"]').first().waitFor();
    const { page: wide } = await open(t, "06-select");
    assert.equal(await wide.locator(".prose .scroll[data-more]").count(), 0);
  });

  it("show comments in the selected language", async (t) => {
    const { page } = await open(t, "06-select");
    const comments = page.locator(".highlight .c1 > [lang]");
    await page.getByText("English", { exact: true }).click();
    await page.locator(".highlight .c1 > [lang=en]").first().waitFor();
    assert.equal(await comments.filter({ hasText: /[\u3400-\u9fff]/, visible: true }).count(), 0);
    await page.getByText("中文", { exact: true }).click();
    await page.locator(".highlight .c1 > [lang=en]").first().waitFor({ state: "hidden" });
    await page.locator(".highlight .c1 > [lang=zh-CN]").first().waitFor();
  });

  it("have a cheat sheet that fits on one sheet of paper", async (t) => {
    const { page } = await open(t, "cheat-sheet");
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    const sides = pdf.match(/\/Type \/Page\b/g) ?? [];
    assert.ok(sides.length === 1 || sides.length === 2, `${sides.length} sides`);
  });

  it("link from the index through the course, and back", async (t) => {
    const { page, window } = await open(t, "index");
    const course: string[] = [];
    for (const link of await page.locator("ol.pages a").all()) {
      course.push(`${new URL(`${await link.getAttribute("href")}`, page.url())}`);
    }
    assert.deepEqual([...course].sort(), notebooks.map(url).sort());
    const chapters = course.filter((address) => !address.includes("/solutions/"));
    await follow(page, page.locator("ol.pages a").first());
    for (const [i, address] of chapters.entries()) {
      assert.equal(page.url(), address);
      if (i < chapters.length - 1) await follow(page, next(page));
    }
    assert.equal(await next(page).count(), 0);
    for (const address of [...chapters].reverse()) {
      assert.equal(page.url(), address);
      if (address !== chapters[0]) await follow(page, page.locator("a[rel=prev]"));
    }
    await follow(page, page.locator("a.home"));
    assert.equal(page.url(), url("index"));
    assert.deepEqual(window.errors, []);
  });

  it("have links whose targets exist", async (t) => {
    const { page } = await open(t, "index");
    const places = new Set<string>();
    for (const name of ["index", ...sheets, ...notebooks]) {
      await page.goto(url(name));
      const links = await page.evaluate("Array.from(document.links, (link) => link.href)");
      for (const link of links as string[]) if (link.startsWith("file:")) places.add(link);
    }
    assert.ok(places.size > 100);
    // Sorted, so that each page is loaded once.
    for (const link of [...places].sort()) {
      await page.goto(link);
      if (link.includes("#")) assert.equal(await page.locator(":target").count(), 1, link);
    }
  });

  it("have a table of contents that leads to each section", async (t) => {
    for (const options of [DESKTOP, PHONE]) {
      const { page } = await open(t, "08-poll", options);
      const contents = page.locator("nav.contents");
      const links = await contents.getByRole("link", { includeHidden: true }).all();
      assert.ok(links.length > 5);
      for (const link of links) {
        if (!(await link.isVisible())) await contents.locator("summary").click();
        await follow(page, link);
        const heading = page.locator(":target");
        assert.equal(await heading.textContent(), `${await link.textContent()}`);
        const bar = await page.locator("header.bar").boundingBox();
        const box = await heading.boundingBox();
        assert.ok(bar !== null && box !== null && box.y >= bar.height, "the bar hides it");
        assert.ok(box.y < (page.viewportSize()?.height ?? 0), "it is below the window");
      }
    }
  });

  it("copy their code", async (t) => {
    const { page, window } = await open(t, "06-select");
    await window.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const code = page.locator(".code").first();
    await code.hover();
    await code.locator("button.copy").click();
    await page.getByRole("status").getByText("Copied").waitFor({ state: "attached" });
    const copied = await page.evaluate("navigator.clipboard.readText()");
    assert.equal(copied, `${await code.locator("pre").textContent()}`.trimEnd());
  });

  it("fail these checks if they request something, or lack a picture's alternative text", async (t) => {
    const { page, window } = await open(t, "index");
    const failed = page.waitForEvent("requestfailed");
    await page.evaluate(`document.querySelector("main").append(
      Object.assign(new Image(), { src: "http://127.0.0.1:9/picture.png" }),
    )`);
    await failed;
    assert.match(`${window.errors}`, /^unexpected request: http:\/\/127\.0\.0\.1:9\/picture\.png/);
    assert.match(`${await violations(page)}`, /^image-alt: /);
  });

  for (const name of ["index", ...sheets, ...notebooks]) {
    describe(`of ${name}`, () => {
      for (const [where, options] of [
        ["on a desk, in light", DESKTOP],
        ["on a phone, in dark", PHONE],
      ] as const) {
        it(`are accessible and fit ${where}, without requests or console messages`, async (t) => {
          const { window, page } = await open(t, name, options);
          assert.deepEqual(await violations(page), []);
          await page.locator("[name=results]").press("Space");
          assert.deepEqual(await violations(page), []);
          assert.deepEqual(window.errors, []);
          const widths = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]");
          const [content = 0, room = 0] = widths as number[];
          assert.ok(content <= room, `${content} pixels wide, and there are ${room}`);
        });
      }
    });
  }
});
