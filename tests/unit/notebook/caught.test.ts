/** Errors that a cell expects. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { caught } from "day29/notebook";
import { printed } from "../../support/printed.js";
import { listening } from "../../support/sockets.js";

describe("caught()", () => {
  it("prints an error in one line, and says when there is none", async (t) => {
    const listener = listening(t);
    listener.settimeout(0.01);
    assert.equal(
      await printed(t, () => caught(() => listener.accept())),
      `TimeoutError: accept on fd ${listener.fileno()}: timed out after 0.01 s`,
    );
    const fail = (): never => {
      throw "a string";
    };
    assert.equal(await printed(t, () => caught(fail)), "'a string'");
    assert.equal(await printed(t, () => caught(() => 5)), "没有出错 · no error: 5");
    t.after(() => delete process.env.DAY29_LANGUAGE);
    process.env.DAY29_LANGUAGE = "en";
    assert.equal(await printed(t, () => caught(() => 5)), "no error: 5");
  });
});
