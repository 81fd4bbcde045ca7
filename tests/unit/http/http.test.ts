/** HTTP without a socket: the state of a connection, dates, and files below a root. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { HttpConnection, type Responder } from "#day29/http/connection.js";
import { formatHttpDate, parseHttpDate } from "#day29/http/dates.js";
import { FileCache } from "#day29/http/files/cache.js";
import { bytesPart } from "#day29/http/output.js";
import { site } from "#day29/http/site.js";
import { converse, www } from "../../support/http.js";
import { type HttpResponse, responsesIn } from "../../support/http-response.js";
import { descriptorsOf } from "../../support/proc.js";
import { temporaryFolder } from "../../support/project.js";

const request = (target: string, fields: string[] = [], method: string = "GET"): Buffer =>
  Buffer.from([`${method} ${target} HTTP/1.1`, "Host: x", ...fields, "", ""].join("\r\n"));

/** The answer to one request. */
function ask(
  respond: Responder,
  target: string,
  fields: string[] = [],
  method = "GET",
): HttpResponse {
  const connection = new HttpConnection(respond);
  const { output } = converse(connection, [request(target, fields, method)]);
  connection.close();
  const [answer, ...others] = responsesIn(output, method === "HEAD");
  assert.ok(answer !== undefined && others.length === 0);
  return answer;
}

const openDescriptors = (): number => descriptorsOf("self").length;

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

  it("responds to an unfinished request with 408 when it expires, and closes an idle connection", () => {
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

describe("a date", () => {
  const time = Date.UTC(1994, 10, 6, 8, 49, 37);

  it("is parsed in each of its three forms", () => {
    assert.equal(parseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT"), time);
    assert.equal(parseHttpDate("Sunday, 06-Nov-94 08:49:37 GMT"), time);
    assert.equal(parseHttpDate("Sun Nov  6 08:49:37 1994"), time);
    assert.equal(formatHttpDate(time), "Sun, 06 Nov 1994 08:49:37 GMT");
  });

  it("with a two-digit year is at most 50 years ahead", () => {
    const now = Date.UTC(2026, 0, 1);
    const year = (digits: string): number =>
      new Date(parseHttpDate(`Sunday, 06-Nov-${digits} 08:49:37 GMT`, now) ?? 0).getUTCFullYear();
    assert.deepEqual(["26", "76", "77", "99", "00"].map(year), [2026, 2076, 1977, 1999, 2000]);
  });

  it("is not parsed in any other form", () => {
    for (const text of [
      "",
      "Sun, 06 Nov 1994",
      "Sun, 06 Nov 1994 08:49:37 CET",
      "sun, 06 nov 1994 08:49:37 gmt",
      "Sun, 31 Feb 1994 08:49:37 GMT",
      "Sun, 06 Nov 1994 24:49:37 GMT",
      "Sun, 06 Nov 1994 08:60:37 GMT",
      "Sun, 06 Abc 1994 08:49:37 GMT",
      "1994-11-06T08:49:37Z",
      "784111777",
    ]) {
      assert.equal(parseHttpDate(text), null, text);
    }
  });
});

describe("the site", () => {
  it("has no link to another host, and none that is broken", () => {
    const { respond } = site(www);
    const files = readdirSync(www, { recursive: true }).map(String);
    const links = files
      .filter((name) => /\.(html|svg|css)$/.test(name))
      .map((name) => readFileSync(join(www, name), "utf8"))
      .flatMap((text) => [...text.matchAll(/(?:href|src|action)="([^"]*)"|url\(([^)]*)\)/g)])
      .map(([, quoted, unquoted]) => `${quoted ?? unquoted}`)
      .filter((link) => !link.startsWith("#"));
    assert.ok(links.length > 5);
    const expected = new Map([
      ["/missing", 404],
      ["/form", 301],
      ["/echo", 405],
    ]);
    for (const link of links) {
      assert.match(link, /^\/(?!\/)/);
      assert.equal(ask(respond, link).status, expected.get(link) ?? 200, link);
    }
  });
});

describe("files below a root", () => {
  /** A root with a bit of everything, and a secret beside it. */
  async function folder(t: TestContext): Promise<{ root: string; respond: Responder }> {
    const base = await temporaryFolder(t);
    const root = join(base, "root");
    for (const name of ["", "sub", "sub/deep", ".hidden", "empty", "indexed"]) {
      mkdirSync(join(root, name));
    }
    writeFileSync(join(base, "secret.txt"), "secret");
    mkdirSync(join(base, "root-twin"));
    writeFileSync(join(base, "root-twin", "secret.txt"), "secret");
    writeFileSync(join(root, "page.html"), "0123456789");
    writeFileSync(join(root, "none"), "");
    writeFileSync(join(root, "100% 好?.txt"), "odd");
    writeFileSync(join(root, "sub/deep/file.json"), "{}");
    writeFileSync(join(root, ".hidden/file"), "secret");
    writeFileSync(join(root, ".env"), "secret");
    writeFileSync(join(root, "indexed/index.html"), "index");
    symlinkSync("page.html", join(root, "inside"));
    symlinkSync("sub", join(root, "folder"));
    symlinkSync("../secret.txt", join(root, "outside"));
    symlinkSync("../root-twin", join(root, "twin"));
    symlinkSync(base, join(root, "up"));
    symlinkSync("nowhere", join(root, "broken"));
    symlinkSync("loop", join(root, "loop"));
    execFileSync("mkfifo", [join(root, "fifo")]);
    return { root, respond: site(root).respond };
  }

  it("are found by their decoded names, and links that stay below the root are followed", async (t) => {
    const { respond } = await folder(t);
    for (const [target, body] of [
      ["/page.html", "0123456789"],
      ["/none", ""],
      ["/100%25%20%E5%A5%BD%3F.txt", "odd"],
      ["/sub/deep/file.json", "{}"],
      ["/sub/../sub/./deep//file.json", "{}"],
      ["/indexed/", "index"],
      ["/inside", "0123456789"],
      ["/folder/deep/file.json", "{}"],
    ]) {
      const answer = ask(respond, `${target}`);
      assert.deepEqual([answer.status, answer.body], [200, body], target);
    }
  });

  it("are refused if they are missing or not public", async (t) => {
    const { respond } = await folder(t);
    const before = openDescriptors();
    for (const [target, status] of [
      ["/outside", 403],
      ["/twin/secret.txt", 403],
      ["/up/secret.txt", 403],
      ["/up/root/page.html", 200],
      ["/..", 403],
      ["/../root-twin/secret.txt", 403],
      ["/.env", 403],
      ["/.hidden/file", 403],
      ["/sub/", 403],
      ["/empty/", 403],
      ["/fifo", 403],
      ["/loop", 403],
      ["/broken", 404],
      ["/page.html/", 404],
      ["/page.html/x", 404],
      [`/${"x".repeat(256)}`, 404],
      ["/empty", 301],
    ] as const) {
      const answer = ask(respond, target);
      assert.equal(answer.status, status, target);
      assert.ok(!answer.body.includes("secret"), target);
      assert.ok(!answer.body.includes("day29-"), "no path is told");
    }
    assert.equal(openDescriptors(), before);
  });

  it("are refused if they may not be read", async (t) => {
    const { root, respond } = await folder(t);
    chmodSync(join(root, "page.html"), 0);
    // Root may read everything, and so becomes somebody else, who may enter the folder.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) chmodSync(dirname(root), 0o755);
    if (isRoot) process.seteuid?.(65534);
    try {
      assert.equal(ask(respond, "/none").status, 200);
      assert.equal(ask(respond, "/page.html").status, 403);
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });

  it("are closed however the response ends", async (t) => {
    const { respond } = await folder(t);
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

  describe("that are small and have not changed for a while,", () => {
    /** Whether a descriptor is open while the answer is on its way. */
    function isRead(respond: Responder, target: string): boolean {
      const before = openDescriptors();
      const connection = new HttpConnection(respond);
      connection.receive(request(target));
      const opened = openDescriptors() - before;
      connection.close();
      return opened > 0;
    }

    const later = (): number => Date.now() + 60_000;

    it("are read once", async (t) => {
      const { root, respond } = await folder(t);
      writeFileSync(join(root, "large"), Buffer.alloc(64 * 1024 + 1));
      assert.ok(isRead(respond, "/page.html"), "it was written just now");
      const patient = site(root, later).respond;
      for (const target of ["/page.html", "/none", "/indexed/", "/inside"]) {
        assert.ok(!isRead(patient, target), target);
      }
      assert.ok(isRead(patient, "/large"));
      const whole = ask(patient, "/page.html");
      assert.equal(whole.body, "0123456789");
      const { etag } = whole.headers;
      assert.equal(ask(patient, "/page.html", ["Range: bytes=2-5"]).body, "2345");
      assert.equal(ask(patient, "/page.html", [`If-None-Match: ${etag}`]).status, 304);
      assert.equal(ask(patient, "/page.html", [], "HEAD").headers["content-length"], "10");
      for (let i = 0; i < 2; i++) assert.equal(ask(patient, "/page.html/").status, 404);
      assert.equal(ask(patient, "/page.html", [], "DELETE").status, 405);
      assert.equal(ask(patient, "/page.html?again").body, "0123456789");
    });

    it("are read again when they have changed, and are missing when they are deleted", async (t) => {
      const { root } = await folder(t);
      const { respond } = site(root, later);
      const body = (target: string): string => ask(respond, target).body;
      for (const target of ["/page.html", "/inside", "/indexed/"]) body(target);
      const file = join(root, "page.html");
      writeFileSync(file, "9876543210");
      utimesSync(file, 1e9, 1e9);
      assert.equal(body("/page.html"), "9876543210");
      assert.equal(body("/inside"), "9876543210");
      rmSync(join(root, "inside"));
      symlinkSync("../secret.txt", join(root, "inside"));
      assert.equal(ask(respond, "/inside").status, 403);
      rmSync(join(root, "indexed/index.html"));
      assert.equal(ask(respond, "/indexed/").status, 403);
      rmSync(file);
      assert.equal(ask(respond, "/page.html").status, 404);
    });

    it("are dropped from the cache beyond its limit, the oldest first", async (t) => {
      const { root } = await folder(t);
      const files = new FileCache<number>();
      // Many paths of the same file.
      const paths = Array.from({ length: 257 }, (_, i) => `${root}${"/".repeat(i + 1)}page.html`);
      const state = statSync(join(root, "page.html"), { bigint: true });
      for (const [i, path] of paths.entries()) files.add(path, path, state, i);
      assert.deepEqual(
        [0, 1, 256].map((i) => files.find(`${paths[i]}`)),
        [undefined, 1, 256],
      );
    });
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

  it("have the media type of their extension", async (t) => {
    const root = await temporaryFolder(t);
    const { respond } = site(root);
    for (const [name, type] of [
      ["a.html", "text/html; charset=utf-8"],
      ["a.css", "text/css; charset=utf-8"],
      ["a.js", "text/javascript; charset=utf-8"],
      ["a.json", "application/json"],
      ["a.svg", "image/svg+xml"],
      ["a.png", "image/png"],
      ["a", "application/octet-stream"],
    ]) {
      writeFileSync(join(root, `${name}`), "");
      assert.equal(ask(respond, `/${name}`).headers["content-type"], type);
    }
  });
});
