/** What is special to the io_uring server; the rest is tested with the other servers. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { eventNames, trace } from "day29";
import { uringServer } from "day29/servers";
import { URING_REPLY } from "#day29/servers/echo/uring-server.js";
import { client, start } from "../../support/servers.js";
import { needsUring } from "../../support/uring.js";

describe("uringServer", needsUring, () => {
  it("reports in each step what is under way and what is done", async (t) => {
    const server = await start(t, uringServer, { stepping: true });
    const rounds: [submitted: number, completions: number][] = [];
    server.subscribe((event) => {
      if (event.type === "completed") rounds.push([event.submitted, event.completions]);
    });
    const step = async (): Promise<unknown[]> => {
      const { readiness, events } = await server.step();
      assert.equal(readiness?.call, "uring");
      const entries = readiness.entries.map(({ listening, watched, ready, reasons }) => [
        ...[listening, eventNames(watched), eventNames(ready)],
        ...reasons,
      ]);
      return [...entries, ...events.map(({ type }) => type)];
    };
    const socket = await client(t, server.address);
    assert.deepEqual(await step(), [
      [true, "POLLRDNORM", "POLLRDNORM", { kind: "accepted", count: 1 }],
      "connect",
    ]);
    await socket.sendall("hello");
    assert.deepEqual(await step(), [
      [true, "POLLRDNORM", "0"],
      [false, "POLLIN", "POLLIN", { kind: "received", bytes: 5 }],
      "message",
    ]);
    assert.deepEqual(await step(), [
      [true, "POLLRDNORM", "0"],
      [false, "POLLIN|POLLOUT", "POLLOUT", { kind: "sent", bytes: URING_REPLY.length }],
      "sent",
    ]);
    assert.equal(`${await socket.recv(100)}`, `${URING_REPLY}`);
    socket.close();
    assert.deepEqual(await step(), [
      [true, "POLLRDNORM", "0"],
      [false, "POLLIN", "POLLIN", { kind: "end" }],
      "disconnect",
    ]);
    assert.deepEqual(rounds, [
      [1, 1],
      [1, 1],
      [1, 1],
      [0, 1],
    ]);
  });

  it("makes one system call in a round without new clients", async (t) => {
    const server = await start(t, uringServer, { stepping: true });
    const socket = await client(t, server.address);
    await server.step();
    for (let i = 0; i < 3; i++) {
      await socket.sendall("hello");
      const { calls } = await trace(async () => {
        await server.step();
        await server.step();
      });
      const names = calls.map(({ name }) => name);
      assert.ok(names.includes("io_uring_enter"));
      assert.ok(!names.includes("recv") && !names.includes("send"), names.join(" "));
      await socket.recv(100);
    }
  });
});
