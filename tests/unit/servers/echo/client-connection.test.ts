import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SHUT_WR, SO_LINGER, SOL_SOCKET } from "day29";
import { ClientConnection } from "#day29/servers/echo/client-connection.js";
import { connected, drain } from "../../../support/sockets.js";

describe("a client of an echo server", () => {
  it("receives messages and sends the replies that are queued", async (t) => {
    const [socket, accepted] = await connected(t);
    const connection = new ClientConnection(accepted);
    assert.equal(connection.receive(), null);
    await socket.sendall("hello");
    assert.deepEqual(connection.receive(), {
      type: "message",
      socket: accepted,
      data: Buffer.from("hello"),
    });
    assert.equal(connection.writing, false);
    connection.reply(Buffer.from("one "));
    connection.reply(Buffer.from("two"));
    assert.equal(connection.writing, true);
    assert.deepEqual(connection.flush(), { type: "sent", socket: accepted, size: 7 });
    assert.equal(connection.writing, false);
    assert.equal(`${await socket.recv(100)}`, "one two");
  });

  it("is finished at the end of its stream, once its replies are sent", async (t) => {
    const [socket, accepted] = await connected(t);
    const connection = new ClientConnection(accepted);
    connection.reply(Buffer.from("reply"));
    socket.shutdown(SHUT_WR);
    assert.equal(connection.receive(), null);
    assert.deepEqual([connection.reading, connection.finished], [false, false]);
    connection.flush();
    assert.equal(connection.finished, true);
    const { fd } = connection;
    assert.deepEqual(connection.close(), { type: "disconnect", fd, error: null });
  });

  it("is not read from while it leaves 64 KiB of replies unread", async (t) => {
    const [socket, accepted] = await connected(t);
    const connection = new ClientConnection(accepted);
    connection.reply(Buffer.alloc(16 * 1024 * 1024));
    assert.equal(connection.reading, false);
    while (connection.flush() !== null);
    assert.deepEqual([connection.reading, connection.writing], [false, true]);
    while (connection.writing) {
      await drain(socket);
      connection.flush();
    }
    assert.equal(connection.reading, true);
  });

  it("is finished with the error of its socket", async (t) => {
    const [socket, accepted] = await connected(t);
    const connection = new ClientConnection(accepted);
    connection.reply(Buffer.from("reply"));
    socket.setsockopt(SOL_SOCKET, SO_LINGER, { onoff: true, linger: 0 });
    socket.close();
    assert.equal(connection.receive(), null);
    assert.deepEqual([connection.finished, connection.writing], [true, false]);
    assert.equal(connection.close().error?.code, "ECONNRESET");
  });
});
