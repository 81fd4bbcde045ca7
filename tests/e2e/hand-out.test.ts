/** What the export makes to hand out: pages without solutions or answers, a zip, one PDF. */
import assert from "node:assert/strict";
import { access, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { browserForTests, skip as skipBrowser } from "../support/browser.js";
import { faults } from "../support/page-faults.js";
import { interpreter, python, root, run, sheets } from "../support/project.js";

describe("pages to hand out", () => {
  const browser = browserForTests();
  let place: string;
  const read = (name: string): Promise<string> => readFile(join(place, name), "utf8");
  const exists = (name: string): Promise<boolean> =>
    access(join(place, name)).then(
      () => true,
      () => false,
    );

  async function exportTo(folder: string, ...args: string[]): Promise<void> {
    const outcome = await python("export.py", "--output", join(place, folder), ...args);
    assert.equal(outcome.code, 0, outcome.stdout + outcome.stderr);
  }

  before(async () => {
    place = await mkdtemp(join(tmpdir(), "day29-"));
  });
  after(() => rm(place, { recursive: true }));

  it("without solutions have no page of them, no link to it, and nothing of it in the search", async () => {
    const names = ["00-index", "10-exercises", "solutions/10-exercises"];
    await exportTo("html", "--saved", ...names);
    assert.ok(await exists("html/solutions/10-exercises.html"));
    assert.match(await read("html/00-index.html"), /href="solutions\//);
    assert.match(await read("html/search.js"), /"solutions\//);
    await exportTo("html", "--saved", "--no-solutions", "--zip", ...names);
    assert.equal(await exists("html/solutions/10-exercises.html"), false);
    for (const name of ["index.html", "00-index.html", "10-exercises.html", "search.js"]) {
      assert.doesNotMatch(await read(`html/${name}`), /(?:href="|")solutions\//, name);
    }
    const list = await run(interpreter, ["-m", "zipfile", "-l", join(place, "day29-html.zip")]);
    const files = [...list.stdout.matchAll(/^day29-html\/(\S+)/gm)].map(([, file]) => file);
    const expected = ["00-index", "10-exercises", "index", ...sheets].map((name) => `${name}.html`);
    assert.deepEqual(files.sort(), [...expected, "search.js"].sort());
  });

  it("with questions only have neither results nor explanations, hints or answers", async () => {
    await exportTo("questions", "--questions", "06-select", "10-exercises");
    const page = await read("questions/06-select.html");
    const main = page.slice(page.indexOf("<main"), page.indexOf("</main>"));
    assert.ok((main.match(/class="write"/g) ?? []).length > 10);
    assert.equal(/class="(?:fold|why)|<summary>(?:答案|Answer)/.exec(main), null);
    assert.match(main, /先猜/);
    assert.match(main, /<summary>TypeScript: examples/);
    assert.deepEqual(await faults(page), []);
    const exercises = await read("questions/10-exercises.html");
    assert.equal(/<summary>(?:提示|Hint)/.exec(exercises), null);
    assert.doesNotMatch(await read("questions/search.js"), /nor is it a promise/);
  });

  it("are one PDF with bookmarks, whose links stay inside", { skip: skipBrowser }, async () => {
    await exportTo("pdf", "--questions", "--pdf", "--lang", "zh", "05-timeout", "10-exercises");
    const pdf = await readFile(join(place, "day29-pdf-zh.pdf"), "latin1");
    assert.match(pdf, /^%PDF-1\./);
    assert.match(pdf, /\/Outlines/);
    assert.equal(/\/URI \(file:.*/.exec(pdf), null);
    assert.ok((pdf.match(/\/Type \/Page\b/g) ?? []).length > 8);
    assert.deepEqual(
      (await readdir(join(place, "pdf"))).filter((name) => !/\.(html|js)$/.test(name)),
      [],
    );
  });

  it("are slides in one file each: a question, then the result, then why", {
    skip: skipBrowser,
  }, async () => {
    await exportTo("pages", "--saved", "--slides", "--lang", "zh", "06-select");
    const page = await (await browser()).newPage({ viewport: { width: 1280, height: 720 } });
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(`file://${join(place, "slides/06-select.html")}`);
    const text = async (): Promise<string> =>
      (await page.locator("section.present > section.present").allInnerTexts()).join();
    assert.match(await text(), /^06 · select：一个线程照看许多连接\s/);
    await page.keyboard.press("ArrowRight");
    assert.match(await text(), /先猜/);
    assert.doesNotMatch(await text(), /Predict/);
    const result = page.locator("section.present > section.present .fragment table").first();
    assert.equal(await result.isVisible(), false);
    await page.keyboard.press("Space");
    await result.waitFor({ state: "visible" });
    await page.keyboard.press("Space");
    assert.match(await text(), /为什么/);
    assert.deepEqual(
      requests.filter((url) => !/^(?:file|data):/.test(url)),
      [],
    );
    const drawings =
      await page.evaluate(`Array.from(document.querySelectorAll(".jp-MarkdownOutput img"), ({ src }) =>
      new TextDecoder().decode(Uint8Array.from(atob(src.split(",")[1]), (each) => each.charCodeAt(0))))`);
    assert.match(`${drawings}`, /调用前：看/);
    assert.doesNotMatch(`${drawings}`, /before the call/);
    await page.close();
  });

  it("say that a PDF needs a browser", async () => {
    const print = join(root, "tools/site/print.mjs");
    const { code, stderr } = await run(process.execPath, [print, "a.html", "a.pdf", "zh"], {
      env: { PATH: "" },
    });
    assert.equal(code, 1);
    assert.match(stderr, /^day29: --pdf needs a browser: apt install chromium, .*\n$/);
  });
});
