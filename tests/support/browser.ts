/** The system's Chromium, and what tests need of its pages. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, type TestContext } from "node:test";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { HANG_MS } from "./hang.js";
import { skipFor } from "./programs.js";
import { root } from "./project.js";

/** Options of a window, such as its size and colour scheme. */
export type PageOptions = NonNullable<Parameters<Browser["newContext"]>[0]>;

interface Tools {
  readonly ADVICE: string;
  readonly ARGUMENTS: string[];
  findBrowser(): string | undefined;
}
const { ADVICE, ARGUMENTS, findBrowser }: Tools = await import(
  join(root, "tools/site/browser.mjs")
);

const executable = findBrowser();

/** Why a test that needs a browser cannot run. */
export const skip = skipFor(executable === undefined && ADVICE);

/** A browser for the tests of a `describe`, with a fresh profile; closed after them. */
export function browserForTests(): () => Promise<Browser> {
  let browser: Promise<Browser> | undefined;
  after(async () => (await browser)?.close());
  return async () => {
    if (executable === undefined) throw new Error(ADVICE);
    browser ??= chromium.launch({ executablePath: executable, args: ARGUMENTS });
    return browser;
  };
}

/** A window without cookies and storage, which collects the errors of its pages. */
export class Window {
  readonly errors: string[] = [];

  private constructor(readonly context: BrowserContext) {
    context.setDefaultTimeout(HANG_MS);
    context.on("console", (message) => {
      const { url } = message.location();
      // Chromium requests one for every page that does not name one, such as a text file.
      if (url.endsWith("/favicon.ico")) return;
      // A page that a cell shows may not request anything, and Chromium reports that.
      if (url === "about:srcdoc") return;
      if (message.type() === "error") this.errors.push(`${message.text()} (${url})`);
    });
    context.on("weberror", (error) => this.errors.push(`${error.error()}`));
    context.on("requestfailed", (request) => {
      const text = request.failure()?.errorText;
      // The page itself has ended the request, or was left or reloaded meanwhile.
      if (text === "net::ERR_ABORTED") return;
      this.errors.push(`${request.url()}: ${text}`);
    });
    context.on("response", (response) => {
      if (response.status() >= 400) this.errors.push(`${response.status()} ${response.url()}`);
    });
  }

  /** Opens one that closes when the test ends. */
  static async open(t: TestContext, browser: Browser, options: PageOptions = {}): Promise<Window> {
    const context = await browser.newContext(options);
    t.after(() => context.close());
    return new Window(context);
  }

  /** A new page in it. */
  page(): Promise<Page> {
    return this.context.newPage();
  }

  /** Aborts and records each request whose URL does not begin with one of these strings. */
  async keepTo(...beginnings: string[]): Promise<this> {
    await this.context.route("**", (route) => {
      const url = route.request().url();
      if (beginnings.some((beginning) => url.startsWith(beginning))) return route.continue();
      this.errors.push(`unexpected request: ${url}`);
      return route.abort();
    });
    return this;
  }
}

/** A page in a window of its own, which records each request whose URL does not begin with one of `beginnings`. */
export async function pageKeptTo(
  t: TestContext,
  browser: Browser,
  options: PageOptions,
  ...beginnings: string[]
): Promise<{ window: Window; page: Page }> {
  const window = await Window.open(t, browser, options);
  await window.keepTo(...beginnings);
  return { window, page: await window.page() };
}

const axe = createRequire(import.meta.url).resolve("axe-core");

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly target: unknown; readonly failureSummary: string }[];
}

/**
 * The accessibility errors that axe-core finds in a page: a line for each rule that is broken, with the
 * first place. `within` is the selector of the part that is checked.
 */
export async function violations(page: Page, within = ":root"): Promise<string[]> {
  await page.addScriptTag({ path: axe });
  const found = (await page.evaluate(
    `axe.run(${JSON.stringify(within)}, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  )) as Violation[];
  return found.map(({ id, help, nodes }) => {
    const { target, failureSummary } = nodes[0] ?? assert.fail();
    return `${id}: ${help}: ${nodes.length} times, first ${target}: ${failureSummary}`;
  });
}
