/** Displays that change in place. How a host shows them is tested in host.test.ts. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { script } from "../../support/script.js";

describe("live()", () => {
  it("prints the last frame of each display when a plain script exits", async (t) => {
    const child = script(
      t,
      `import { live } from "day29/notebook";
       const [one, two] = [live(), live()];
       const step = (error) => ({ readiness: null, events: [{ type: "idle", error }] });
       for (const code of ["EINTR", "ETIMEDOUT"]) one.show(step({ code }));
       two.show({ readiness: null, events: [] });
       live();
       console.log("the display has:", one.toString());`,
    );
    assert.equal(await child.line(), "the display has: no client connected (ETIMEDOUT)");
    assert.equal(await child.line(), "no client connected (ETIMEDOUT)");
    assert.equal(await child.line(), "nothing became ready in time");
    assert.deepEqual(await child.exit(), { code: 0, signal: null }, child.stderr);
    await assert.rejects(child.line(), /ended early/);
  });
});
