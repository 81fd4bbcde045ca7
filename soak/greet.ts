/** One client as it should be: it asks, checks the answer, and leaves. */
import assert from "node:assert/strict";
import { AF_INET, type InetAddress, SOCK_DGRAM, SOCK_STREAM, Socket } from "day29";
import type { Talk } from "./talk.js";
import type { Target } from "./target.js";

/** The most seconds that a call of a client waits, on a machine that is busy. */
export const PATIENCE = 60;

/** A socket for a client of a server, connected. */
export async function connect({ kind }: Target, address: InetAddress): Promise<Socket> {
  const socket = new Socket(AF_INET, kind === "udp" ? SOCK_DGRAM : SOCK_STREAM);
  try {
    socket.settimeout(PATIENCE);
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

/** Receives an answer, and nothing but it. */
export async function receive(socket: Socket, talk: Talk): Promise<void> {
  let answer: Buffer = Buffer.alloc(0);
  while (!talk.complete(answer)) {
    const part = await socket.recv(65536);
    assert.ok(part.length > 0, `the server closed the connection after ${answer.length} bytes`);
    answer = answer.length === 0 ? part : Buffer.concat([answer, part]);
  }
}

/** A new client that has `count` messages answered, and leaves. */
export async function greet(target: Target, address: InetAddress, count = 1): Promise<void> {
  const socket = await connect(target, address);
  try {
    for (let i = 0; i < count; i++) await exchange(socket, target.talk);
  } finally {
    socket.close();
  }
}
