/** What `using` and `await using` close. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  createConnection,
  createServer,
  DefaultSelector,
  Epoll,
  type InetAddress,
  type Socket,
  socketpair,
} from "day29";
import { selectServer, serve } from "day29/servers";

describe("a resource that is declared with `using`", () => {
  it("is closed at the end of the block, in reverse order", async () => {
    const closed: Socket[] = [];
    {
      using listener = createServer(["127.0.0.1", 0]);
      using client = await createConnection(listener.getsockname());
      closed.push(listener, client);
      for (const socket of closed) assert.ok(socket.fileno() >= 0);
    }
    for (const socket of closed) assert.equal(socket.fileno(), -1);
  });

  it("is closed when the block throws, and may be closed before its end", () => {
    const [a, b] = socketpair();
    assert.throws(() => {
      using left = a;
      using right = b;
      right.close();
      assert.ok(left.fileno() >= 0);
      throw new Error("thrown in the block");
    }, /thrown in the block/);
    assert.deepEqual([a.fileno(), b.fileno()], [-1, -1]);
  });

  it("may be an epoll or a selector", () => {
    const resources: [Epoll?, DefaultSelector?] = [];
    {
      using epoll = new Epoll();
      using selector = new DefaultSelector();
      resources.push(epoll, selector);
    }
    assert.equal(resources[0]?.closed, true);
    assert.equal(resources[1]?.getMap(), null);
  });

  it("may be a server, which has stopped after `await using`", async () => {
    let address: InetAddress;
    {
      await using server = await serve(selectServer);
      address = server.address;
      using client = await createConnection(address);
      await client.send("hello");
    }
    await assert.rejects(createConnection(address), { code: "ECONNREFUSED" });
  });
});
