import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compileError, thrownError } from "#day29/kernel/cell-error.js";

describe("the error of a cell", () => {
  it("that TypeScript refuses quotes each place", () => {
    const diagnostic = {
      start: { offset: 6, line: 0, character: 6 },
      end: { offset: 7, line: 0, character: 7 },
      messageText: "No.",
      code: 1,
    };
    const imported = { ...diagnostic, fileName: "./b.ts", messageText: "Nor this." };
    assert.deepEqual(compileError([diagnostic, imported], "In[3]", "const a = b;"), {
      ename: "CompileError",
      evalue: "No. (and 1 more)",
      traceback: [
        "In[3]:1:7 - error TS1: No.",
        "  const a = b;",
        "        ^",
        "./b.ts:1:7 - error TS1: Nor this.",
      ],
    });
  });

  it("that throws an error has its frames, properties and cause", () => {
    const error = new RangeError("far", { cause: new Error("near") });
    const { ename, evalue, traceback } = thrownError(Object.assign(error, { detail: 7 }));
    assert.deepEqual([ename, evalue, traceback[0]], ["RangeError", "far", "RangeError: far"]);
    assert.match(traceback.join("\n"), /\n\s+at .*cell-error.*detail: 7.*Error: near/s);
  });

  it("has no brackets around an error without frames", () => {
    const error = new Error("bare");
    error.stack = "Error: bare";
    assert.deepEqual(thrownError(error).traceback, ["Error: bare"]);
  });

  it("may be anything that was thrown", () => {
    assert.deepEqual(thrownError("a\nb").traceback, ["Uncaught 'a\\nb'"]);
    assert.deepEqual(thrownError(undefined).evalue, "undefined");
  });
});
