import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  checkHost,
  checkStart,
  listOf,
  longLineError,
  parseFieldLine,
  parseRequestLine,
} from "#day29/http/request.js";

describe("a request line", () => {
  it("has a method, a target and a version", () => {
    const parts = { method: "M-SEARCH", target: "/a?b", version: "HTTP/1.0" };
    assert.deepEqual(parseRequestLine("M-SEARCH /a?b HTTP/1.0"), parts);
  });

  for (const [line, status] of [
    ["GET /", 400],
    ["GET  / HTTP/1.1", 400],
    ["GET / HTTP/1.1 ", 400],
    ["GET /a b HTTP/1.1", 400],
    ["GET /\x7f HTTP/1.1", 400],
    ["GET / http/1.1", 400],
    ["GET / HTTP/1.10", 400],
    ["(GET) / HTTP/1.1", 400],
    ["GET / HTTP/2.0", 505],
  ] as const) {
    it(`is refused: ${JSON.stringify(line)}`, () => {
      assert.throws(() => parseRequestLine(line), { status });
    });
  }

  it("may have a target that is not percent-encoded, such as one that was typed", () => {
    const line = Buffer.from("GET /文?q=é HTTP/1.1").toString("latin1");
    assert.equal(parseRequestLine(line).target, "/%E6%96%87?q=%C3%A9");
  });

  it("is refused at its first byte when that begins no method", () => {
    for (const start of ["\x16", " ", "{"]) {
      assert.throws(() => checkStart(start), { status: 400 });
    }
    for (const start of ["", "\r", "G", "!"]) checkStart(start);
  });

  it("that is too long is refused for its method, its target or its form", () => {
    assert.equal(longLineError("A".repeat(99)).status, 501);
    assert.equal(longLineError(`GET /${"a".repeat(99)}`).status, 414);
    assert.equal(longLineError(`GET\t${"a".repeat(99)}`).status, 400);
  });
});

describe("a field line", () => {
  it("has a name and a value without the blanks around it", () => {
    assert.deepEqual(parseFieldLine("X-Name:\t a  b \t"), ["x-name", "a  b"]);
    assert.deepEqual(parseFieldLine("Empty:"), ["empty", ""]);
    assert.deepEqual(parseFieldLine("A: \xa0b:c"), ["a", "\xa0b:c"]);
  });

  for (const line of ["name", "na me: a", "name : a", ": a", " folded", "a: b\0", "a: b\rc"]) {
    it(`is refused: ${JSON.stringify(line)}`, () => {
      assert.throws(() => parseFieldLine(line), { status: 400 });
    });
  }
});

describe("the Host field", () => {
  const check = (host: string | undefined, version = "HTTP/1.1"): void => {
    const headers = new Map(host === undefined ? [] : [["host", host]]);
    checkHost({ method: "GET", target: "/", version, headers, lines: [] });
  };

  it("is a host with an optional port", () => {
    for (const host of ["a.b", "127.0.0.1:80", "[::1]:8888", ""]) check(host);
    for (const host of ["a b", "a, b", "a/b", "a:b", "::1"]) {
      assert.throws(() => check(host), { status: 400 }, host);
    }
  });

  it("is only optional in HTTP/1.0", () => {
    check(undefined, "HTTP/1.0");
    assert.throws(() => check(undefined), { status: 400 });
    assert.throws(() => check("a b", "HTTP/1.0"), { status: 400 });
  });
});

it("a list has its members in lower case, without empty ones", () => {
  assert.deepEqual(listOf(" Keep-Alive ,,\tClose,"), ["keep-alive", "close"]);
  assert.deepEqual(listOf(undefined), []);
});
