import assert from "node:assert/strict";
import { closeSync, openSync } from "node:fs";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import {
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLNVAL,
  POLLOUT,
  POLLPRI,
  POLLRDHUP,
  Poll,
  SHUT_WR,
  SO_LINGER,
  SOL_SOCKET,
} from "day29";
import { connected, pair } from "../../support/sockets.js";

describe("Poll", () => {
  it("watches for POLLIN, POLLPRI and POLLOUT by default", async (t) => {
    const [a, b] = pair(t);
    const poller = new Poll();
    poller.register(a);
    await b.sendall("x");
    assert.deepEqual(await poller.poll(), [[a.fileno(), POLLIN | POLLOUT]]);
    assert.equal(inspect(poller), `<Poll ${a.fileno()}: POLLIN|POLLPRI|POLLOUT>`);
  });

  it("replaces the mask when a descriptor is registered again or modified", async (t) => {
    const [a] = pair(t);
    const poller = new Poll();
    poller.register(a, POLLIN);
    assert.deepEqual(await poller.poll(0), []);
    poller.register(a, POLLOUT);
    assert.deepEqual(await poller.poll(0), [[a.fileno(), POLLOUT]]);
    poller.modify(a, POLLIN | POLLPRI);
    assert.deepEqual(await poller.poll(0), []);
  });

  it("refuses to modify or unregister an unknown descriptor", (t) => {
    const [a, b] = pair(t);
    const poller = new Poll();
    assert.throws(() => poller.modify(a, POLLIN), {
      name: "FileNotFoundError",
      code: "ENOENT",
      message: new RegExp(`fd ${a.fileno()}, which is not registered`),
    });
    assert.throws(() => poller.unregister(a), { name: "RangeError", message: /not registered/ });
    b.close();
    assert.throws(() => poller.register(b), { code: "EBADF" });
    for (const mask of [-1, 0x10000, 1.5, Number.NaN]) {
      assert.throws(() => poller.register(a, mask), { name: "RangeError", message: /eventmask/ });
    }
  });

  it("unregisters a descriptor, also by the number of a closed socket", async (t) => {
    const [a, b] = pair(t);
    const poller = new Poll();
    const fd = a.fileno();
    poller.register(a, POLLOUT);
    poller.register(b, POLLOUT);
    a.close();
    assert.deepEqual(await poller.poll(0), [
      [fd, POLLNVAL],
      [b.fileno(), POLLOUT | POLLHUP],
    ]);
    poller.unregister(fd);
    assert.deepEqual(await poller.poll(0), [[b.fileno(), POLLOUT | POLLHUP]]);
  });

  it("always reports a hang-up, an error and a closed descriptor", async (t) => {
    const poller = new Poll();
    const [a, b] = pair(t);
    poller.register(a, 0);
    assert.deepEqual(await poller.poll(0), []);
    const waiting = poller.poll();
    b.close();
    assert.deepEqual(await waiting, [[a.fileno(), POLLHUP]]);
    poller.unregister(a);

    const [client, server] = await connected(t);
    poller.register(server, 0);
    client.setsockopt(SOL_SOCKET, SO_LINGER, Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]));
    client.close();
    assert.deepEqual(await poller.poll(), [[server.fileno(), POLLERR | POLLHUP]]);
    poller.unregister(server);

    const fd = openSync("/dev/null", "r");
    closeSync(fd);
    poller.register(fd, 0);
    assert.deepEqual(await poller.poll(), [[fd, POLLNVAL]]);
  });

  it("reports a half-closed peer with POLLRDHUP", async (t) => {
    const [client, server] = await connected(t);
    const poller = new Poll();
    poller.register(server, POLLRDHUP);
    assert.deepEqual(await poller.poll(0), []);
    client.shutdown(SHUT_WR);
    assert.deepEqual(await poller.poll(), [[server.fileno(), POLLRDHUP]]);
  });

  it("waits in milliseconds; negative, null and undefined wait indefinitely", async (t) => {
    const [a, b] = pair(t);
    const poller = new Poll();
    poller.register(a, POLLIN);
    const start = performance.now();
    assert.deepEqual(await poller.poll(30), []);
    assert.ok(performance.now() - start >= 30);
    for (const timeout of [-1, null, undefined]) {
      const waiting = poller.poll(timeout);
      await b.sendall("x");
      assert.deepEqual(await waiting, [[a.fileno(), POLLIN]]);
      await a.recv(1);
    }
    await assert.rejects(poller.poll(Number.NaN), { name: "RangeError", message: /timeout/ });
    await assert.rejects(poller.poll("1" as never), TypeError);
  });

  it("prints events by name, and returns a plain array", async (t) => {
    const [a, b] = pair(t);
    const poller = new Poll();
    poller.register(a, POLLIN | POLLOUT);
    await b.sendall("x");
    b.close();
    const events = await poller.poll();
    assert.equal(inspect(events), `[ [ ${a.fileno()}, POLLIN|POLLOUT|POLLHUP ] ]`);
    assert.deepEqual(events, [[a.fileno(), POLLIN | POLLOUT | POLLHUP]]);
    assert.equal(inspect(await new Poll().poll(0)), "[]");
    assert.equal(inspect(new Poll()), "<Poll>");
  });
});
