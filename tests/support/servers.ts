/** Servers in the background, and their clients. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { ctime, type InetAddress, SO_LINGER, SOL_SOCKET, type Socket } from "day29";
import { type ServeOptions, type Server, type ServerProgram, serve } from "day29/servers";
import type { Cleanup } from "./cleanup.js";
import { HANG_S } from "./hang.js";
import { tcp } from "./sockets.js";

/** A server in the background, stopped when the test ends. */
export async function start<Options extends object>(
  t: TestContext,
  program: ServerProgram<Options>,
  options: ServeOptions & Partial<Options> = {},
): Promise<Server> {
  const server = await serve(program as ServerProgram, { name: t.name, ...options });
  t.after(() => server.stop().catch(() => undefined));
  return server;
}

/** A client of a server, with a timeout that only ends a hang. */
export async function client(t: Cleanup, address: InetAddress): Promise<Socket> {
  const socket = tcp(t);
  socket.settimeout(HANG_S);
  await socket.connect(address);
  return socket;
}

/** Sends a message and checks the reply. */
export async function ask(socket: Socket, message: string, reply: string): Promise<void> {
  await socket.sendall(message);
  let received = "";
  while (received.length < reply.length) {
    const part = await socket.recv(100);
    assert.ok(part.length > 0, "the server closed the connection");
    received += part;
  }
  assert.equal(received, reply);
}

/** Asks a time server for the time, which may change meanwhile. */
export async function askTime(socket: Socket, message: string = "what time is it?"): Promise<void> {
  const before = Date.parse(ctime());
  await socket.sendall(message);
  const reply = `${await socket.recv(100)}`;
  const time = Date.parse(reply);
  assert.ok(before <= time && time <= Date.now(), reply);
  assert.equal(ctime(new Date(time)), reply);
}

/** Closes a socket so that its peer gets a reset. */
export function reset(socket: Socket): void {
  socket.setsockopt(SOL_SOCKET, SO_LINGER, Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]));
  socket.close();
}
