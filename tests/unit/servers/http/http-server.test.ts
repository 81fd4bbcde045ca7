/** The HTTP servers on real sockets: clients of ours, curl and nc. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { setTimeout } from "node:timers/promises";
import { type InetAddress, POLLIN, SHUT_WR, SO_RCVBUF, SOL_SOCKET, type Socket } from "day29";
import { type HttpServerOptions, httpServer, type ServeOptions, type Server } from "day29/servers";
import { NOT_FOUND } from "#day29/http/response.js";
import { blockThread } from "../../../support/block-thread.js";
import { HANG_S } from "../../../support/hang.js";
import { assertResponses, corpus } from "../../../support/http.js";
import { receiveResponse, responsesIn } from "../../../support/http-response.js";
import { skipWithout } from "../../../support/programs.js";
import { run, temporaryFolder } from "../../../support/project.js";
import { Script } from "../../../support/script.js";
import { client, reset, start } from "../../../support/servers.js";
import { listening, receiveAll, tcp } from "../../../support/sockets.js";
import { needsUring } from "../../../support/uring.js";

const get = (target: string, fields: string = ""): string =>
  `GET ${target} HTTP/1.1\r\nHost: x\r\n${fields}\r\n`;

/** Sends a request, and returns the response as text; the connection stays open. */
async function ask(socket: Socket, request: string): Promise<string> {
  await socket.sendall(request);
  return (await receiveResponse(socket)).toString("latin1");
}

const url = ([host, port]: InetAddress, path: string): string => `http://${host}:${port}${path}`;

async function curl(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run("curl", ["-sS", "--max-time", `${HANG_S}`, ...args]);
  assert.equal(code, 0, stderr);
  return stdout;
}

/** How fast a slow client reads. */
const BYTES_PER_MS = 2000;

/** A folder with a file of many zeros, which takes no space. */
async function largeFile(t: TestContext, size: number): Promise<string> {
  const root = await temporaryFolder(t);
  await writeFile(join(root, "large.bin"), "");
  await truncate(join(root, "large.bin"), size);
  return root;
}

const readinessCalls = ["select", "poll", "epoll"] as const;
const muxes = [...readinessCalls, "uring"] as const;
const needs = (mux?: string): typeof needsUring => (mux === "uring" ? needsUring : { skip: false });
const variants: readonly HttpServerOptions[] = [{}, ...muxes.map((mux) => ({ mux }))];

for (const options of variants) {
  describe(`httpServer ${JSON.stringify(options)}`, needs(options.mux), () => {
    const serving = (
      t: TestContext,
      more: HttpServerOptions & ServeOptions = {},
    ): Promise<Server> => start(t, httpServer, { timeout: HANG_S, ...options, ...more });

    it("responds to the corpus as the connection without a socket does", async (t) => {
      const server = await serving(t);
      for (const entry of corpus) {
        const socket = await client(t, server.address);
        await socket.sendall(entry.bytes);
        // The server closes by itself, or once we send no more.
        if (entry.end || !entry.closes) socket.shutdown(SHUT_WR);
        const toHead = entry.bytes.toString("latin1", 0, 5) === "HEAD ";
        const answers = responsesIn(await receiveAll(socket), toHead);
        socket.close();
        // A body that never comes, as only the promise to read it was asked for.
        if (entry.answers.at(-1)?.status === 100) assert.equal(answers.pop()?.status, 400);
        try {
          assertResponses(entry, answers);
        } catch (error) {
          throw new Error(`${entry.file}: ${entry.name}`, { cause: error });
        }
      }
      assert.ok(server.running);
    });

    it("reads a request that arrives in pieces, and keeps the connection open", async (t) => {
      const server = await serving(t);
      const socket = await client(t, server.address);
      for (const piece of ["GET /mis", "sing HTTP/1.1\r", "\nHost: x\r\n\r"]) {
        await socket.sendall(piece);
        await server.until("handled");
      }
      const missing = await ask(socket, "\n");
      assert.match(missing, /^HTTP\/1\.1 404 /);
      assert.ok(missing.endsWith(`\r\n\r\n${NOT_FOUND}`), missing);
      assert.match(await ask(socket, get("/")), /^HTTP\/1\.1 200 OK/);
    });

    it("yields its events in order", async (t) => {
      const server = await serving(t);
      const seen: string[] = [];
      server.subscribe((event) => seen.push(event.type));
      const socket = await client(t, server.address);
      await ask(socket, get("/missing?x=1", "X-Color: blue\r\n"));
      const request = await server.until("request");
      const { method, target, version } = request;
      assert.deepEqual([method, target, version], ["GET", "/missing?x=1", "HTTP/1.1"]);
      assert.equal(request.headers.get("x-color"), "blue");
      const response = await server.until("response");
      assert.deepEqual([response.status, response.size], [404, NOT_FOUND.length]);
      assert.equal(response.socket, request.socket);
      socket.close();
      assert.equal((await server.until("disconnect")).error, null);
      assert.deepEqual(
        seen.filter((type) => !["ready", "completed", "handled", "waiting"].includes(type)),
        ["connect", "request", "sent", "response", "disconnect"],
      );
    });

    it("runs one request per step", async (t) => {
      const server = await serving(t, { stepping: true });
      const socket = await client(t, server.address);
      const connect = await server.step();
      assert.equal(connect.events.at(-1)?.type, "connect");
      await socket.sendall(get("/missing"));
      await server.until("response");
      assert.equal(responsesIn(await socket.recv(1000))[0]?.status, 404);
    });

    it("responds to a client that has already shut down its sending side", async (t) => {
      const server = await serving(t);
      const socket = await client(t, server.address);
      await socket.sendall(get("/numbers.txt") + get("/missing"));
      socket.shutdown(SHUT_WR);
      const answers = responsesIn(await receiveAll(socket));
      assert.deepEqual(
        answers.map(({ status, body }) => [status, body.length]),
        [
          [200, 131072],
          [404, NOT_FOUND.length],
        ],
      );
    });

    it("responds to an unfinished request with 408, and drops an idle client", async (t) => {
      const server = await serving(t, { timeout: 0.1 });
      const slow = await client(t, server.address);
      await slow.sendall("GET / HTTP/1.1\r\n");
      const [answer] = responsesIn(await receiveAll(slow));
      assert.deepEqual([answer?.status, answer?.headers.connection], [408, "close"]);
      const silent = await client(t, server.address);
      assert.equal((await receiveAll(silent)).length, 0);
      assert.equal((await server.until("disconnect")).error, null);
    });

    it("applies its timeout to the whole request, however many pieces arrive", async (t) => {
      const server = await serving(t, { timeout: 0.2 });
      const socket = await client(t, server.address);
      await socket.sendall("GET / HTTP/1.1\r\n");
      const answer = receiveAll(socket);
      const pieces = setInterval(() => void socket.sendall("X: 1\r\n").catch(() => {}), 20);
      t.after(() => clearInterval(pieces));
      assert.match(`${await answer}`, /^HTTP\/1\.1 408 /);
    });

    it("sends a large file to a slow reader, part by part", async (t) => {
      const size = 32 << 20;
      const server = await serving(t, { root: await largeFile(t, size) });
      const socket = tcp(t);
      socket.setsockopt(SOL_SOCKET, SO_RCVBUF, 4096);
      await socket.connect(server.address);
      const before = process.memoryUsage().arrayBuffers;
      await socket.sendall(get("/large.bin", "Connection: close\r\n"));
      // The connection is full, and the server waits for room.
      for (let i = 0; i < 2; i++) await server.until("sent");
      assert.ok(process.memoryUsage().arrayBuffers - before < 8 << 20);
      let total = 0;
      for (
        let part = await socket.recv(1 << 16);
        part.length > 0;
        part = await socket.recv(1 << 16)
      )
        total += part.length;
      assert.ok(total > size && total < size + 1000);
      assert.equal((await server.until("response")).size, size);
    });

    it("sends everything to a client that reads slowly but steadily", async (t) => {
      const size = 8 << 20;
      const root = await largeFile(t, size);
      // The send buffer has room for more only after a longer time than this.
      const server = await serving(t, { root, timeout: 0.4 });
      const socket = await client(t, server.address);
      await socket.sendall(get("/large.bin", "Connection: close\r\n"));
      const started = performance.now();
      let total = 0;
      for (let part = await socket.recv(8192); part.length > 0; part = await socket.recv(8192)) {
        total += part.length;
        const ahead = total / BYTES_PER_MS - (performance.now() - started);
        if (ahead > 0) await setTimeout(ahead);
      }
      assert.ok(total > size, `${total} bytes arrived`);
    });

    it("sends everything to a client that asks for more before it has read the first", async (t) => {
      const size = 1 << 20;
      const root = await largeFile(t, size);
      const server = await serving(t, { root, timeout: 0.4 });
      const socket = await client(t, server.address);
      await socket.sendall(get("/large.bin"));
      // The kernel holds the rest of the response, and the connection waits for another request.
      await server.until("response");
      const started = performance.now();
      let total = 0;
      while (total < size / 2) {
        total += (await socket.recv(8192)).length;
        const ahead = total / (BYTES_PER_MS / 4) - (performance.now() - started);
        if (ahead > 0) await setTimeout(ahead);
      }
      await socket.sendall(get("/missing", "Connection: close\r\n"));
      const rest = await receiveAll(socket);
      assert.ok(total + rest.length > size);
      assert.match(rest.toString("latin1", rest.length - 300), /HTTP\/1\.1 404 /);
    });

    it("drops a client that does not read its response", async (t) => {
      const root = await largeFile(t, 64 << 20);
      // It accepts the client once the request is there: between the two, no timeout can expire.
      const server = await serving(t, { timeout: 0.1, root, stepping: true });
      const socket = await client(t, server.address);
      await socket.sendall(get("/large.bin"));
      const { error } = await server.until("disconnect");
      assert.equal(error?.name, "TimeoutError");
      assert.ok((await receiveAll(socket)).length > 0);
      const next = await client(t, server.address);
      await next.sendall(get("/missing"));
      await server.until("response");
      assert.match(`${await receiveResponse(next)}`, /^HTTP\/1\.1 404/);
    });

    it("reads a request that came in time, however late it gets to it", async (t) => {
      const server = await serving(t, { timeout: 0.1 });
      const socket = await client(t, server.address);
      await server.until("connect");
      const sent = socket.sendall(get("/missing"));
      blockThread(0.2);
      await sent;
      assert.match(`${await receiveResponse(socket)}`, /^HTTP\/1\.1 404/);
    });

    it("survives clients that reset, at any moment", async (t) => {
      const root = await largeFile(t, 64 << 20);
      const server = await serving(t, { root });
      for (const [request, moment] of [
        ["", "connect"],
        ["GET / HT", "handled"],
        [get("/large.bin"), "sent"],
        [`BAD\r\n\r\n${"x".repeat(100_000)}`, "response"],
      ] as const) {
        const socket = await client(t, server.address);
        await server.until("connect");
        if (request !== "") await socket.sendall(request);
        if (moment !== "connect") await server.until(moment);
        reset(socket);
        await server.until("disconnect");
      }
      const socket = await client(t, server.address);
      assert.match(await ask(socket, get("/missing")), /^HTTP\/1\.1 404/);
    });

    it("lets a client read the refusal of a body while it still sends it", async (t) => {
      const server = await serving(t);
      const socket = await client(t, server.address);
      const head = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 8000000\r\n\r\n";
      // A reset would fail this, or take the answer away.
      await socket.sendall(head);
      await socket.sendall(Buffer.alloc(4_000_000));
      assert.match(`${await socket.recv(1000)}`, /^HTTP\/1\.1 413 /);
    });

    it("lets a client read the last response although it sends more", async (t) => {
      const size = 1 << 20;
      const server = await serving(t, { root: await largeFile(t, size) });
      const socket = await client(t, server.address);
      await socket.sendall(get("/large.bin", "Connection: close\r\n"));
      // The kernel has all of it, and the client has not read it.
      await server.until("response");
      await socket.sendall(get("/missing"));
      assert.ok((await receiveAll(socket)).length > size);
    });

    it("serves curl: keep-alive, HEAD, conditions, ranges, resume, POST", {
      skip: skipWithout("curl"),
    }, async (t) => {
      const server = await serving(t);
      const page = url(server.address, "/");
      const numbers = url(server.address, "/numbers.txt");

      const codes = ["-w", "%{http_code} %{num_connects}\n", "-o", "/dev/null"];
      const twice = await curl(...codes, page, ...codes.slice(2), numbers);
      assert.equal(twice, "200 1\n200 0\n");
      const redirected = await curl(...codes, "-L", url(server.address, "/form"));
      assert.equal(redirected, "200 1\n");

      const head = await curl("-I", numbers);
      assert.match(head, /^HTTP\/1\.1 200 OK\r\n.*\r\nContent-Length: 131072\r\n/s);
      const etag = /\r\nETag: ("[^"]+")\r\n/.exec(head)?.[1];
      const date = /\r\nLast-Modified: ([^\r]+)\r\n/.exec(head)?.[1];
      const [, ...conditions] = [
        [],
        ["304", `If-None-Match: ${etag}`],
        ["304", `If-None-Match: "x", W/${etag}`],
        ["304", `If-Modified-Since: ${date}`],
        ["200", `If-Match: ${etag}`],
        ["412", `If-Match: W/${etag}`],
        ["200", `If-Unmodified-Since: ${date}`],
      ] as [string, string][];
      for (const [status, field] of conditions) {
        const code = ["-w", "%{http_code}", "-o", "/dev/null", "-H", field, numbers];
        assert.equal(await curl(...code), status, field);
      }

      assert.equal(await curl("-r", "1344-1348", numbers), "00042");
      assert.equal(await curl("-r", "-9", numbers), "11111111\n");
      const ifRange = ["-r", "0-4", "-H", `If-Range: ${etag}`];
      assert.equal(await curl(...ifRange, numbers), "00000");

      const part = join(await temporaryFolder(t), "numbers.txt");
      await writeFile(part, await curl("-r", "0-99999", numbers));
      await curl("-C", "-", "-o", part, numbers);
      assert.equal((await run("cmp", [part, join("data", "www", "numbers.txt")])).code, 0);

      const form = ["-d", "name=Ming", "--data-urlencode", "message=1 < 2 & 你好"];
      const echo = await curl(...form, url(server.address, "/echo"));
      assert.match(echo, /^method: POST\n.*\nname: Ming\nmessage: 1 < 2 & 你好\n$/s);
      const chunked = ["-H", "Transfer-Encoding: chunked", "-H", "Expect: 100-continue"];
      const sent = await curl(...chunked, "-d", "a=1", url(server.address, "/echo"));
      assert.match(sent, /\na: 1\n$/);
      const html = await curl("-H", "Accept: text/html", ...form, url(server.address, "/echo"));
      assert.match(html, /<th>message<\/th><td>1 &lt; 2 &amp; 你好<\/td>/);
    });

    it("responds to requests that are typed into nc, and to pipelined ones", {
      skip: skipWithout("nc"),
    }, async (t) => {
      const server = await serving(t);
      const [host, port] = server.address;
      const nc = spawn("nc", ["-N", host, `${port}`], { stdio: ["pipe", "pipe", "inherit"] });
      t.after(() => nc.kill());
      const output: Buffer[] = [];
      nc.stdout.on("data", (data) => output.push(data));
      nc.stdin.end(
        "GET /missing HTTP/1.1\nHost: x\n\nHEAD / HTTP/1.1\nHost: x\n\nGET / HTTP/1.0\n\n",
      );
      await once(nc, "close");
      assert.deepEqual(`${Buffer.concat(output)}`.match(/^HTTP\/1\.1 \d+/gm), [
        "HTTP/1.1 404",
        "HTTP/1.1 200",
        "HTTP/1.1 200",
      ]);
    });

    it("rejects with ENOENT if the root does not exist", async (t) => {
      await assert.rejects(serving(t, { root: "/nowhere" }), { code: "ENOENT" });
    });

    it("rejects with ENOTDIR if the root is a file", async (t) => {
      await assert.rejects(serving(t, { root: process.execPath }), { code: "ENOTDIR" });
    });

    it("closes its clients when it is stopped", async (t) => {
      const server = await serving(t);
      const socket = await client(t, server.address);
      await ask(socket, get("/"));
      await server.stop();
      assert.equal((await receiveAll(socket)).length, 0);
    });

    it("pauses while no descriptor is free, and then continues", async (t) => {
      const script = new Script(t, "sh", [
        ...["-c", 'ulimit -n 100 && exec "$0" --input-type=module --eval "$1"', process.execPath],
        `import { Socket } from "day29";
         import { httpServer, serve } from "day29/servers";
         const server = await serve(httpServer, ${JSON.stringify(options)});
         const client = new Socket();
         const hoard = [];
         try { while (true) hoard.push(new Socket()); } catch (error) { console.log(error.code); }
         await client.connect(server.address);
         await client.sendall("GET / HTTP/1.0\\r\\n\\r\\n");
         console.log((await server.until("accept-failed")).error.code);
         hoard.pop().close();
         console.log(String(await client.recv(1000)).slice(0, 12));
         for (const socket of hoard) socket.close();
         client.close();`,
      ]);
      assert.equal(await script.line(), "EMFILE");
      assert.equal(await script.line(), "EMFILE");
      // One descriptor is enough for the client, and none is left for the file.
      assert.equal(await script.line(), "HTTP/1.1 503");
      assert.deepEqual(await script.exit(), { code: 0, signal: null }, script.stderr);
    });
  });
}

describe("the iterative HTTP server", () => {
  it("closes an idle client that was served if another one waits", async (t) => {
    const server = await start(t, httpServer);
    const first = await client(t, server.address);
    await ask(first, get("/missing"));
    const second = await client(t, server.address);
    assert.match(await ask(second, get("/missing")), /^HTTP\/1\.1 404/);
    assert.equal((await first.recv(1)).length, 0);
  });

  it("serves a client that soon sends its next request, and announces the close", async (t) => {
    const server = await start(t, httpServer);
    const first = await client(t, server.address);
    await ask(first, get("/missing"));
    const second = await client(t, server.address);
    await second.sendall(get("/missing"));
    await setTimeout(20);
    assert.match(await ask(first, get("/missing")), /\r\nConnection: close\r\n/);
    assert.equal((await first.recv(1)).length, 0);
    assert.match(`${await receiveResponse(second)}`, /^HTTP\/1\.1 404/);
  });

  it("announces the close in the response if another client waits", async (t) => {
    const server = await start(t, httpServer);
    const first = await client(t, server.address);
    assert.doesNotMatch(await ask(first, get("/missing")), /Connection: close/);
    await first.sendall("GET /missing HTTP/1.1\r\n");
    await server.until("handled");
    const second = await client(t, server.address);
    assert.match(await ask(first, "Host: x\r\n\r\n"), /\r\nConnection: close\r\n/);
    assert.match(await ask(second, get("/missing")), /^HTTP\/1\.1 404/);
  });

  it("makes all clients wait for one that stalls", async (t) => {
    const server = await start(t, httpServer, { timeout: 0.1 });
    const started = performance.now();
    await client(t, server.address);
    const second = await client(t, server.address);
    assert.match(await ask(second, get("/missing")), /^HTTP\/1\.1 404/);
    assert.ok(performance.now() - started >= 98);
  });
});

describe("the multiplexed HTTP server", () => {
  for (const mux of readinessCalls) {
    it(`reports in each round what was watched and what was ready (${mux})`, async (t) => {
      const server = await start(t, httpServer, { mux, stepping: true });
      const socket = await client(t, server.address);
      const first = (await server.step()).readiness;
      assert.equal(first?.call, mux);
      assert.deepEqual(first?.entries[0]?.reasons, [{ kind: "clients", count: 1 }]);
      await socket.sendall("GET / HT");
      const { readiness, events } = await server.step();
      assert.deepEqual(
        readiness?.entries.map(({ watched, ready }) => [watched, ready]),
        [
          [POLLIN, 0],
          [POLLIN, POLLIN],
        ],
      );
      assert.deepEqual(readiness?.entries[1]?.reasons, [{ kind: "data", bytes: 8 }]);
      assert.deepEqual(events, []);
    });
  }

  for (const mux of muxes) {
    it(`drops no client because a round takes long (${mux})`, needs(mux), async (t) => {
      const listener = listening(t);
      const root = await largeFile(t, 1 << 20);
      const timeout = 0.05;
      const socket = await client(t, listener.getsockname());
      await socket.sendall(get("/large.bin", "Connection: close\r\n"));
      const answer = receiveAll(socket);
      for await (const event of httpServer(listener, { mux, root, timeout })) {
        if (event.type === "sent") await setTimeout(timeout * 1000 + 2);
        if (event.type !== "disconnect") continue;
        assert.equal(event.error, null);
        break;
      }
      assert.ok((await answer).length > 1 << 20);
    });

    it(`serves many clients beside some that stall (${mux})`, needs(mux), async (t) => {
      const root = await largeFile(t, 64 << 20);
      const server = await start(t, httpServer, { mux, root, timeout: HANG_S });
      await client(t, server.address);
      const half = await client(t, server.address);
      await half.sendall("GET / HT");
      const greedy = await client(t, server.address);
      await greedy.sendall(get("/large.bin"));
      await server.until("sent");
      const clients = await Promise.all(
        Array.from({ length: 50 }, () => client(t, server.address)),
      );
      for (let round = 0; round < 3; round++) {
        const answers = await Promise.all(clients.map((socket) => ask(socket, get("/missing"))));
        for (const answer of answers) assert.match(answer, /^HTTP\/1\.1 404/);
      }
      assert.match(await ask(half, "TP/1.1\r\nHost: x\r\n\r\n"), /^HTTP\/1\.1 403/);
    });
  }

  it("refuses descriptors that select(2) cannot watch, and continues", async (t) => {
    const script = new Script(t, "sh", [
      ...["-c", 'ulimit -n 2000 && exec "$0" --input-type=module --eval "$1"', process.execPath],
      `import { Socket } from "day29";
       import { httpServer, serve } from "day29/servers";
       const server = await serve(httpServer, { mux: "select" });
       const hoard = [];
       while (hoard.at(-1)?.fileno() !== 1024) hoard.push(new Socket());
       const client = new Socket();
       await client.connect(server.address);
       console.log((await server.until("accept-failed")).error.code);
       console.log((await client.recv(10)).length);
       client.close();
       for (const socket of hoard) socket.close();
       const later = new Socket();
       await later.connect(server.address);
       await later.sendall("GET /missing HTTP/1.0\\r\\n\\r\\n");
       console.log(String(await later.recv(1000)).slice(0, 12));
       later.close();`,
    ]);
    assert.equal(await script.line(), "EMFILE");
    assert.equal(await script.line(), "0");
    assert.equal(await script.line(), "HTTP/1.1 404");
    assert.deepEqual(await script.exit(), { code: 0, signal: null }, script.stderr);
  });
});
