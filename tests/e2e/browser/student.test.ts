/** What else a student does in JupyterLab: out of order, with Interrupt, Restart, Tab and Shift+Tab. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { Socket } from "day29";
import { SELECT_REPLY } from "#day29/servers/echo/select-server.js";
import { browserForTests, skip } from "../../support/browser.js";
import { HANG_S } from "../../support/hang.js";
import { differences, LabWindow, labForTests, scratch } from "../../support/lab.js";
import { prose, readNotebook } from "../../support/notebook.js";
import { closing, tcp } from "../../support/sockets.js";

const IMPORTS = 'import { Poll, Socket, select } from "day29";';

describe("in JupyterLab, a student", { skip }, () => {
  const browser = browserForTests();
  const lab = labForTests();

  const open = async (t: TestContext, path: string): Promise<LabWindow> =>
    LabWindow.open(t, await browser(), lab(), path);

  it("runs single cells out of order, and some again", async (t) => {
    const path = "06-select.ipynb";
    const student = await open(t, path);
    const { cells } = await readNotebook(join(lab().folder, path));
    const order = ["imports", "full", "background-start", "background-client", "end", "imports"];
    for (const id of [...order, "wlist", "background-client"]) {
      const index = cells.findIndex((cell) => cell.id === id);
      assert.ok(index >= 0, id);
      await student.run(index);
    }
    await student.save();
    assert.equal(await differences(lab(), path), "");
    const saved = await readNotebook(join(lab().folder, path));
    const counts = saved.cells.flatMap(({ id, execution_count: count }) =>
      order.includes(id) || id === "wlist" ? [[id, count]] : [],
    );
    assert.deepEqual(Object.fromEntries(counts), {
      imports: 6,
      full: 2,
      "background-start": 3,
      "background-client": 8,
      end: 5,
      wlist: 7,
    });
  });

  it("interrupts a cell that waits in accept(), and the next client reaches the next accept()", async (t) => {
    const path = await scratch(
      lab(),
      "interrupted.ipynb",
      `${IMPORTS}
const listener = new Socket();
listener.bind(["127.0.0.1", 0]);
listener.listen();
console.log(listener.getsockname()[1]);`,
      `const [client] = await listener.accept();
console.log(\`said \${await client.recv(100)}\`);
await client.sendall("welcome");
client.close();`,
    );
    const student = await open(t, path);
    const [port] = await student.run(0);
    for (let round = 0; round < 2; round++) {
      const { end, outputs } = await student.beginCell(1);
      await student.page.getByText("TypeScript (day29) | Busy").waitFor();
      await student.interrupt();
      await end();
      assert.match(`${await outputs.allTextContents()}`, /InterruptedError/);
    }

    const { end, outputs } = await student.beginCell(1);
    await student.page.getByText("TypeScript (day29) | Busy").waitFor();
    const client = tcp(t);
    client.settimeout(HANG_S);
    await client.connect(["127.0.0.1", Number(port)]);
    await client.sendall("hello");
    assert.equal(`${await client.recv(100)}`, "welcome");
    await end();
    assert.deepEqual(await outputs.allTextContents(), ["said hello\n"]);
  });

  it("restarts the kernel while a server runs, and starts it again on its port", async (t) => {
    const free = closing(t, new Socket());
    free.bind(["127.0.0.1", 0]);
    const [, port] = free.getsockname();
    free.close();
    const path = await scratch(
      lab(),
      "restarted.ipynb",
      `import { selectServer, serve } from "day29/servers";
const server = await serve(selectServer, { port: ${port} });
console.log(server.running);`,
    );
    const student = await open(t, path);
    const greeting = async (): Promise<string> => {
      const client = tcp(t);
      client.settimeout(HANG_S);
      await client.connect(["127.0.0.1", port]);
      await client.sendall("hello");
      return `${await client.recv(100)}`;
    };

    assert.deepEqual(await student.run(0), ["true\n"]);
    assert.equal(await greeting(), `${SELECT_REPLY}`);
    await student.complete(/notebook:restart-kernel/, async () => {
      await student.notebook.getByTitle("Restart the kernel", { exact: true }).click();
      await student.page.getByRole("button", { name: "Confirm Kernel Restart" }).click();
    });
    await student.idle();
    const after = tcp(t);
    await assert.rejects(after.connect(["127.0.0.1", port]), { code: "ECONNREFUSED" });

    assert.deepEqual(await student.run(0), ["true\n"]);
    await student.complete(/restart-run-all/, async () => {
      await student.notebook.getByTitle(/^Restart the kernel and run all cells/).click();
      await student.page.getByRole("button", { name: "Confirm Kernel Restart" }).click();
    });
    assert.equal(await greeting(), `${SELECT_REPLY}`);
  });

  it("completes names with Tab, and reads about them with Shift+Tab", async (t) => {
    const path = await scratch(lab(), "names.ipynb", IMPORTS, "", "");
    const student = await open(t, path);
    await student.run(0);
    const type = async (text: string, key: string): Promise<void> => {
      await student.cells.nth(1).locator(".cm-content").click();
      await student.page.keyboard.press("Control+A");
      await student.page.keyboard.type(text);
      await student.page.keyboard.press(key);
    };

    for (const [text, expected] of [
      ["Sock", "Socket"],
      ["sel", "select"],
      ["Pol", "Poll"],
      ["new Socket().set", "settimeout"],
      ["new Poll().reg", "register"],
      ['import fs from "node:f', "node:fs"],
      ['import tls from "node:tl', "node:tls"],
    ] as const) {
      await type(text, "Tab");
      const offer = student.page.locator(".jp-Completer-item").getByText(expected, { exact: true });
      const line = student.cells.nth(1).locator(".cm-line");
      // The only one is taken at once, and several are offered.
      await offer
        .or(line.getByText(new RegExp(`\\b${expected}$`)))
        .first()
        .waitFor();
      await student.page.keyboard.press("Escape");
    }

    for (const [text, expected] of [
      ["Socket", /class Socket[\s\S]*socket\(2\)/],
      ["select", /function select[\s\S]*select\(2\)/],
      ["Poll", /class Poll[\s\S]*poll\(2\)/],
      ["select(", /select\(rlist: [\s\S]*▸ rlist: [\s\S]*select\(2\)/],
      ["select([], ", /select\(rlist: [\s\S]*▸ wlist: /],
    ] as const) {
      await type(text, "Shift+Tab");
      const tooltip = student.page.locator(".jp-Tooltip");
      await tooltip.waitFor();
      assert.match(`${await tooltip.textContent()}`, expected);
      await student.page.keyboard.press("Escape");
    }
  });

  it("sees tables and pictures, and in an untrusted copy the pictures' text", async (t) => {
    // A notebook without recordings, whose tables are hidden while the player shows them.
    const path = "01-day28-review.ipynb";
    const file = join(lab().folder, path);
    const notebook = await readNotebook(file);
    const bundles = notebook.cells.flatMap(({ outputs }) => outputs ?? []);
    const texts = (type: string): string[] =>
      bundles.flatMap(({ data }) =>
        data?.[type] === undefined ? [] : [[data[type]].flat().join("")],
      );
    const tables = texts("text/html").filter((html) => html.includes("<table"));
    const pictures = bundles.filter(({ data }) => data?.["image/svg+xml"] !== undefined);
    const words = pictures.map(({ data }) => [data?.["text/plain"]].flat().join(""));
    assert.ok(tables.length >= 5 && pictures.length > 1);
    const untrusted = "untrusted.ipynb";
    const changed = {
      ...notebook,
      cells: [...notebook.cells, { ...prose("another"), id: "more" }],
    };
    await writeFile(join(lab().folder, untrusted), JSON.stringify(changed));

    const student = await open(t, path);
    const shown = student.notebook.locator(".jp-OutputArea-output");
    const images = shown.locator("img");
    const readable = async (): Promise<void> => {
      const seen = shown.locator("table caption");
      await seen.nth(tables.length - 1).waitFor();
      assert.equal(await seen.count(), tables.length);
    };
    await readable();
    await images.nth(pictures.length - 1).waitFor();
    // decode() rejects what is no picture.
    await student.page.evaluate(
      "Promise.all(Array.from(document.querySelectorAll('.jp-OutputArea-output img'), (image) => image.decode()))",
    );

    await student.openAnother(untrusted);
    await readable();
    // Pictures inside HTML, as knobs draw them, are shown in an untrusted notebook, too.
    const embedded = texts("text/html").filter((html) => html.includes("<img")).length;
    assert.equal(await images.count(), embedded);
    const text = (await shown.allTextContents()).join("\n");
    for (const word of words) assert.ok(text.includes(word.trim()), word);
  });

  it("has three notebooks open, which run at the same time", async (t) => {
    const paths = ["08-poll.ipynb", "09-epoll.ipynb", "05-timeout.ipynb"];
    const student = await open(t, `${paths[0]}`);
    const ends: (() => Promise<void>)[] = [];
    for (const path of paths) {
      if (path !== paths[0]) await student.openAnother(path);
      ends.push(await student.beginAll());
    }
    for (const [i, path] of paths.entries()) {
      await ends[i]?.();
      await student.bringToFront(path);
      await student.save();
      assert.equal(await differences(lab(), path), "");
    }
    assert.deepEqual(student.window.errors, []);
  });
});
