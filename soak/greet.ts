/** A well-behaved client: it sends a message, checks the reply, and leaves. */
import assert from "node:assert/strict";
import { AF_INET, type InetAddress, SOCK_DGRAM, SOCK_STREAM, Socket } from "day29";
import { HANG_S } from "../tests/support/hang.js";
import type { Talk } from "./talk.js";
import type { Target } from "./target.js";

/** The timeout of a client's calls, in seconds. */
export const CLIENT_TIMEOUT_S = HANG_S;

/** Connects a client to a server. */
export async function connect({ kind }: Target, address: InetAddress): Promise<Socket> {
  const socket = new Socket(AF_INET, kind === "udp" ? SOCK_DGRAM : SOCK_STREAM);
  try {
    socket.settimeout(CLIENT_TIMEOUT_S);
    await socket.connect(address);
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}

/** One exchange on an open connection. */
export async function exchange(socket: Socket, talk: Talk): Promise<void> {
  await socket.sendall(talk.message);
  await receive(socket, talk);
}

/** Receives exactly one reply. */
export async function receive(socket: Socket, talk: Talk): Promise<void> {
  let reply: Buffer = Buffer.alloc(0);
  while (!talk.complete(reply)) {
    const part = await socket.recv(65536);
    assert.ok(part.length > 0, `the server closed the connection after ${reply.length} bytes`);
    reply = reply.length === 0 ? part : Buffer.concat([reply, part]);
  }
}

/** Connects a new client, which exchanges `count` messages and leaves. */
export async function greet(target: Target, address: InetAddress, count = 1): Promise<void> {
  const socket = await connect(target, address);
  try {
    for (let i = 0; i < count; i++) await exchange(socket, target.talk);
  } finally {
    socket.close();
  }
}
