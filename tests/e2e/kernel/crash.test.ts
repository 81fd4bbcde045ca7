/** The notebook shows that the kernel is about to end, or has ended, unexpectedly. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { Kernel } from "../../support/kernel/driver.js";

it("a kernel that is started after one was killed says so below its first cell", async (t) => {
  const kernel = await Kernel.start();
  t.after(() => kernel.stop());
  assert.equal((await kernel.run("1")).stderr, "");
  await kernel.restart();
  const lost = /变量都没了.*The kernel ended unexpectedly.*run the cells from the top/;
  assert.match((await kernel.run("1")).stderr, lost);
  assert.equal((await kernel.run("1")).stderr, "");
});

it("a kernel warns before its memory is used up, also while a cell computes", async (t) => {
  const kernel = await Kernel.start({ NODE_OPTIONS: "--max-old-space-size=500" });
  t.after(() => kernel.stop());
  const cell = kernel.execute(`
    const used = [];
    for (let i = 0; i < 40; i++) used.push(Buffer.alloc(10_000_000, 1));
    for (;;);`);
  await cell.until(
    ({ content }) => content.name === "stderr" && /内存快用完了.*GB of memory/.test(content.text),
  );
  kernel.interrupt();
  await cell.done();
});
