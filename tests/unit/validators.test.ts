/** Checks of arguments: what they accept, and what their errors say. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  checkFd,
  checkInt,
  checkInteger,
  checkMask,
  checkSize,
  checkText,
  checkTimeout,
  shown,
} from "#day29/validators.js";

describe("checkInteger()", () => {
  it("accepts the limits of the range", () => {
    for (const value of [-1, 0, 65535]) checkInteger("port", value, -1, 65535);
  });

  it("names the argument, the range and the value", () => {
    const check = (...args: Parameters<typeof checkInteger>): (() => void) => {
      return () => checkInteger(...args);
    };
    assert.throws(check("port", 65536, 0, 65535), {
      name: "RangeError",
      message: "port must be an integer from 0 to 65535, not 65536",
    });
    assert.throws(check("count", 0, 1), { message: "count must be an integer >= 1, not 0" });
    assert.throws(check("mask", 2 ** 40, 0, 2 ** 32 - 1, "a 32-bit integer"), {
      message: "mask must be a 32-bit integer, not 1099511627776",
    });
  });

  it("refuses fractions, numbers that are not exact, and values that are not numbers", () => {
    for (const value of [1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      assert.throws(() => checkInteger("count", value, 0), RangeError);
    }
    assert.throws(() => checkInteger("count", "5" as never, 0), {
      name: "TypeError",
      message: "count must be an integer >= 0, not '5'",
    });
  });
});

describe("checkTimeout()", () => {
  it("accepts null and any number, also negative and infinite ones", () => {
    for (const timeout of [null, 0, -1, 0.5, Number.POSITIVE_INFINITY]) {
      checkTimeout(timeout, "seconds");
    }
  });

  it("refuses NaN and values that are not numbers, and names the unit", () => {
    assert.throws(() => checkTimeout(Number.NaN, "milliseconds"), {
      name: "RangeError",
      message: "timeout must be null or a number of milliseconds, not NaN",
    });
    assert.throws(() => checkTimeout("1" as never, "seconds"), TypeError);
    assert.throws(() => checkTimeout(undefined as never, "seconds"), TypeError);
  });
});

describe("checkTimeout() with a minimum", () => {
  it("accepts the minimum and refuses what is below it, under the name of the argument", () => {
    checkTimeout(0, "seconds", 0);
    assert.throws(() => checkTimeout(-0.1, "seconds", 0, "interval"), {
      name: "RangeError",
      message: "interval must be null or a number of seconds >= 0, not -0.1",
    });
  });
});

describe("the ranges of C's types", () => {
  const ranges = [
    [checkInt, -(2 ** 31), 2 ** 31 - 1],
    [checkSize, 0, 2 ** 31 - 1],
    [checkFd, 0, 2 ** 31 - 1],
    [checkMask, -(2 ** 31), 2 ** 32 - 1],
  ] as const;
  for (const [check, min, max] of ranges) {
    it(`${check.name}() accepts ${min} to ${max}, and no other value`, () => {
      for (const value of [min, 0, max]) check("x", value);
      for (const value of [min - 1, max + 1, 2 ** 32 + 1, 0.5, Number.NaN, Infinity]) {
        assert.throws(() => check("x", value), { name: "RangeError", message: /^x must be / });
      }
      for (const value of ["1", null, undefined, {}, 1n, true, [1], Symbol("1")]) {
        assert.throws(() => check("x", value as never), {
          name: "TypeError",
          message: /^x must be /,
        });
      }
    });
  }
});

describe("text for the C library", () => {
  it("is a string without a NUL and of whole characters; the error quotes it", () => {
    checkText("name", "");
    assert.throws(() => checkText("name", "http\0x"), {
      name: "TypeError",
      message: "name must not contain a NUL: 'http\\x00x'",
    });
    checkText("name", "中文😀");
    assert.throws(() => checkText("name", "http\ud800"), {
      name: "TypeError",
      message: "name must not contain half of a surrogate pair: 'http\\ud800'",
    });
    assert.throws(() => checkText("name", 80 as never), {
      message: "name must be a string, not 80",
    });
  });
});

describe("a value in a message", () => {
  it("is short, and never fails to print", () => {
    assert.equal(shown("8888"), "'8888'");
    assert.equal(
      shown({ host: "127.0.0.1", at: { port: 0 } }),
      "{ host: '127.0.0.1', at: [Object] }",
    );
    assert.ok(shown("x".repeat(10_000)).length < 200);
    for (const value of [Symbol("s"), 1n, Object.create(null), new Proxy({}, {})]) shown(value);
  });
});
