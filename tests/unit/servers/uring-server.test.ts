/** What is special to the io_uring server; the rest is tested with the other servers. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { trace } from "day29";
import { epollServer, selectServer, uringServer } from "day29/servers";
import { SELECT_REPLY } from "#day29/servers/echo/select-server.js";
import { URING_REPLY } from "#day29/servers/echo/uring-server.js";
import { ask, client, start } from "../../support/servers.js";
import { needsUring } from "../../support/uring.js";

describe("uringServer", needsUring, () => {
  it("reports in each step what was submitted and what was done", async (t) => {
    const server = await start(t, uringServer, { stepping: true });
    const socket = await client(t, server.address);
    const first = await server.step();
    assert.deepEqual(
      [first.completed, first.readiness, first.events.map(({ type }) => type)],
      [{ type: "completed", submitted: 1, completions: 1 }, null, ["connect"]],
    );
    await socket.sendall("hello");
    const second = await server.step();
    assert.deepEqual(
      [second.completed, second.events.map(({ type }) => type)],
      [{ type: "completed", submitted: 1, completions: 1 }, ["message"]],
    );
    const third = await server.step();
    assert.deepEqual(
      [third.completed, third.events.map(({ type }) => type)],
      [{ type: "completed", submitted: 1, completions: 1 }, ["sent"]],
    );
    assert.equal(`${await socket.recv(100)}`, `${URING_REPLY}`);
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

  it("continues with the clients of another server", async (t) => {
    const server = await start(t, selectServer);
    const sockets = await Promise.all(Array.from({ length: 5 }, () => client(t, server.address)));
    for (const socket of sockets) await ask(socket, "hello", `${SELECT_REPLY}`);
    // biome-ignore lint/suspicious/noExplicitAny: what the declarations of the package leave out
    await (server as any).switchTo(uringServer);
    for (const socket of sockets) await ask(socket, "hello", `${URING_REPLY}`);
  });

  it("keeps its clients, as the kernel may be sending to them", async (t) => {
    const server = await start(t, uringServer);
    const socket = await client(t, server.address);
    await ask(socket, "hello", `${URING_REPLY}`);
    // biome-ignore lint/suspicious/noExplicitAny: what the declarations of the package leave out
    await assert.rejects((server as any).switchTo(epollServer), /server of the same kind/);
    await ask(socket, "hello", `${URING_REPLY}`);
  });
});
