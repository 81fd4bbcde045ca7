import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HttpError } from "#day29/http/error.js";
import { bytesPart, joinParts } from "#day29/http/output.js";
import {
  errorResponse,
  NOT_FOUND,
  type Response,
  type ResponseContext,
  serializeResponse,
  textResponse,
} from "#day29/http/response.js";

const context: ResponseContext = { method: "GET", open: true, version: "HTTP/1.1" };

const written = (response: Response, changed: Partial<ResponseContext> = {}): string =>
  `${joinParts(serializeResponse(response, { ...context, ...changed })).bytes}`;

describe("the bytes of a response", () => {
  it("begin with the status, and have a date, a length and the fields", (t) => {
    t.mock.timers.enable({ apis: ["Date"], now: Date.UTC(1994, 10, 6, 8, 49, 37, 999) });
    assert.equal(
      written(textResponse(200, "好", { A: "b" })),
      "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nServer: day29\r\n" +
        "Content-Type: text/plain; charset=utf-8\r\nA: b\r\nContent-Length: 3\r\n\r\n好",
    );
  });

  it("say whether the connection stays open, where the client assumes otherwise", () => {
    const connection = (changed: Partial<ResponseContext>): string | undefined =>
      /\r\nConnection: (.*)\r\n/.exec(written(textResponse(200, ""), changed))?.[1];
    assert.equal(connection({}), undefined);
    assert.equal(connection({ open: false }), "close");
    assert.equal(connection({ version: "HTTP/1.0" }), "keep-alive");
    assert.equal(connection({ version: "HTTP/1.0", open: false }), "close");
  });

  it("have the length but not the body for HEAD, and no length for 304", () => {
    assert.match(written(textResponse(200, "body"), { method: "HEAD" }), /: 4\r\n\r\n$/);
    assert.doesNotMatch(written({ status: 304, headers: {}, body: [] }), /Content-Length/);
  });

  it("are kept for a repeated response, for a second and the same kind of request", (t) => {
    t.mock.timers.enable({ apis: ["Date"], now: 1e12 });
    const body = [bytesPart(Buffer.from("body"))];
    const repeated = { status: 200, headers: {}, body, repeated: true };
    const first = serializeResponse(repeated, context);
    assert.equal(serializeResponse(repeated, { ...context }), first);
    assert.match(written(repeated, { open: false }), /Connection: close/);
    assert.doesNotMatch(written(repeated), /Connection: close/);
    t.mock.timers.tick(1000);
    assert.match(written(repeated), /Date: Sun, 09 Sep 2001 01:46:41 GMT/);
    const once = { ...repeated, repeated: false };
    assert.notEqual(serializeResponse(once, context), serializeResponse(once, context));
  });
});

it("a refusal has its reason and fields; a missing file has the page of the notes", () => {
  const refused = errorResponse(new HttpError(405, "Only GET.", { Allow: "GET" }));
  assert.match(
    written(refused),
    /^HTTP\/1.1 405 .*\r\nAllow: GET\r\n.*405 Method Not Allowed: Only GET.\n$/s,
  );
  assert.ok(written(errorResponse(new HttpError(404, "No."))).endsWith(`\r\n\r\n${NOT_FOUND}`));
});
