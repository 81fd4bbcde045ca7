/** The site that the HTTP servers serve, as a browser shows it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Page } from "playwright-core";
import { NOT_FOUND } from "#day29/http/response.js";
import { browserForTests, skip, violations, Window } from "../../support/browser.js";
import { address, day29 } from "../../support/cli.js";
import { needsUring } from "../../support/uring.js";

/** Whether each picture, and each style sheet, loaded. */
const loaded = (page: Page): Promise<unknown> =>
  page.evaluate(`[
    Array.from(document.images, (image) => image.naturalWidth > 0),
    Array.from(document.styleSheets, (sheet) => sheet.cssRules.length > 0),
  ]`);

describe("a browser on the site of", { skip }, () => {
  const browser = browserForTests();

  for (const call of ["", "select", "poll", "epoll", "uring"]) {
    const options = call === "" ? [] : ["--mux", call];
    const needs = call === "uring" ? needsUring : {};
    it(["http-server", ...options].join(" "), needs, async (t) => {
      const server = day29(t, "http-server", "--port", "0", ...options);
      const [host, port] = await address(server);
      const window = await Window.open(t, await browser());
      const page = await window.page();

      // The page comes with its style sheet and its picture.
      await page.goto(`http://${host}:${port}/`);
      assert.equal(await page.title(), "你好，套接字 · Hello, socket");
      assert.deepEqual(await loaded(page), [[true], [true]]);

      // And once more, now that the browser knows its parts: it shows them while it still asks
      // whether they have changed, and would leave the page before the answer.
      await page.reload({ waitUntil: "networkidle" });
      assert.deepEqual(await loaded(page), [[true], [true]]);

      // Its links and its form work.
      await page.getByRole("link", { name: "你好.txt" }).click();
      await page.waitForURL("**/%E4%BD%A0%E5%A5%BD.txt");
      await page.goto(`http://${host}:${port}/form`);
      assert.equal(new URL(page.url()).pathname, "/form/");
      await page.getByLabel("Name").fill("<小红>");
      await page.getByRole("button").click();
      await page.waitForURL("**/echo");
      assert.match(`${await page.textContent("body")}`, /<小红>[\s\S]*1 < 2 & 3 > 2/);
      assert.deepEqual(window.errors, []);

      const missing = await page.goto(`http://${host}:${port}/missing`);
      assert.equal(missing?.status(), 404);
      assert.equal(await page.textContent("body"), NOT_FOUND);
    });
  }

  it("the package is accessible, in light and dark", async (t) => {
    const [host, port] = await address(day29(t, "http-server", "--port", "0", "--mux", "epoll"));
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await (await Window.open(t, await browser(), { colorScheme })).page();
      for (const path of ["/", "/form/"]) {
        await page.goto(`http://${host}:${port}${path}`);
        assert.deepEqual(await violations(page), [], `${path} in ${colorScheme}`);
      }
    }
  });
});
