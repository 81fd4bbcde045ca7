/** Knobs without a page. */
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { bits } from "day29";
import { type Knob, knobs, show } from "day29/notebook";
import type { Host, MimeBundle } from "#day29/sys/host.js";

interface Shown {
  readonly bundle: MimeBundle;
  readonly update: boolean;
}

function displays(t: TestContext): Shown[] {
  const shown: Shown[] = [];
  const host: Host = {
    display: (bundle, { update = false } = {}) => void shown.push({ bundle, update }),
    onInterrupt: () => () => {},
  };
  const holder = globalThis as Record<symbol, unknown>;
  const key = Symbol.for("day29.host");
  holder[key] = host;
  t.after(() => delete holder[key]);
  return shown;
}

const text = (shown: Shown | undefined): string => shown?.bundle["text/plain"] ?? "";

describe("knobs", () => {
  it("draw what the function shows and returns, first as a new output, then in place", async (t) => {
    const shown = displays(t);
    const made = await knobs({ a: { min: 1, max: 9 }, b: { options: ["x", "y"] } }, ({ a, b }) => {
      if (b === "x") show(bits.or(a, 2));
      return bits.and(a, 1);
    });
    t.after(() => made.close());
    assert.deepEqual({ ...made.values }, { a: 1, b: "x" });
    await made.set({ a: 4, b: "y" });
    assert.deepEqual(
      shown.map(({ update }) => update),
      [false, false, true],
    );
    assert.match(shown[0]?.bundle["text/html"] ?? "", /data-day29-place.*npm run lab/);
    assert.match(text(shown[1]), /^a = 1, b = x\n\n.*\|.*&/s);
    assert.match(text(shown[2]), /^a = 4, b = y\n\n[^|]*&/);
  });

  it("run the function with the latest values only, and never twice at once", async (t) => {
    displays(t);
    let atOnce = 0;
    const seen: number[] = [];
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const made = await knobs({ a: { min: 0, max: 9 } }, async ({ a }) => {
      assert.equal(++atOnce, 1);
      seen.push(a);
      if (a === 1) await gate;
      atOnce--;
    });
    t.after(() => made.close());
    const turns = [1, 2, 3].map((a) => made.set({ a }));
    open();
    await Promise.all(turns);
    assert.deepEqual(seen, [0, 1, 3]);
  });

  it("show an error in place of the drawing, and run again after it", async (t) => {
    const shown = displays(t);
    const made = await knobs({ a: { min: 0, max: 2 } }, ({ a }) => {
      if (a === 1) throw new TypeError("a < 1 is expected");
    });
    t.after(() => made.close());
    await assert.rejects(made.set({ a: 1 }), /a < 1/);
    assert.match(text(shown.at(-1)), /TypeError: a < 1 is expected/);
    assert.match(shown.at(-1)?.bundle["text/html"] ?? "", /role="alert".*a &lt; 1/);
    await made.set({ a: 2 });
    assert.equal(text(shown.at(-1)), "a = 2");
  });

  it("name the bits of a mask", async (t) => {
    const shown = displays(t);
    const made = await knobs({ mask: { bits: { POLLIN: 1, POLLOUT: 4 }, value: 5 } }, () => {});
    t.after(() => made.close());
    assert.equal(text(shown.at(-1)), "mask = 5 (POLLIN | POLLOUT)");
    await assert.rejects(made.set({ mask: 2 }), RangeError);
  });

  it("refuse what is no knob", async () => {
    for (const [knob, message] of [
      [{ min: 2, max: 1 }, /RangeError: a must have min <= max/],
      [{ min: "0", max: 1 }, /TypeError: a.min must be a number, not '0'/],
      [{ min: 0, max: 1, value: 7 }, /RangeError: a.value must be/],
      [{ options: [] }, /TypeError: a.options must be/],
      [{ options: [{}] }, /TypeError: a must be a string/],
      [{ bits: { POLLIN: 0.5 } }, /TypeError|RangeError/],
      [null, /TypeError: a must be an object/],
    ] as [Knob, RegExp][]) {
      await assert.rejects(
        knobs({ a: knob }, () => {}),
        (error) => message.test(`${error}`) || assert.fail(`${error}`),
      );
    }
    await assert.rejects(
      knobs({}, () => {}),
      /the number of knobs/,
    );
  });

  it("replace earlier ones with the same names, as when a cell runs again", async (t) => {
    displays(t);
    const first = await knobs({ a: { min: 0, max: 1 } }, () => {});
    const second = await knobs({ a: { min: 0, max: 1 } }, () => {});
    t.after(() => second.close());
    assert.notEqual(first, second);
    assert.deepEqual(second.values, { a: 0 });
  });
});
