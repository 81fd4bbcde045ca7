import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isCi, skipFor } from "./programs.js";

describe("a test that lacks a program", () => {
  for (const CI of [undefined, "", "false"]) {
    it(`is skipped where CI is ${JSON.stringify(CI)}`, () => {
      assert.equal(isCi({ CI }), false);
      assert.equal(skipFor("needs nc", { CI }), "needs nc");
    });
  }

  for (const CI of ["true", "1", "yes"]) {
    it(`is not skipped, and so fails, where CI is ${JSON.stringify(CI)}`, () => {
      assert.equal(isCi({ CI }), true);
      assert.equal(skipFor("needs nc", { CI }), false);
    });
  }
});

describe("a test that lacks nothing", () => {
  it("is not skipped, in CI or elsewhere", () => {
    for (const CI of ["true", "false"]) assert.equal(skipFor(false, { CI }), false);
  });
});
