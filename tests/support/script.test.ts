import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { script } from "./script.js";

describe("Script", () => {
  it("keeps what a script prints while nobody takes it, so that the script does not wait", async (t) => {
    const count = 5000;
    const program = script(
      t,
      `for (let i = 0; i < ${count}; i++) console.log(i + "x".repeat(1000));
       console.error("done");`,
    );
    assert.deepEqual(await program.exit(), { code: 0, signal: null });
    assert.equal(program.stderr, "done\n");
    for (let i = 0; i < count; i++) assert.equal(await program.line(), i + "x".repeat(1000));
    await assert.rejects(program.line(), /^Error: the script ended early: done$/m);
  });
});
