/** What helps a student to understand an error of a cell. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Kernel } from "../../support/kernel/driver.js";

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
});
