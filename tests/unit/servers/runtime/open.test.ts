import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AF_INET6, SO_ACCEPTCONN, SO_REUSEADDR, SOCK_DGRAM, SOL_SOCKET } from "day29";
import { open } from "#day29/servers/runtime/open.js";
import { closing } from "../../../support/sockets.js";

describe("the socket of a server", () => {
  it("listens on a free port of this machine by default", (t) => {
    const socket = closing(t, open({}));
    const [host, port] = socket.getsockname();
    assert.equal(host, "127.0.0.1");
    assert.ok(port > 0);
    assert.equal(socket.getsockopt(SOL_SOCKET, SO_ACCEPTCONN), 1);
    assert.throws(() => open({}, { port }), { code: "EADDRINUSE" });
  });

  it("is of IPv6 for such an address", (t) => {
    const socket = closing(t, open({}, { host: "::1" }));
    assert.deepEqual([socket.family, socket.getsockname()[0]], [AF_INET6, "::1"]);
  });

  it("is bound for datagrams, and shares its port only where the program does", (t) => {
    const program = { socketType: SOCK_DGRAM };
    const one = closing(t, open(program));
    assert.deepEqual([one.type, one.getsockopt(SOL_SOCKET, SO_REUSEADDR)], [SOCK_DGRAM, 0]);
    const [, port] = one.getsockname();
    assert.throws(() => open(program, { port }), { code: "EADDRINUSE" });
    const shared = { ...program, shared: true };
    const two = closing(t, open(shared));
    const three = closing(t, open(shared, { port: two.getsockname()[1] }));
    assert.deepEqual(three.getsockname(), two.getsockname());
  });
});
