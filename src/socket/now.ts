/** Calls that never wait, for servers that know which sockets are ready. */
import type { Address } from "../address-family.js";
import { handleOf } from "./base.js";
import * as connecting from "./connect.js";
import { SocketHandle } from "./handle.js";
import * as receiving from "./receive.js";
import * as sending from "./send.js";
import { Socket } from "./socket.js";

/** Accepts a connection; `null` when there is none. */
export function acceptNow<A extends Address>(
  listener: Socket<A>,
): [socket: Socket<A>, address: A] | null {
  const accepted = connecting.acceptNow(handleOf(listener), (handle) => new Socket<A>(handle));
  return accepted as [Socket<A>, A] | null;
}

/** Returns the socket of a non-blocking descriptor that accept(2) of `listener` has returned. */
export function wrapAccepted<A extends Address>(listener: Socket<A>, fd: number): Socket<A> {
  const { family, type, proto } = handleOf(listener);
  return new Socket<A>(new SocketHandle(fd, family, type, proto));
}

/** Receives at most `bufsize` bytes; `null` when nothing has arrived. */
export function recvNow(socket: Socket, bufsize: number): Buffer | null {
  return receiving.recvNow(handleOf(socket), bufsize);
}

/** Sends bytes and returns how many; `null` when the send buffer is full. */
export function sendNow(socket: Socket, bytes: Uint8Array): number | null {
  return sending.sendNow(handleOf(socket), bytes);
}

/** Like `sendNow()`, for part of a file; returns 0 beyond its end. */
export function sendfileNow(
  socket: Socket,
  file: number,
  offset: number,
  count: number,
): number | null {
  return sending.sendfileNow(handleOf(socket), file, offset, count);
}
