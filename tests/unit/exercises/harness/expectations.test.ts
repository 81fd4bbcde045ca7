/** Comparing what the student's code did with what it should do. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ConnectionResetError, InterruptedError } from "day29";
import {
  CheckFailure,
  describeError,
  expectEqual,
  failureOf,
  format,
  isEqual,
} from "#day29/exercises/harness/expectations.js";
import type { Mistake } from "#day29/exercises/harness/report.js";

class Point {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {}
}

/** What `work` throws. */
function failure(work: () => void): Mistake {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof CheckFailure);
    return error.mistake;
  }
  assert.fail("it did not fail");
}

describe("isEqual", () => {
  const equal: [what: string, a: unknown, b: unknown][] = [
    ["bytes in a Buffer and in a Uint8Array", Buffer.from("hi"), Uint8Array.of(104, 105)],
    ["such bytes within an object", { data: Buffer.from("hi") }, { data: Uint8Array.of(104, 105) }],
    ["a part of a buffer and a copy of it", Buffer.from("ahi").subarray(1), Buffer.from("hi")],
    ["an instance of a class and a plain object", new Point(1, 2), { x: 1, y: 2 }],
    [
      "an object without a prototype and a plain one",
      Object.assign(Object.create(null), { x: 1 }),
      { x: 1 },
    ],
    ["objects whose keys have another order", { x: 1, y: 2 }, { y: 2, x: 1 }],
    [
      "maps whose keys have another order",
      new Map([
        [1, "a"],
        [2, "b"],
      ]),
      new Map([
        [2, "b"],
        [1, "a"],
      ]),
    ],
    ["NaN and NaN", Number.NaN, Number.NaN],
  ];
  for (const [what, a, b] of equal) {
    it(`takes ${what} for equal`, () => assert.equal(isEqual(a, b), true));
  }

  const different: [what: string, a: unknown, b: unknown][] = [
    ["a number and its digits", 200, "200"],
    ["null and undefined", null, undefined],
    ["bytes and the text of them", Buffer.from("hi"), "hi"],
    ["bytes and their list", Uint8Array.of(1, 2), [1, 2]],
    ["bytes and words", Uint8Array.of(1, 2), Uint16Array.of(1, 2)],
    ["a map and an object", new Map([["x", 1]]), { x: 1 }],
    ["maps with another value", new Map([[1, "a"]]), new Map([[1, "b"]])],
    ["an object with one field more", { x: 1, y: 2 }, { x: 1 }],
    ["a missing field and an undefined one", {}, { x: undefined }],
    ["long texts that differ at their end", `${"x".repeat(1000)}a`, `${"x".repeat(1000)}b`],
    ["long lists that differ at their end", [...Array(200).keys(), 1], [...Array(200).keys(), 2]],
    ["an object with a function and one without", { x: () => 1 }, { x: 1 }],
  ];
  for (const [what, a, b] of different) {
    it(`tells ${what} apart`, () => assert.equal(isEqual(a, b), false));
  }
});

describe("expectEqual", () => {
  it("accepts equal values", () => expectEqual(Buffer.from("hi"), Buffer.from("hi")));

  it("reports both values, and the hint", () => {
    const hint = { zh: "提示", en: "hint" };
    const { expected, actual, hint: reported } = failure(() => expectEqual(1, 2, hint));
    assert.deepEqual([expected, actual, reported], ["2", "1", hint]);
  });

  it("describes values as the check wants them", () => {
    const hex = (value: number) => value.toString(16);
    const { expected, actual } = failure(() => expectEqual(255, 16, undefined, hex));
    assert.deepEqual([expected, actual], ["10", "ff"]);
  });

  it("formats a value that the check cannot describe", () => {
    const size = (value: string) => `${value.length} bytes`;
    const wrong = null as unknown as string;
    assert.equal(failure(() => expectEqual(wrong, "abc", undefined, size)).actual, "null");
  });

  it("says so when different values print alike", () => {
    const { expected, actual } = failure(() => expectEqual(Buffer.alloc(50, 1), Buffer.alloc(50)));
    assert.equal(expected, "50 bytes");
    assert.deepEqual(actual, { zh: "内容不同", en: "different contents", code: "50 bytes" });
  });
});

describe("format", () => {
  it("prints short bytes, and counts those of long data", () => {
    assert.equal(format(Buffer.from("hi")), "<Buffer 68 69>");
    assert.equal(format(Buffer.alloc(41)), "41 bytes");
  });

  it("prints the beginning of a long text, and its length", () => {
    assert.equal(format("hi"), "'hi'");
    assert.equal(format("x".repeat(201)), `'${"x".repeat(50)}'… (201 characters)`);
  });

  it("prints an error without its stack", () => {
    assert.equal(format(new RangeError("too far")), "RangeError: too far");
  });
});

describe("describeError", () => {
  it("has the place in the cell where there is one", () => {
    const error = new RangeError("too far");
    error.stack =
      "RangeError: too far\n    at work (In[3]:12:9)\n    at Sandbox.result (sandbox.js:1:1)";
    assert.equal(describeError(error).code, "RangeError: too far (In[3]:12)");
  });

  it("accepts what is not an error", () => assert.equal(describeError("no").code, "'no'"));
});

describe("failureOf", () => {
  it("takes an error of a socket for one of the connection", () => {
    const { mistake, timedOut } = failureOf(new ConnectionResetError("reset", "recv"));
    assert.deepEqual(
      [mistake.expected, timedOut],
      [{ zh: "连接一直正常", en: "a working connection" }, false],
    );
  });

  it("takes any other error for one of the value", () => {
    const { actual } = failureOf(new TypeError("no length")).mistake;
    assert.match(JSON.stringify(actual), /a value on which the check fails.*TypeError: no length/);
  });

  it("throws an interrupt on", () => {
    const interrupt = new InterruptedError("interrupted", "recv");
    assert.throws(() => failureOf(interrupt), interrupt);
  });
});
