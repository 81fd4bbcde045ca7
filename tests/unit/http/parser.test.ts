import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DEFAULT_LIMITS, type HttpLimits } from "#day29/http/limits.js";
import { RequestParser } from "#day29/http/parser.js";
import type { Request } from "#day29/http/request.js";

/** A parser that has these bytes. */
function parser(text: string, limits: Partial<HttpLimits> = {}): RequestParser {
  const created = new RequestParser({ ...DEFAULT_LIMITS, ...limits });
  created.push(Buffer.from(text, "latin1"));
  return created;
}

/** All complete requests that a parser has. */
function all(from: RequestParser): Request[] {
  const requests: Request[] = [];
  for (let next = from.next(); next !== null; next = from.next()) requests.push(next);
  return requests;
}

const GET = "GET /a?b HTTP/1.1\r\nHost: x\r\nA: 1\r\na:  2 \r\n\r\n";
const POST = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc";
const CHUNKED = "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
const CHUNKS = "2;name=value\r\nab\r\nB\r\n0123456789-\r\n0\r\nTrailer: dropped\r\n\r\n";

describe("a parser", () => {
  it("reads the parts of a request, and joins the values of a repeated field", () => {
    const [request] = all(parser(GET));
    assert.deepEqual(request, {
      method: "GET",
      target: "/a?b",
      version: "HTTP/1.1",
      headers: new Map([
        ["host", "x"],
        ["a", "1, 2"],
      ]),
      lines: ["GET /a?b HTTP/1.1", "Host: x", "A: 1", "a:  2 "],
      body: Buffer.alloc(0),
    });
  });

  it("reads the same requests from any pieces", () => {
    const text = `${GET}\r\n${POST}${CHUNKED}${CHUNKS}${GET}`;
    const expected = all(parser(text));
    assert.deepEqual(
      expected.map(({ method, body }) => [method, `${body}`]),
      [
        ["GET", ""],
        ["POST", "abc"],
        ["PUT", "ab0123456789-"],
        ["GET", ""],
      ],
    );
    for (const size of [1, 2, 3, 7]) {
      const pieces = parser("");
      const requests: Request[] = [];
      for (let i = 0; i < text.length; i += size) {
        pieces.push(Buffer.from(text.slice(i, i + size)));
        requests.push(...all(pieces));
      }
      assert.deepEqual(requests, expected, `${size} bytes at a time`);
    }
  });

  it("returns the same object for a request that is repeated byte for byte", () => {
    const [first, second, other] = all(parser(GET + GET + GET.replace("A: 1", "A: 3")));
    assert.equal(second, first);
    assert.equal(other?.headers.get("a"), "3, 2");
  });

  it("does not take a request with a body for a repeated one", () => {
    const requests = all(parser(POST + POST.replace("abc", "xyz")));
    assert.deepEqual(
      requests.map(({ body }) => `${body}`),
      ["abc", "xyz"],
    );
  });

  it("knows whether a request has begun, and its method", () => {
    const begun = parser("");
    assert.deepEqual([begun.started, begun.hasInput, begun.method], [false, false, null]);
    begun.push(Buffer.from("GET / HT"));
    assert.equal(begun.next(), null);
    assert.deepEqual([begun.started, begun.hasInput, begun.method], [true, true, null]);
    begun.push(Buffer.from("TP/1.1\r\n"));
    assert.equal(begun.next(), null);
    assert.deepEqual([begun.started, begun.hasInput, begun.method], [true, false, "GET"]);
    begun.push(Buffer.from("Host: x\r\n\r\n"));
    assert.notEqual(begun.next(), null);
    assert.deepEqual([begun.started, begun.hasInput, begun.method], [false, false, null]);
  });

  it("reports once that the client waits for 100 Continue", () => {
    const waiting = parser(POST.replace("Host", "Expect: 100-continue\r\nHost").slice(0, -3));
    assert.equal(waiting.next(), null);
    assert.deepEqual([waiting.takeExpectation(), waiting.takeExpectation()], [true, false]);
  });

  it("accepts a line that ends with LF alone, but not between chunks", () => {
    assert.equal(all(parser("GET / HTTP/1.1\nHost: x\n\n")).length, 1);
    for (const chunks of ["1\na\r\n0\r\n\r\n", "1\r\na\n0\r\n\r\n"]) {
      assert.throws(() => parser(CHUNKED + chunks).next(), { status: 400, message: /CR and LF/ });
    }
  });

  it("accepts and ignores extensions of chunks", () => {
    for (const extension of [
      ";a",
      " ; a",
      ";a=b;c=d",
      '\t;\ta = "b; \\"c\\" = é"',
      ';a;b;c=""',
      `;${"x".repeat(1000)}`,
    ]) {
      const chunks = `2${extension}\r\nab\r\n0${extension}\r\n\r\n`;
      assert.deepEqual(`${all(parser(CHUNKED + chunks))[0]?.body}`, "ab", extension);
    }
  });

  it("bounds the extensions and leading zeros of all chunks of a body together", () => {
    for (const line of [`1;${"x".repeat(1000)}`, "1".padStart(1000, "0")]) {
      const chunk = `${line}\r\nx\r\n`;
      assert.equal(all(parser(`${CHUNKED}${chunk.repeat(16)}0\r\n\r\n`)).length, 1);
      assert.throws(() => parser(CHUNKED + chunk.repeat(17)).next(), { status: 413 });
      // The limit is that of one request.
      const request = `${CHUNKED}${chunk.repeat(10)}0\r\n\r\n`;
      assert.equal(all(parser(request + request)).length, 2);
    }
  });

  for (const [chunks, message] of [
    ["x\r\n", /begin with its size/],
    ["\r\n", /begin with its size/],
    ["1\r\nab\r\n", /longer than its size/],
    [`1;${"x".repeat(1024)}\r\n`, /too long/],
    ["1 \r\n", /begin with its size/],
    ["1;\r\n", /extension/],
    ["1;a;\r\n", /extension/],
    ["1;=b\r\n", /extension/],
    ["1;a=\r\n", /extension/],
    ["1;a b\r\n", /extension/],
    ["1;a=b c\r\n", /extension/],
    ['1;a="b\r\n', /extension/],
    ['1;a="b"c\r\n', /extension/],
    ["1;a=(b)\r\n", /extension/],
    ["1;\x00\r\n", /extension/],
  ] as const) {
    it(`refuses the chunk ${JSON.stringify(chunks.slice(0, 12))}: ${message.source}`, () => {
      assert.throws(() => parser(CHUNKED + chunks).next(), { status: 400, message });
    });
  }

  for (const [name, text, status] of [
    ["request line", `GET /${"a".repeat(40)} HTTP/1.1\r\n`, 414],
    ["request line without an end", `GET /${"a".repeat(40)}`, 414],
    ["header section", `GET / HTTP/1.1\r\nHost: x\r\nA: ${"a".repeat(60)}`, 431],
    ["number of fields", "GET / HTTP/1.1\r\nHost: x\r\nA: 1\r\nB: 2\r\nC: 3\r\n", 431],
    ["trailer section", `${CHUNKED}0\r\nA: 1\r\nB: 2\r\n`, 431],
    ["body", POST.replace("3", "9"), 413],
    ["chunked body", `${CHUNKED}5\r\n12345\r\n4\r\n`, 413],
  ] as const) {
    it(`keeps to the limit of the ${name}`, () => {
      const limits = { maxRequestLine: 40, maxHeaders: 60, maxFields: 3, maxBody: 8 };
      assert.throws(() => parser(text, limits).next(), { status });
    });
  }
});
