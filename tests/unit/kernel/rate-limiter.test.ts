import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { RateLimiter } from "#day29/kernel/rate-limiter.js";

/** A limiter on a clock that stands still, and how many milliseconds it has blocked the thread. */
function stopped(t: TestContext): { limiter: RateLimiter; blocked: () => number } {
  t.mock.timers.enable({ apis: ["Date"] });
  let total = 0;
  t.mock.method(
    Atomics,
    "wait",
    (_array: Int32Array, _index: number, _value: number, ms: number) => {
      total += ms;
      return "timed-out";
    },
  );
  return { limiter: new RateLimiter(), blocked: () => total };
}

describe("a rate limiter", () => {
  it("lets a burst pass", (t) => {
    const { limiter, blocked } = stopped(t);
    for (let i = 0; i < 100; i++) limiter.spend(100_000);
    assert.equal(blocked(), 0);
  });

  it("blocks in proportion to what exceeds the burst", (t) => {
    const { limiter, blocked } = stopped(t);
    limiter.spend(10_000_000);
    limiter.spend(50_000);
    assert.equal(blocked(), 5);
  });

  it("never blocks for longer than 100 ms at a time", (t) => {
    const { limiter, blocked } = stopped(t);
    limiter.spend(1_000_000_000);
    assert.equal(blocked(), 100);
  });

  it("refills over time, up to a burst", (t) => {
    const { limiter, blocked } = stopped(t);
    limiter.spend(10_000_000);
    t.mock.timers.tick(10);
    limiter.spend(100_000);
    assert.equal(blocked(), 0);
    t.mock.timers.tick(1_000_000);
    limiter.spend(10_000_000);
    assert.equal(blocked(), 0);
    limiter.spend(10_000);
    assert.equal(blocked(), 1);
  });
});
