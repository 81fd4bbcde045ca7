/** Sockets for tests, closed when the test ends. */
import { setImmediate } from "node:timers/promises";
import { type Address, kernelBuffers, Socket, socketpair } from "day29";
import type { Cleanup } from "./cleanup.js";

/** Closes `resource` when the test ends. */
export function closing<T extends { close(): void }>(t: Cleanup, resource: T): T {
  t.after(() => resource.close());
  return resource;
}

/** A new TCP socket. */
export function tcp(t: Cleanup): Socket {
  return closing(t, new Socket());
}

/** A TCP socket that listens on a free port of 127.0.0.1. */
export function listening(t: Cleanup, backlog?: number): Socket {
  const listener = tcp(t);
  listener.bind(["127.0.0.1", 0]);
  listener.listen(backlog);
  return listener;
}

/** Both ends of a TCP connection. */
export async function connected(t: Cleanup): Promise<[client: Socket, server: Socket]> {
  const listener = listening(t);
  const client = tcp(t);
  await client.connect(listener.getsockname());
  const [server] = await listener.accept();
  return [client, closing(t, server)];
}

/** Two connected sockets without an address. */
export function pair(t: Cleanup): [Socket<never>, Socket<never>] {
  const [a, b] = socketpair();
  return [closing(t, a), closing(t, b)];
}

/**
 * Sends until the send buffer is full, and returns how many bytes were accepted. Each acknowledgement
 * makes room again, so the buffer counts as full only when nothing is in flight.
 */
export async function fill(socket: Socket<Address>): Promise<number> {
  let total = 0;
  for (let sent = -1; sent !== 0; total += sent) {
    sent = await sendAll(socket);
    while (inFlight(socket) > 0) await setImmediate();
  }
  return total;
}

async function sendAll(socket: Socket<Address>): Promise<number> {
  const timeout = socket.gettimeout();
  socket.setblocking(false);
  const chunk = Buffer.alloc(64 * 1024, "x");
  let total = 0;
  try {
    while (true) total += await socket.send(chunk);
  } catch {
    socket.settimeout(timeout);
    return total;
  }
}

/** The number of bytes that TCP has sent and the peer has not acknowledged; 0 for other sockets. */
function inFlight(socket: Socket<Address>): number {
  const { pending, unsent } = kernelBuffers(socket).send;
  return pending === null || unsent === null ? 0 : pending - unsent;
}

/** Receives until the peer ends its side of the connection. */
export async function receiveAll(socket: Socket<Address>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let part = await socket.recv(1 << 16); part.length > 0; part = await socket.recv(1 << 16)) {
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Receives everything that is queued, and returns the number of bytes. */
export async function drain(socket: Socket<Address>): Promise<number> {
  const timeout = socket.gettimeout();
  socket.setblocking(false);
  let total = 0;
  try {
    while (true) total += (await socket.recv(64 * 1024)).length;
  } catch {
    socket.settimeout(timeout);
    return total;
  }
}
