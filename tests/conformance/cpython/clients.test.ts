/** Clients on Python's socket module, in a process of their own. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { epollServer, pollServer, selectServer, udpServer, uringServer } from "day29/servers";
import { EPOLL_REPLY } from "#day29/servers/echo/epoll-server.js";
import { POLL_REPLY } from "#day29/servers/echo/poll-server.js";
import { SELECT_REPLY } from "#day29/servers/echo/select-server.js";
import { URING_REPLY } from "#day29/servers/echo/uring-server.js";
import { UDP_REPLY } from "#day29/servers/udp/udp-server.js";
import { HANG_S } from "../../support/hang.js";
import { interpreter } from "../../support/project.js";
import { Script } from "../../support/script.js";
import { start } from "../../support/servers.js";
import { needsUring } from "../../support/uring.js";

describe("a client on Python's socket module", () => {
  for (const { program, options, reply, needs = {} } of [
    { program: selectServer, options: {}, reply: `${SELECT_REPLY}` },
    { program: pollServer, options: {}, reply: `${POLL_REPLY}` },
    { program: epollServer, options: {}, reply: `${EPOLL_REPLY}` },
    { program: epollServer, options: { edge: true }, reply: `${EPOLL_REPLY}` },
    { program: uringServer, options: {}, reply: `${URING_REPLY}`, needs: needsUring },
  ]) {
    it(`is served by ${program.name} ${JSON.stringify(options)}`, needs, async (t) => {
      const server = await start(t, program, options);
      const [host, port] = server.address;
      const run = new Script(t, interpreter, [
        "-c",
        `import socket
s = socket.create_connection(("${host}", ${port}), timeout=${HANG_S})
s.sendall(b"hello from python")
print(s.recv(100).decode())`,
      ]);
      assert.equal(await run.line(), reply);
      const message = await server.until("message");
      assert.ok(message.type === "message" && `${message.data}` === "hello from python");
    });
  }

  it("is served by udpServer", async (t) => {
    const server = await start(t, udpServer);
    const [host, port] = server.address;
    const run = new Script(t, interpreter, [
      "-c",
      `import socket
s = socket.socket(type=socket.SOCK_DGRAM)
s.settimeout(${HANG_S})
s.sendto(b"hello", ("${host}", ${port}))
print(*s.recvfrom(100))`,
    ]);
    assert.equal(await run.line(), `b'${UDP_REPLY}' ('${host}', ${port})`);
  });
});
