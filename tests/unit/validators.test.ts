/** Checks of numbers: what they accept, and what their errors say. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkInteger, checkNonNegativeTimeout, checkTimeout } from "#day29/validators.js";

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
      name: "RangeError",
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

describe("checkNonNegativeTimeout()", () => {
  it("accepts 0 and refuses negative numbers", () => {
    checkNonNegativeTimeout(0);
    assert.throws(() => checkNonNegativeTimeout(-0.1), {
      name: "RangeError",
      message: "timeout must be null or a number of seconds >= 0, not -0.1",
    });
  });
});
