/** The functions that create sockets: `createConnection()`, `createServer()`. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AF_INET6, createConnection, createServer, SO_REUSEPORT, SOL_SOCKET } from "day29";
import { closing, listening, tcp } from "../../support/sockets.js";

describe("createConnection()", () => {
  it("connects to a name, with a timeout and from a local address", async (t) => {
    const listener = listening(t);
    const [, port] = listener.getsockname();
    const socket = closing(
      t,
      await createConnection(["localhost", port], { timeout: 5, sourceAddress: ["127.0.0.1", 0] }),
    );
    assert.equal(socket.gettimeout(), 5);
    assert.deepEqual(socket.getpeername(), ["127.0.0.1", port]);
  });

  it("throws the last error, or all of them", async (t) => {
    const closed = tcp(t);
    closed.bind(["127.0.0.1", 0]);
    const address = closed.getsockname();
    await assert.rejects(createConnection(address), { name: "ConnectionRefusedError" });
    await assert.rejects(createConnection(address, { allErrors: true }), (error: unknown) => {
      assert.ok(error instanceof AggregateError);
      assert.deepEqual(
        error.errors.map(({ code }) => code),
        ["ECONNREFUSED"],
      );
      return true;
    });
  });
});

describe("createServer()", () => {
  it("listens, and shares the port only with reusePort", async (t) => {
    const one = closing(t, createServer(["127.0.0.1", 0], { reusePort: true }));
    assert.equal(one.getsockopt(SOL_SOCKET, SO_REUSEPORT), 1);
    const two = closing(t, createServer(one.getsockname(), { reusePort: true, backlog: 1 }));
    assert.deepEqual(two.getsockname(), one.getsockname());
    assert.throws(() => createServer(one.getsockname()), { code: "EADDRINUSE" });
  });

  it("accepts IPv4 clients on an IPv6 socket only with dualstackIpv6", async (t) => {
    const both = closing(
      t,
      createServer(["", 0], { family: AF_INET6, dualstackIpv6: true }),
    ).getsockname();
    closing(t, await createConnection(["127.0.0.1", both[1]]));
    const six = closing(t, createServer(["", 0], { family: AF_INET6 })).getsockname();
    await assert.rejects(createConnection(["127.0.0.1", six[1]]), { code: "ECONNREFUSED" });
    assert.throws(() => createServer(["", 0], { dualstackIpv6: true }), RangeError);
  });
});
