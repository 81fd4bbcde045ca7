/** The time that code uses, whatever else the machine does. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { select } from "day29";
import { TimeLimit } from "#day29/exercises/harness/time-limit.js";
import { yieldToEventLoop } from "#day29/wait/index.js";
import { blockThread } from "../../../support/block-thread.js";

describe("a time limit", () => {
  it("expires for code that waits forever, and not before its time", async () => {
    const start = performance.now();
    const limit = new TimeLimit(0.2);
    assert.equal(await limit.allows(new Promise(() => {})), false);
    assert.ok(performance.now() - start >= 190);
  });

  it("expires for code that keeps the event loop busy", async () => {
    const limit = new TimeLimit(0.2);
    let stopped = false;
    const spinning = async (): Promise<void> => {
      while (!stopped) await yieldToEventLoop();
    };
    const work = spinning();
    assert.equal(await limit.allows(work), false);
    stopped = true;
    await work;
  });

  it("allows work that takes longer because the machine does something else", async () => {
    const limit = new TimeLimit(0.2);
    const slow = async (): Promise<void> => {
      for (let count = 0; count < 4; count++) {
        blockThread(0.1);
        await select([], [], [], 0.001);
      }
    };
    assert.equal(await limit.allows(slow()), true);
    assert.equal(limit.expired, false);
  });

  it("allows work that fails", async () => {
    const work = Promise.reject(new Error("my mistake"));
    assert.equal(await new TimeLimit(1).allows(work), true);
    await assert.rejects(work, /my mistake/);
  });
});
