/** The state of a connection, without a socket. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HttpConnection, type Responder } from "#day29/http/connection.js";
import { bytesPart } from "#day29/http/output.js";
import { converse } from "../../support/http.js";
import { responsesIn } from "../../support/http-response.js";
import { request } from "../../support/site.js";

describe("a connection", () => {
  const echo: Responder = ({ body }) => ({
    status: 200,
    headers: {},
    body: [bytesPart(body)],
  });

  it("reports in its phase what it needs next", () => {
    const connection = new HttpConnection(echo);
    assert.equal(connection.phase, "idle");
    connection.receive(Buffer.from("GET / HTTP/1.1\r\nHo"));
    assert.equal(connection.phase, "receiving");
    connection.receive(Buffer.from("st: x\r\n\r\n"));
    assert.equal(connection.phase, "sending");
    connection.sent(connection.output().length);
    assert.equal(connection.phase, "idle");
    connection.end();
    assert.equal(connection.phase, "closed");
  });

  it("reports a request when it is complete, and a response when its last byte is sent", () => {
    const connection = new HttpConnection(echo);
    const [head, body] = ["POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\na", "b"];
    assert.deepEqual(connection.receive(Buffer.from(head)), []);
    const [received] = connection.receive(Buffer.from(body));
    assert.ok(received?.type === "request" && received.headers.get("content-length") === "2");
    const { length } = connection.output();
    assert.deepEqual(connection.sent(length - 1), []);
    assert.equal(`${connection.output()}`, "b");
    assert.deepEqual(connection.sent(1), [{ type: "response", status: 200, size: 2 }]);
  });

  it("responds to one request at a time, and leaves the next one unread", () => {
    let answered = 0;
    const connection = new HttpConnection((received) => {
      answered++;
      return echo(received);
    });
    connection.receive(Buffer.concat([request("/"), request("/"), request("/")]));
    assert.equal(answered, 1);
    connection.sent(connection.output().length);
    assert.equal(answered, 2);
  });

  it("sends 100 Continue once, and not to a client that does not wait", () => {
    const fields = ["Expect: 100-continue", "Content-Length: 2"];
    const waiting = new HttpConnection(echo);
    const first = converse(waiting, [request("/", fields, "POST")]);
    assert.equal(`${first.output}`, "HTTP/1.1 100 Continue\r\n\r\n");
    const rest = converse(waiting, [Buffer.from("a"), Buffer.from("b")]);
    assert.deepEqual(
      responsesIn(rest.output).map(({ status, body }) => [status, body]),
      [[200, "ab"]],
    );
    const eager = new HttpConnection(echo);
    const all = Buffer.concat([request("/", fields, "POST"), Buffer.from("ab")]);
    assert.match(`${converse(eager, [all]).output}`, /^HTTP\/1\.1 200 /);
  });

  it("responds to an unfinished request with 408 when it expires, and closes an idle connection in stages", () => {
    const begun = new HttpConnection(echo);
    begun.receive(Buffer.from("GET / HTTP/1.1\r\n"));
    begun.expire();
    assert.match(`${begun.output()}`, /^HTTP\/1\.1 408 .*\r\nConnection: close\r\n/s);
    begun.sent(begun.output().length);
    assert.equal(begun.phase, "lingering");
    begun.receive(Buffer.from("whatever"));
    begun.end();
    assert.equal(begun.phase, "closed");
    const silent = new HttpConnection(echo);
    silent.expire();
    assert.equal(silent.phase, "lingering");
    silent.expire();
    assert.equal(silent.phase, "closed");
  });

  it("responds with 500 when the server fails, with the error in the event only", () => {
    const failure = new Error("/secret/path");
    const connection = new HttpConnection(() => {
      throw failure;
    });
    const { output, events } = converse(connection, [request("/")]);
    assert.match(`${output}`, /^HTTP\/1\.1 500 Internal Server Error\r\n/);
    assert.ok(!`${output}`.includes("secret"));
    const answer = events.at(-1);
    assert.ok(answer?.type === "response" && answer.error === failure);
  });

  it("never lets a header value end its line", () => {
    const split: Responder = () => ({ status: 200, headers: { X: "a\r\nY: b" }, body: [] });
    const { output } = converse(new HttpConnection(split), [request("/")]);
    assert.match(`${output}`, /\r\nX: a\?\?Y: b\r\n/);
  });

  it("enforces the limits that are passed to it", () => {
    const limits = { maxRequestLine: 40, maxHeaders: 40, maxFields: 3, maxBody: 4 };
    const status = (bytes: Buffer): number | undefined =>
      responsesIn(converse(new HttpConnection(echo, limits), [bytes]).output)[0]?.status;
    assert.equal(status(request(`/${"a".repeat(24)}`, ["A: 1", "B: 2"])), 200);
    assert.equal(status(request(`/${"a".repeat(30)}`)), 414);
    assert.equal(status(request("/", [`A: ${"a".repeat(40)}`])), 431);
    assert.equal(status(request("/", ["A: 1", "B: 2", "C: 3"])), 431);
    assert.equal(status(request("/", ["Content-Length: 5"], "POST")), 413);
  });

  it("joins a body of very many tiny chunks", () => {
    const connection = new HttpConnection((received) => {
      assert.equal(received.body.length, 150_000);
      return echo(received);
    });
    const chunks = Buffer.from("1\r\nx\r\n".repeat(150_000));
    connection.receive(request("/", ["Transfer-Encoding: chunked"], "POST"));
    for (let i = 0; i < chunks.length; i += 65536)
      connection.receive(chunks.subarray(i, i + 65536));
    assert.equal(connection.receive(Buffer.from("0\r\n\r\n"))[0]?.type, "request");
  });
});
