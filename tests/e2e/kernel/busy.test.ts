/** What clients get from the kernel while its main thread computes, and cannot handle anything. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Kernel } from "../../support/kernel/driver.js";

const LOOP = 'console.log("in"); for (;;);';
const ENDLESS_EXIT = 'process.on("exit", () => { for (;;); }); console.log("in");';
/** The kernel may use this much for a client that does not read, in bytes. */
const MAX_GROWTH = 150_000_000;

describe("while a cell computes", () => {
  let kernel: Kernel;
  before(async () => {
    kernel = await Kernel.start();
  });
  after(() => kernel.stop());

  it("the heartbeat beats, the control channel replies, and an interrupt arrives there", async () => {
    const cell = kernel.execute(LOOP);
    await cell.printed("in");
    assert.equal(await kernel.beat(), "ping");
    const info = kernel.send("kernel_info_request", {}, "control");
    assert.equal((await info.done()).language_info.name, "typescript");
    const states = info.contents("status").map(({ execution_state }) => execution_state);
    assert.deepEqual(states, ["busy", "idle"]);
    const interrupt = kernel.send("interrupt_request", {}, "control");
    assert.deepEqual(await interrupt.done(), { status: "ok" });
    assert.equal((await cell.done()).ename, "InterruptedError");
  });

  it("its output is shown, from all that it starts, in the order in which it was written", async () => {
    const cell = kernel.execute(`
      import { spawnSync } from "node:child_process";
      import { writeSync } from "node:fs";
      import { display } from "tslab";
      for (let i = 0; i < 3; i++) {
        console.log("log");
        writeSync(1, "descriptor 1\\n");
        writeSync(2, "descriptor 2\\n");
        console.log("log");
        spawnSync("echo", ["child"], { stdio: "inherit" });
        display.text("display");
        writeSync(1, "descriptor 1\\n");
        console.error("error");
        spawnSync("sh", ["-c", "echo child >&2"], { stdio: "inherit" });
        console.log("log");
      }
      console.log("in");
      for (;;);`);
    await cell.printed("in");
    const shown: string[] = [];
    for (const { type, content } of cell.messages) {
      if (type === "display_data") shown.push(content.data["text/plain"]);
      if (type !== "stream") continue;
      shown.push(
        ...content.text
          .trimEnd()
          .split("\n")
          .map((line: string) => `${content.name}: ${line}`),
      );
    }
    const round = [
      ...["stdout: log", "stdout: descriptor 1", "stderr: descriptor 2", "stdout: log"],
      ...["stdout: child", "display", "stdout: descriptor 1", "stderr: error", "stderr: child"],
      "stdout: log",
    ];
    assert.deepEqual(shown, [...round, ...round, ...round, "stdout: in"]);
    kernel.interrupt();
    await cell.done();
  });

  for (const [title, code] of [
    ["after an await", `await null; ${LOOP}`],
    [
      "that catches everything",
      `await null; console.log("in"); for (;;) { try { for (;;); } catch {} }`,
    ],
  ] as const) {
    it(`an interrupt ends a loop ${title}, and the kernel continues`, async () => {
      const cell = kernel.execute(code);
      await cell.printed("in");
      kernel.interrupt();
      assert.equal((await cell.done()).ename, "InterruptedError");
      const next = await kernel.run('await null; setTimeout(() => console.log("timer"), 1); 1 + 1');
      assert.equal(next.result, "2");
      await next.printed("timer");
    });
  }

  for (const [title, start] of [
    ["of a timer", "setTimeout(loop, 1);"],
    ["of an interval", "setInterval(loop, 1);"],
    ["of setImmediate()", "setImmediate(loop);"],
    ["of a promise", "void new Promise((done) => setTimeout(done, 1)).then(loop);"],
    ["of an event", 'void import("node:fs").then((fs) => fs.readFile("/dev/null", loop));'],
  ] as const) {
    it(`an interrupt ends a loop in a callback ${title}, and the kernel continues`, async () => {
      const loop = `
        const other = new Promise((done) => setTimeout(done, 500)).then(() => console.log("other"));
        const loop = () => { ${LOOP} };`;
      // While a cell waits, then while none runs, then while the next cell is due.
      for (const [wait, next] of [
        ["await new Promise(() => {});", ""],
        ["", ""],
        ["", "await new Promise(() => {});"],
      ] as const) {
        const cell = kernel.execute(`${loop} ${start} ${wait}`);
        if (wait === "") await cell.done();
        await cell.printed("in");
        const due = next === "" ? undefined : kernel.execute(next);
        // Signals are faster than requests. After this reply, the one above has arrived as well.
        await kernel.beat();
        kernel.interrupt();
        if (wait !== "") assert.equal((await cell.done()).ename, "InterruptedError");
        else if (due) assert.equal((await due.done()).ename, "InterruptedError");
        else await cell.printed("other");
        if (wait === "") await cell.printed("中断结束了后台正在运行的代码");
        else assert.equal(cell.stderr, "");
        const last = await kernel.run("await other; 1 + 1");
        assert.equal(last.result, "2");
      }
    });
  }

  it("updates of a display are shown", async () => {
    const cell = kernel.execute(`
      import { newDisplay } from "tslab";
      const film = newDisplay();
      film.text("first");
      film.text("second");
      for (;;);`);
    await cell.until(
      ({ type, content }) =>
        type === "update_display_data" && content.data["text/plain"] === "second",
    );
    kernel.interrupt();
    await cell.done();
  });
});

it("a client that has stopped reading costs little memory, and does not stop the cell", async (t) => {
  const kernel = await Kernel.start();
  t.after(() => kernel.stop());
  await kernel.run("let growth = NaN;");
  kernel.execute(`
    const before = process.memoryUsage.rss();
    process.kill(${kernel.driver.pid}, "SIGSTOP");
    for (let i = 0; i < 400; i++) console.log("x".repeat(1_000_000));
    growth = process.memoryUsage.rss() - before;
    process.kill(${kernel.driver.pid}, "SIGCONT");`);
  // Messages on iopub may be lost, but not the reply.
  const cell = kernel.execute("", { user_expressions: { growth: "growth" } });
  const { content } = await cell.until(({ channel }) => channel === "shell");
  const growth = Number(content.user_expressions.growth.data["text/plain"]);
  assert.ok(
    Number.isFinite(growth) && growth < MAX_GROWTH,
    `the kernel has grown by ${growth} bytes`,
  );
});

describe("a shutdown while a cell computes", { concurrency: true }, () => {
  for (const [title, cell, code] of [
    ["ends its loop, and the exit handlers run", LOOP, 0],
    ["ends its loop after an await, too", `await null; ${LOOP}`, 0],
    ["kills the kernel if an exit handler does not end", ENDLESS_EXIT, -9],
  ] as const) {
    it(title, async (t) => {
      const kernel = await Kernel.start();
      t.after(() => kernel.stop());
      await kernel.run('process.on("exit", () => console.log("exit handler"));');
      const running = kernel.execute(cell);
      await running.printed("in");
      const request = kernel.send("shutdown_request", { restart: false }, "control");
      assert.deepEqual(await request.done(), { status: "ok", restart: false });
      const ended = await kernel.shutdown();
      assert.equal(ended.code, code);
      if (code === 0) await running.printed("exit handler");
    });
  }
});
