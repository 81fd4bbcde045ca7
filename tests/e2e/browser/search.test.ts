/** The search over all pages, which works on pages that are files. */
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import {
  browserForTests,
  type PageOptions,
  pageKeptTo,
  skip,
  violations,
  type Window,
} from "../../support/browser.js";
import { pagesForTests } from "../../support/exported-pages.js";

/** What a student types, and the sections of which one must be first. */
const QUERIES: [query: string, ...sections: string[]][] = [
  ["粘包", "01-day28-review.html#消息的边界", "10-exercises.html#练习-2"],
  ["发送缓冲区", "01-day28-review.html#缓冲区"],
  ["广播", "01-day28-review.html#广播"],
  ["路径穿越", "02-http-server.html#根目录"],
  ["非阻塞的 connect", "04-nonblocking.html#选学：非阻塞的-connect"],
  ["怎样设置超时", "05-timeout.html"],
  ["select 有什么限制", "06-select.html#限制"],
  ["按位取反", "07-bitwise.html#按位取反"],
  ["什么是掩码", "07-bitwise.html#掩码"],
  ["半关闭", "08-poll.html#先半关闭，再全关闭"],
  ["边缘触发", "09-epoll.html#水平触发与边缘触发"],
  ["完成队列", "11-io-uring.html#两个环"],
  ["backlog", "01-day28-review.html#等着被接受的连接"],
  ["SO_REUSEADDR", "01-day28-review.html#选项"],
  ["document root", "02-http-server.html#根目录"],
  ["I/O-bound programs", "03-io-models.html"],
  ["polling", "04-nonblocking.html#轮询"],
  ["readiness", "06-select.html#多路复用与就绪", "11-io-uring.html"],
  ["urgent data", "06-select.html#紧急数据", "08-poll.html#紧急数据"],
  ["two's complement", "07-bitwise.html#"],
  ["half-closed", "08-poll.html#先半关闭，再全关闭"],
  ["level-triggeret", "09-epoll.html#水平触发与边缘触发"], // misspelt
  ["EPOLLONESHOT", "09-epoll.html#EPOLLONESHOT"],
  ["submission queue", "11-io-uring.html#两个环"],
];

const DESKTOP: PageOptions = { viewport: { width: 1280, height: 800 }, colorScheme: "light" };
const PHONE: PageOptions = { viewport: { width: 360, height: 740 }, colorScheme: "dark" };

describe("in a browser, the search", { skip }, () => {
  const browser = browserForTests();
  const place = pagesForTests();

  async function open(
    t: TestContext,
    name: string,
    options: PageOptions = DESKTOP,
  ): Promise<{ window: Window; page: Page }> {
    const base = `${pathToFileURL(place())}`;
    const opened = await pageKeptTo(t, await browser(), options, base, "data:");
    await opened.page.goto(`${base}/${name}.html`);
    return opened;
  }

  const input = (page: Page) => page.getByRole("searchbox");
  const results = (page: Page) => page.locator("dialog li a");

  /** The addresses of the results, as they are written. */
  async function find(page: Page, query: string): Promise<string[]> {
    await input(page).fill(query);
    const hrefs = await page.evaluate(
      "Array.from(document.querySelectorAll('dialog li a'), (link) => link.getAttribute('href'))",
    );
    return hrefs as string[];
  }

  it("finds the section of each query, half of them Chinese, among files", async (t) => {
    const { page, window } = await open(t, "index");
    await page.keyboard.press("/");
    for (const [query, ...sections] of QUERIES) {
      const [first = "nothing"] = await find(page, query);
      assert.ok(
        sections.some((section) => first.startsWith(section)),
        `${query}: ${first}`,
      );
    }
    assert.deepEqual(window.errors, []);
  });

  it("loads its text only when it is opened, by button or keyboard, and closes", async (t) => {
    const { page, window } = await open(t, "08-poll");
    const requested: string[] = [];
    page.on("request", (request) => requested.push(request.url()));
    await page.reload();
    assert.equal(requested.filter((url) => url.endsWith("search.js")).length, 0);
    for (const key of ["/", "Control+k"]) {
      await page.keyboard.press(key);
      await input(page).waitFor();
      assert.equal(await page.evaluate("document.activeElement.type"), "search");
      await page.keyboard.press("Escape");
      await input(page).waitFor({ state: "hidden" });
    }
    await page.getByRole("button", { name: "Search" }).click();
    await input(page).waitFor();
    await page.getByRole("button", { name: "Close" }).click();
    await input(page).waitFor({ state: "hidden" });
    assert.equal(requested.filter((url) => url.endsWith("search.js")).length, 1);
    assert.deepEqual(window.errors, []);
  });

  it("leads to the section by keyboard, from a page in a folder as well", async (t) => {
    const { page, window } = await open(t, "solutions/10-exercises");
    await page.keyboard.press("/");
    await find(page, "EPOLLONESHOT");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/09-epoll.html#EPOLLONESHOT");
    await page.keyboard.press("/");
    await find(page, "紧急数据");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await page.waitForURL(/#%E7%B4%A7%E6%80%A5/); // 紧急
    assert.equal(await page.locator(":target").count(), 1);
    assert.deepEqual(window.errors, []);
  });

  it("names page and section, marks the words, and reports how many there are", async (t) => {
    const { page } = await open(t, "06-select");
    await page.keyboard.press("/");
    await find(page, "边缘触发");
    const first = results(page).first();
    assert.match(`${await first.textContent()}`, /09 · epoll.*水平触发与边缘触发.*EPOLLET/s);
    assert.match(`${await first.locator("mark").allTextContents()}`, /边缘触发/);
    assert.match(`${await page.getByRole("status").last().textContent()}`, /\d+ sections found/);
    await find(page, "qqqqqqq");
    assert.match(`${await page.getByRole("status").last().textContent()}`, /没有找到/);
  });

  it("shows one language if the reader chose it, and no answer to a question", async (t) => {
    const { page } = await open(t, "08-poll");
    await page.locator("[name=language][value=en]").press("Space");
    await page.keyboard.press("/");
    await find(page, "边缘触发");
    assert.equal(await results(page).first().locator("[lang|=zh]").first().isVisible(), false);
    assert.ok(await results(page).first().locator(".snippet[lang=en]").isVisible());
    // Only the folded explanation has these words.
    await find(page, "nor is it a promise");
    assert.match(`${await results(page).first().getAttribute("href")}`, /^06-select/);
    assert.doesNotMatch(`${await page.locator("dialog").textContent()}`, /nor is it a promise/);
  });

  it("says what is missing if a page is alone", async (t) => {
    const { page } = await open(t, "05-timeout");
    await page.route("**/search.js", (route) => route.abort());
    const message = page.waitForEvent("dialog");
    await page.keyboard.press("/");
    const dialog = await message;
    assert.match(dialog.message(), /needs the file search\.js/);
    await dialog.dismiss();
  });

  it("is absent without scripts", async (t) => {
    const { page } = await open(t, "06-select", { ...DESKTOP, javaScriptEnabled: false });
    assert.ok(await page.getByRole("button", { name: "Search", includeHidden: true }).isHidden());
  });

  for (const [where, options] of [
    ["on a desk, in light", DESKTOP],
    ["on a phone, in dark", PHONE],
  ] as const) {
    it(`is accessible and fits ${where}`, async (t) => {
      const { page } = await open(t, "06-select", options);
      await page.keyboard.press("/");
      await find(page, "select");
      await results(page).first().waitFor();
      assert.deepEqual(await violations(page), []);
      const box = await page.locator("dialog").boundingBox();
      assert.ok(box && box.x >= 0 && box.x + box.width <= (options.viewport?.width ?? 0));
      const bar = (await page.evaluate(`(() => {
        const bar = document.querySelector(".bar");
        return [bar.scrollWidth, bar.clientWidth];
      })()`)) as number[];
      assert.ok((bar[0] ?? 0) <= (bar[1] ?? 0), `${bar}`);
    });
  }
});
