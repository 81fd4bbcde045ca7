/** What is special to the HTTP server on io_uring; the rest is tested with the other servers. */
import assert from "node:assert/strict";
import { truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { eventNames, SO_RCVBUF, SOL_SOCKET, type Socket, trace } from "day29";
import { httpServer, type Server } from "day29/servers";
import { HANG_S } from "../../../support/hang.js";
import { receiveResponse } from "../../../support/http-response.js";
import { temporaryFolder } from "../../../support/project.js";
import { client, start } from "../../../support/servers.js";
import { receiveAll, tcp } from "../../../support/sockets.js";
import { needsUring } from "../../../support/uring.js";

const mux = "uring";
const get = (target: string): string => `GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`;

/** A folder with a file of `size` bytes. */
async function folder(t: TestContext, size: number): Promise<string> {
  const root = await temporaryFolder(t);
  await writeFile(join(root, "file.bin"), Buffer.alloc(size, "0123456789"));
  return root;
}

/** A client that receives slowly, so that a response waits for it. */
async function slowClient(t: TestContext, server: Server): Promise<Socket> {
  const socket = tcp(t);
  socket.settimeout(HANG_S);
  socket.setsockopt(SOL_SOCKET, SO_RCVBUF, 4096);
  await socket.connect(server.address);
  return socket;
}

describe("httpServer on io_uring", needsUring, () => {
  it("reports in each step what is under way and what is done", async (t) => {
    const root = await folder(t, 300_000);
    const server = await start(t, httpServer, { mux, root, timeout: HANG_S, stepping: true });
    const step = async (): Promise<unknown[]> => {
      const { readiness, events } = await server.step();
      assert.equal(readiness?.call, "uring");
      const entries = readiness.entries.map(({ listening, ready, reasons }) => [
        ...[listening, eventNames(ready)],
        ...reasons.map(({ kind }) => kind),
      ]);
      return [...entries, ...events.map(({ type }) => type)];
    };
    const socket = await client(t, server.address);
    assert.deepEqual(await step(), [[true, "POLLRDNORM", "accepted"], "connect"]);
    await socket.sendall("GET /mis");
    const idle = [true, "0"];
    assert.deepEqual(await step(), [idle, [false, "POLLIN", "received"]]);
    await socket.sendall("sing HTTP/1.1\r\nHost: x\r\n\r\n");
    assert.deepEqual(await step(), [idle, [false, "POLLIN", "received"], "request"]);
    // Nothing is received meanwhile.
    assert.deepEqual(await step(), [idle, [false, "POLLOUT", "sent"], "sent", "response"]);
    await receiveResponse(socket);
    socket.close();
    assert.deepEqual(await step(), [idle, [false, "POLLIN", "end"], "disconnect"]);
  });

  it("makes no system call of its own to receive, to read a small file, and to send", async (t) => {
    const size = 50_000;
    const root = await folder(t, size);
    const server = await start(t, httpServer, { mux, root, timeout: HANG_S, stepping: true });
    const socket = await client(t, server.address);
    await server.step();
    await socket.sendall(get("/file.bin"));
    // The kernel holds all of the response, so the client need not receive meanwhile.
    const { calls } = await trace(() => server.until("response"));
    const names = new Set(calls.map(({ name }) => name));
    assert.ok(names.has("io_uring_enter"));
    for (const name of ["recv", "send", "sendfile"]) assert.ok(!names.has(name), name);
    assert.ok((await receiveResponse(socket)).length > size);
  });

  it("sends what a large file has beyond the first chunk without a copy", async (t) => {
    const root = await folder(t, 200_000);
    const server = await start(t, httpServer, { mux, root, timeout: HANG_S, stepping: true });
    const socket = await client(t, server.address);
    await server.step();
    await socket.sendall(get("/file.bin"));
    const { calls } = await trace(() => server.until("response"));
    assert.ok(calls.some(({ name }) => name === "sendfile"));
    assert.ok(!calls.some(({ name }) => name === "send"));
    assert.ok(!calls.some((call) => `${call}`.includes("IORING_OP_READ")));
    assert.ok((await receiveResponse(socket)).length > 200_000);
  });

  it("reports in a step that a client has space for more of a file", async (t) => {
    const size = 16_000_000;
    const root = await folder(t, size);
    const server = await start(t, httpServer, { mux, root, timeout: HANG_S, stepping: true });
    const socket = await slowClient(t, server);
    await socket.sendall("GET /file.bin HTTP/1.0\r\n\r\n");
    const received = receiveAll(socket);
    const kinds = new Set<string>();
    server.subscribe((event) => {
      if (event.type !== "completed") return;
      for (const { reasons } of event.observation.entries)
        for (const { kind } of reasons) kinds.add(kind);
    });
    await server.until("response", HANG_S);
    assert.ok(kinds.has("room"));
    assert.ok((await received).length >= size);
  });

  it("sends every byte of a file to a client whose receive buffer is small", async (t) => {
    const size = 3_000_000;
    const root = await folder(t, size);
    const server = await start(t, httpServer, { mux, root, timeout: HANG_S });
    const socket = await slowClient(t, server);
    await socket.sendall("GET /file.bin HTTP/1.0\r\n\r\n");
    const response = await receiveAll(socket);
    const body = response.subarray(response.indexOf("\r\n\r\n") + 4);
    assert.ok(body.equals(Buffer.alloc(size, "0123456789")));
  });

  it("closes the connection if the file was truncated", async (t) => {
    const size = 16_000_000;
    const root = await folder(t, size);
    const server = await start(t, httpServer, { mux, root, timeout: HANG_S });
    const socket = await slowClient(t, server);
    await socket.sendall(get("/file.bin"));
    await server.until("sent");
    await truncate(join(root, "file.bin"), 1000);
    assert.ok((await receiveAll(socket)).length < size);
    assert.equal((await server.until("disconnect")).error, null);
  });

  it("ends what is under way for a client before it closes it", async (t) => {
    const root = await folder(t, 16_000_000);
    const server = await start(t, httpServer, { mux, root, timeout: 0.1 });
    const socket = await slowClient(t, server);
    await socket.sendall(get("/file.bin"));
    assert.equal((await server.until("disconnect")).error?.name, "TimeoutError");
    // The end of the stream arrives: the kernel does not keep the connection open to send to it.
    assert.ok((await receiveAll(socket)).length < 16_000_000);
  });
});
