import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { expectsContinue, framingOf, keepsAlive } from "#day29/http/framing.js";
import type { RequestHead } from "#day29/http/request.js";

function head(fields: Readonly<Record<string, string>>, version = "HTTP/1.1"): RequestHead {
  return {
    method: "POST",
    target: "/",
    version,
    headers: new Map(Object.entries(fields)),
    lines: [],
  };
}

describe("the body of a request", () => {
  it("has a length, or is chunked, or is empty", () => {
    assert.equal(framingOf(head({})), 0);
    assert.equal(framingOf(head({ "content-length": "12" })), 12);
    assert.equal(framingOf(head({ "transfer-encoding": "Chunked" })), "chunked");
  });

  for (const length of ["", "-1", "+1", "1.0", "0x1", "1, 1", "1 "]) {
    it(`cannot have the length ${JSON.stringify(length)}`, () => {
      assert.throws(() => framingOf(head({ "content-length": length })), { status: 400 });
    });
  }

  for (const [coding, status] of [
    ["gzip", 400],
    ["chunked, gzip", 400],
    ["chunked, chunked", 400],
    ["", 400],
    ["gzip, chunked", 501],
  ] as const) {
    it(`cannot have the coding ${JSON.stringify(coding)}`, () => {
      assert.throws(() => framingOf(head({ "transfer-encoding": coding })), { status });
    });
  }

  it("has no coding beside a length, or in HTTP/1.0", () => {
    const coding = { "transfer-encoding": "chunked" };
    assert.throws(() => framingOf(head({ ...coding, "content-length": "1" })), { status: 400 });
    assert.throws(() => framingOf(head(coding, "HTTP/1.0")), { status: 400 });
  });
});

describe("a connection stays open after the response", () => {
  for (const [version, connection, expected] of [
    ["HTTP/1.1", undefined, true],
    ["HTTP/1.1", "close", false],
    ["HTTP/1.1", "Foo, Close", false],
    ["HTTP/1.1", "keep-alive", true],
    ["HTTP/1.0", undefined, false],
    ["HTTP/1.0", "Keep-Alive", true],
    ["HTTP/1.0", "keep-alive, close", false],
    ["HTTP/1.0", "foo", false],
  ] as const) {
    it(`${version}, Connection ${connection}: ${expected}`, () => {
      assert.equal(
        keepsAlive(head(connection === undefined ? {} : { connection }, version)),
        expected,
      );
    });
  }
});

it("a client of HTTP/1.1 may wait for 100 Continue, and for nothing else", () => {
  assert.equal(expectsContinue(head({})), false);
  assert.equal(expectsContinue(head({ expect: "100-Continue" })), true);
  assert.equal(expectsContinue(head({ expect: "100-continue" }, "HTTP/1.0")), false);
  assert.throws(() => expectsContinue(head({ expect: "gold" })), { status: 417 });
});
