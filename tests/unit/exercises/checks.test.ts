import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as exercises from "day29/exercises";
import { largeMistakes } from "./large-mistakes.js";
import { mistakes } from "./mistakes.js";
import { testRefusals } from "./refusals.js";

describe("the check of", () => {
  it("every exercise has a mistake here that it refuses", () => {
    const checks = Object.keys(exercises).filter((name) => name.startsWith("check"));
    assert.deepEqual(Object.keys({ ...mistakes, ...largeMistakes }).sort(), checks.sort());
  });

  testRefusals(mistakes);
});
