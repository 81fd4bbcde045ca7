/** Drawings, pictures of runs and programs in two languages, in JupyterLab and on the exported pages. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import type { Locator, Page } from "playwright-core";
import {
  browserForTests,
  type PageOptions,
  skip,
  violations,
  Window,
} from "../../support/browser.js";
import { pagesForTests } from "../../support/exported-pages.js";
import { LabWindow, labForTests } from "../../support/lab.js";

/** Waits until a picture, whose margin has the colour of its paper, is light or dark. */
async function untilPaper(page: Page, picture: Locator, expected: "light" | "dark"): Promise<void> {
  await picture.scrollIntoViewIfNeeded();
  await picture.evaluate((image) => (image as unknown as { decode(): Promise<void> }).decode());
  let found = "";
  for (let attempt = 0; attempt < 50 && found !== expected; attempt++) {
    const png = (await picture.screenshot()).toString("base64");
    found = (await page.evaluate(paperOf(png))) as string;
  }
  assert.equal(found, expected);
}

/** Draws the picture by a canvas of the browser, to read a pixel of it. */
const paperOf = (png: string): string => `(async () => {
  const image = new Image();
  image.src = "data:image/png;base64,${png}";
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width;
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const [red] = context.getImageData(image.width / 2, 6, 1, 1).data;
  return red > 200 ? "light" : red < 60 ? "dark" : "between";
})()`;

describe("in JupyterLab, drawings and pictures of runs", { skip }, () => {
  const browser = browserForTests();
  const lab = labForTests();

  it("have the colours of the theme, whatever those of the system", async (t) => {
    const { notebook, page } = await LabWindow.open(t, await browser(), lab(), "06-select.ipynb");
    const pictures = [
      notebook.locator("figure img[alt*=nfds]").first(),
      notebook.locator(".jp-OutputArea-output img").first(),
    ];
    for (const [theme, system] of [
      ["light", "dark"],
      ["dark", "light"],
      ["dark", "dark"],
      ["light", "light"],
    ] as const) {
      await page.emulateMedia({ colorScheme: system });
      const name = theme === "light" ? "JupyterLab Light" : "JupyterLab Dark";
      await page.evaluate(
        `jupyterapp.commands.execute("apputils:change-theme", { theme: "${name}" })`,
      );
      await page
        .locator(`body[data-jp-theme-light=${theme === "light"}]`)
        .waitFor({ state: "attached" });
      for (const picture of pictures) await untilPaper(page, picture, theme);
    }
  });
});

describe("on an exported page", { skip }, () => {
  const browser = browserForTests();
  const place = pagesForTests("06-select");

  async function open(t: TestContext, options: PageOptions): Promise<Page> {
    const window = await Window.open(t, await browser(), options);
    const page = await window.page();
    await page.goto(`${pathToFileURL(join(place(), "06-select.html"))}`);
    return page;
  }

  it("drawings and pictures have the colours that the reader chose", async (t) => {
    const page = await open(t, { viewport: { width: 1280, height: 800 }, colorScheme: "dark" });
    await page.evaluate(
      "for (const fold of document.querySelectorAll('details')) fold.open = true",
    );
    const pictures = [page.locator("figure img").first(), page.locator(".picture img").first()];
    for (const [choice, expected, system] of [
      ["system", "dark", "dark"],
      ["light", "light", "dark"],
      ["dark", "dark", "light"],
      ["system", "light", "light"],
    ] as const) {
      await page.emulateMedia({ colorScheme: system });
      await page.locator(`[name=theme][value=${choice}]`).press("Space");
      for (const picture of pictures) await untilPaper(page, picture, expected);
    }
  });

  it("a program is in two tabs, which the keyboard selects", async (t) => {
    const page = await open(t, { viewport: { width: 375, height: 700 } });
    const [first, second] = [
      page.getByRole("tab", { name: /^TypeScript/ }),
      page.getByRole("tab", { name: /^Python/ }),
    ];
    const selected = async (): Promise<string | null> =>
      page.getByRole("tabpanel").filter({ visible: true }).textContent();
    assert.match((await selected()) ?? "", /^\s*\/\/ Serves many clients/);
    await first.focus();
    await page.keyboard.press("ArrowRight");
    assert.equal(
      await second.evaluate("document.activeElement.textContent"),
      "Python: examples/select-server.py",
    );
    assert.equal(await second.getAttribute("aria-selected"), "true");
    assert.equal(await first.getAttribute("tabindex"), "-1");
    assert.match((await selected()) ?? "", /^\s*# Serves many clients/);
    await page.keyboard.press("Home");
    assert.match((await selected()) ?? "", /^\s*\/\/ Serves many clients/);
    await second.click();
    assert.match((await selected()) ?? "", /^\s*# Serves many clients/);
    assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 375);
    assert.deepEqual(await violations(page), []);
  });

  it("without scripts and on paper, both languages of a program are there", async (t) => {
    const unscripted = await open(t, { javaScriptEnabled: false });
    for (const text of ["// Serves many clients", "# Serves many clients"]) {
      assert.ok(await unscripted.getByText(text).isVisible(), text);
    }
    const printed = await open(t, {});
    await printed.emulateMedia({ media: "print" });
    for (const text of ["// Serves many clients", "# Serves many clients"]) {
      assert.ok(await printed.getByText(text).isVisible(), text);
    }
    assert.equal(await printed.locator("[role=tablist]").isVisible(), false);
  });
});
