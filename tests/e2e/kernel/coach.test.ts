/** What helps a student to understand an error of a cell. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Kernel } from "../../support/kernel/driver.js";
import { code, writeNotebook } from "../../support/notebook.js";

describe("the error of a cell", () => {
  let kernel: Kernel;
  before(async () => {
    kernel = await Kernel.start();
  });
  after(() => kernel.stop());

  async function traceback(cell: string): Promise<string[]> {
    return (await (await kernel.run(cell)).done()).traceback;
  }

  it("has the carets under the fault where Chinese comes before it", async () => {
    const line = 'const 名字 = "你好"; console.log("中文注释和字符串", 未定义);';
    const [, quoted, carets] = await traceback(line);
    const WIDE_BEFORE = 12;
    const indent = line.indexOf("未定义") + WIDE_BEFORE;
    assert.deepEqual([quoted, carets], [`  ${line}`, `  ${" ".repeat(indent)}${"^".repeat(6)}`]);

    const [, thrower, caret] = await traceback('/* 抛出 */ throw new Error("坏了");');
    assert.deepEqual(
      [thrower, caret],
      ['  /* 抛出 */ throw new Error("坏了");', `  ${" ".repeat(17)}^`],
    );
  });

  it("has one line in both languages that helps with a likely mistake", async () => {
    await kernel.run('import { socketpair } from "day29"; const [a, b] = socketpair();');
    const [title, line, carets, hint, ...more] = await traceback("a.recv(10).length;");
    assert.match(`${title}`, / - error TS\d+: Property 'length' does not exist on type 'Promise</);
    assert.deepEqual([line, carets], ["  a.recv(10).length;", `  ${" ".repeat(11)}^^^^^^`]);
    assert.equal(
      hint,
      "忘了 await？`a.recv(10)` 返回 Promise，要写 `(await a.recv(10)).length` · `await` forgotten? `a.recv(10)` returns a promise: write `(await a.recv(10)).length`",
    );
    assert.deepEqual(more, []);

    assert.match(
      `${(await traceback("selectServer();"))[3]}`,
      /`import \{ selectServer \} from "day29\/servers";`$/,
    );
    assert.match(`${(await traceback("print(a)"))[3]}`, /`console.log\(a\)`/);
  });

  it("names the variable that holds an address in use, also in the background", async () => {
    await kernel.run(
      'import { createServer, Socket } from "day29"; import { createServer as createNetServer } from "node:net";',
    );
    await kernel.run('const first = createServer(["127.0.0.1", 0]); const second = new Socket();');
    const lines = await traceback("second.bind(first.getsockname());");
    assert.match(
      `${lines.at(-1)}`,
      /^127\.0\.0\.1:(\d+) 被占用：这个内核的变量 `first`（fd (\d+)） · 127\.0\.0\.1:\1 is in use by the variable `first` of this kernel \(fd \2\)$/,
    );
    const cell = kernel.execute(`
      const third = createNetServer().listen(first.getsockname()[1], "127.0.0.1");
      await new Promise((done) => setTimeout(done, 0));`);
    await cell.until(({ content }) => content.text?.includes("variable `first`"));
    await cell.done();
    assert.match(cell.stderr, /^Uncaught in the background: Error: listen EADDRINUSE/);
  });

  it("has no hint where the notebook declares the missing name", async () => {
    const folder = await mkdtemp(join(tmpdir(), "day29-"));
    const file = join(folder, "names.ipynb");
    await writeNotebook(file, [code('import { POLLIN } from "day29";'), code("POLLIN;")]);
    const other = await Kernel.start({ JPY_SESSION_NAME: file });
    try {
      const { traceback } = await (await other.run("POLLIN;")).done();
      assert.match(traceback[0], /first run the cell that declares it: import \{ POLLIN \}/);
      assert.equal(traceback.length, 3);
    } finally {
      await other.stop();
      await rm(folder, { recursive: true });
    }
  });

  it("is not there for a promise that nobody awaits, but a note is", async () => {
    // A socket that nothing holds would be closed with a warning, whenever it is collected.
    await kernel.run('import { socketpair } from "day29"; const [mine, yours] = socketpair();');
    const cell = await kernel.run('let text = "x";\nmine.send(text);');
    const { execution_count, status } = await cell.done();
    assert.equal(status, "ok");
    assert.match(cell.stderr, new RegExp(`^In\\[${execution_count}\\]:2: 没有 await：.*\n$`));
    assert.equal((await kernel.run("void yours.send(text);")).stderr, "");
  });
});
