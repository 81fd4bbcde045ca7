/** Every check says what it expects of an answer of the wrong kind, in its own words, and throws nothing. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as exercises from "day29/exercises";
import { printed } from "../../support/printed.js";

const checks = Object.entries(exercises).filter(([name]) => name.startsWith("check")) as [
  name: string,
  check: (answer: unknown) => Promise<exercises.CheckReport>,
][];

const wrong: readonly [what: string, value: unknown][] = [
  ["undefined", undefined],
  ["null", null],
  ["a number", 7],
  ["a text", "recvExactly"],
  ["a list", []],
  ["a promise", Promise.resolve(1)],
  ["a symbol", Symbol("answer")],
  ["a class", class Answer {}],
];

const EXPECTED =
  /expected: .*(a function|a generator function|a class|functions in braces|an object|a whole number|names in brackets)/;
const OF_A_RUNTIME =
  /is not a function|Cannot (read|destructure)|is not iterable|TypeError|not a constructor/;

describe("a check of an answer of the wrong kind", () => {
  for (const [name, check] of checks) {
    for (const [what, value] of wrong) {
      if (name === "checkCountingServer" && what === "a class") continue;
      it(`${name} expects something else than ${what}`, async (t) => {
        const text = await printed(t, async () => {
          const report = await check(value);
          assert.equal(report.passed, false);
        });
        assert.match(text, EXPECTED);
        assert.doesNotMatch(text, OF_A_RUNTIME);
        assert.match(text, /\n❌ 未通过 0\/(\d+) · not passed 0\/\1\n/);
      });
    }
  }

  it("names the function that is missing", async (t) => {
    const partial = { pack: () => Buffer.alloc(0) } as unknown as exercises.Framing;
    const text = await printed(t, () => exercises.checkFraming(partial));
    assert.match(text, /a function: unpack\(socket\)\n.*got: undefined\n/);
  });

  it("asks for the function in place of the result of a call", async (t) => {
    const called = Promise.resolve(Buffer.alloc(0)) as never;
    const text = await printed(t, () => exercises.checkRecvExactly(called));
    assert.match(text, /write the name of the function without parentheses/);
  });

  it("says once what is wrong with an answer that throws at once", async (t) => {
    const functions = ["pack", "unpack", "add", "has", "remove", "watch", "forget"];
    const broken = Object.assign(function broken() {
      throw new RangeError("mine");
    });
    for (const name of [...functions, "handOver", "takeOver"])
      Object.assign(broken, { [name]: broken });
    for (const [name, check] of checks) {
      if (/Bits|PollMasks|SelectRound|Triggers/.test(name)) continue; // predictions
      const object = /Framing|checkMasks|Watching|HandOver/.test(name);
      const text = await printed(t, () => check(object ? { ...broken } : broken));
      assert.equal(text.match(/RangeError: mine/g)?.length ?? 0, 1, `${name}: ${text}`);
    }
  });
});
