/** Files as responses: in parts, under conditions, and when they change while they are sent. */
import assert from "node:assert/strict";
import { statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { HttpConnection } from "#day29/http/connection.js";
import { converse } from "../../../support/http.js";
import { responsesIn } from "../../../support/http-response.js";
import { ask, folder, openDescriptors, request } from "../../../support/site.js";

describe("files below a root", () => {
  it("are closed however the response ends", async (t) => {
    const { root, respond } = await folder(t);
    truncateSync(join(root, "page.html"), 200_000);
    const before = openDescriptors();
    const etag = ask(respond, "/page.html").headers.etag;
    for (const fields of [
      [],
      ["Range: bytes=0-3"],
      ["Range: bytes=0-1,4-5"],
      ["Range: bytes=99-"],
      [`If-None-Match: ${etag}`],
      ['If-Match: "x"'],
    ]) {
      for (const method of ["GET", "HEAD"]) ask(respond, "/page.html", fields, method);
    }
    const abandoned = new HttpConnection(respond);
    abandoned.receive(request("/page.html"));
    assert.equal(openDescriptors(), before + 1);
    abandoned.close();
    assert.equal(openDescriptors(), before);
  });

  it("are sent in one or several ranges", async (t) => {
    const { respond } = await folder(t);
    const part = ask(respond, "/page.html", ["Range: bytes=2-5"]);
    assert.deepEqual([part.status, part.body], [206, "2345"]);
    assert.equal(part.headers["content-range"], "bytes 2-5/10");
    const parts = ask(respond, "/page.html", ["Range: bytes=0-1, 4-5, -1"]);
    const boundary = /^multipart\/byteranges; boundary=(.+)$/.exec(
      `${parts.headers["content-type"]}`,
    )?.[1];
    const delimited = (range: string, bytes: string): string =>
      `\r\n--${boundary}\r\nContent-Type: text/html; charset=utf-8\r\n` +
      `Content-Range: bytes ${range}/10\r\n\r\n${bytes}`;
    assert.equal(
      parts.body,
      `${delimited("0-1", "01")}${delimited("4-5", "45")}${delimited("9-9", "9")}\r\n--${boundary}--\r\n`,
    );
    // An empty file has no part: it is sent whole.
    assert.equal(ask(respond, "/none", ["Range: bytes=0-"]).status, 200);
    assert.equal(ask(respond, "/none", ["Range: bytes=-1"]).status, 200);
  });

  it("are compressed, and not sent in several ranges, if their extension says so", async (t) => {
    const { root, respond } = await folder(t);
    const bytes = gzipSync("<svg/>");
    writeFileSync(join(root, "image.svgz"), bytes);
    const whole = ask(respond, "/image.svgz");
    assert.equal(whole.headers["content-type"], "image/svg+xml");
    assert.equal(whole.headers["content-encoding"], "gzip");
    assert.equal(whole.headers["content-length"], `${bytes.length}`);
    const part = ask(respond, "/image.svgz", ["Range: bytes=0-3"]);
    assert.deepEqual([part.status, part.headers["content-encoding"]], [206, "gzip"]);
    assert.equal(ask(respond, "/image.svgz", ["Range: bytes=0-1, 4-5"]).status, 200);
  });

  it("change their tag and date with their content", async (t) => {
    const { root, respond } = await folder(t);
    const file = join(root, "page.html");
    utimesSync(file, 1e9, 1e9);
    const { headers } = ask(respond, "/page.html");
    assert.equal(headers["last-modified"], "Sun, 09 Sep 2001 01:46:40 GMT");
    const etag = headers.etag;
    const unchanged = ask(respond, "/page.html", [`If-None-Match: ${etag}`]);
    assert.equal(unchanged.status, 304);
    assert.equal(unchanged.headers.etag, etag);
    assert.equal(unchanged.headers["content-length"], undefined);
    for (const field of [`If-Range: ${etag}`, `If-Range: ${headers["last-modified"]}`]) {
      assert.equal(ask(respond, "/page.html", ["Range: bytes=0-1", field]).status, 206, field);
    }
    writeFileSync(file, "9876543210");
    assert.equal(ask(respond, "/page.html", [`If-None-Match: ${etag}`]).status, 200);
    assert.equal(ask(respond, "/page.html", [`If-Match: ${etag}`]).status, 412);
    assert.equal(ask(respond, "/page.html", ["Range: bytes=0-1", `If-Range: ${etag}`]).status, 200);
    // A date is no proof while another change could hide in its second.
    const future = statSync(file).mtimeMs / 1000 + 1000;
    utimesSync(file, future, future);
    const fresh = ask(respond, "/page.html");
    assert.ok(Date.parse(`${fresh.headers["last-modified"]}`) <= Date.now());
    const ifRange = `If-Range: ${fresh.headers["last-modified"]}`;
    assert.equal(ask(respond, "/page.html", ["Range: bytes=0-1", ifRange]).status, 200);
  });

  it("end the connection when they are truncated while they are sent", async (t) => {
    const { root, respond } = await folder(t);
    const before = openDescriptors();
    truncateSync(join(root, "page.html"), 200_000);
    const connection = new HttpConnection(respond);
    connection.receive(request("/page.html"));
    connection.sent(connection.output().length);
    const rest = connection.output();
    assert.ok(!(rest instanceof Uint8Array), "the rest need not pass through memory");
    truncateSync(join(root, "page.html"), 100);
    // So many bytes did sendfile() find.
    connection.sent(0);
    assert.equal(connection.phase, "closed");
    assert.equal(openDescriptors(), before);
  });

  it("lead to 500 when nothing of them can be read, and the connection continues", async (t) => {
    const { root, respond } = await folder(t);
    const before = openDescriptors();
    truncateSync(join(root, "page.html"), 200_000);
    const connection = new HttpConnection(respond);
    connection.receive(request("/page.html"));
    truncateSync(join(root, "page.html"), 100);
    const { output, events } = converse(connection, [request("/sub/deep/file.json")]);
    const statuses = responsesIn(output).map(({ status }) => status);
    assert.deepEqual(statuses, [500, 200]);
    const failed = events.find((event) => event.type === "response");
    assert.match(`${failed?.error}`, /truncated/);
    assert.equal(openDescriptors(), before);
    connection.close();
  });
});
