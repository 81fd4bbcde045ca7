import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttpServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { describe, it } from "node:test";
import { createConnection } from "day29";
import { HANG_S } from "../../support/hang.js";
import { connected, pair } from "../../support/sockets.js";

describe("a socket as a Node stream", () => {
  it("reads, writes, ends one side at a time and closes the socket", async (t) => {
    const [client, server] = await connected(t);
    const stream = client.toDuplex();
    stream.end("question");
    assert.equal(`${await server.recv(100)}`, "question");
    assert.equal((await server.recv(100)).length, 0);
    await server.sendall("answer");
    server.close();
    assert.equal(await text(stream), "answer");
    if (!stream.closed) await once(stream, "close");
    assert.equal(client.fileno(), -1);
  });

  it("transfers more than the buffers hold, at the reader's pace", async (t) => {
    const [client, server] = await connected(t);
    const size = 20 * 1024 * 1024;
    const chunk = Buffer.alloc(1024 * 1024, "x");
    const source = Readable.from(Array.from({ length: size / chunk.length }, () => chunk));
    const sending = pipeline(source, client.toDuplex(), { end: true });
    let received = 0;
    for await (const data of server.toDuplex()) received += data.length;
    assert.equal(received, size);
    await sending;
  });

  it("fails with the socket's error", async (t) => {
    const [client, server] = await connected(t);
    const stream = server.toDuplex();
    client.setsockopt(1, 13, { onoff: true, linger: 0 });
    client.close();
    await assert.rejects(text(stream), { name: "ConnectionResetError" });
    assert.equal(server.fileno(), -1);
  });

  it("works with readline and with Node's HTTP client", async (t) => {
    const [a, b] = pair(t);
    await a.sendall("one\ntwo\n");
    a.close();
    const lines: string[] = [];
    for await (const line of createInterface({ input: b.toDuplex() })) lines.push(line);
    assert.deepEqual(lines, ["one", "two"]);

    const http = createHttpServer((_request, response) => response.end("over a socket of ours"));
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    t.after(() => http.close());
    const { port } = http.address() as AddressInfo;
    const socket = await createConnection(["127.0.0.1", port], { timeout: HANG_S });
    const message = request({ host: "x", createConnection: () => socket.toDuplex() }).end();
    const [response] = await once(message, "response");
    assert.equal(await text(response), "over a socket of ours");
  });
});
