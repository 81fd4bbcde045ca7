/** recv(2) and recvfrom(2). */
import { constants as os } from "node:os";
import type { Address } from "../address-family.js";
import {
  MSG_DONTWAIT,
  MSG_PEEK,
  MSG_TRUNC,
  MSG_WAITALL,
  POLLERR,
  POLLRDHUP,
  SOCK_DGRAM,
  SOCK_STREAM,
} from "../constants.js";
import * as libc from "../sys/libc.js";
import { pollOne } from "../sys/poll-one.js";
import { checkInt, checkSize, isInt } from "../validators.js";
import { callWhenReady, NONBLOCKING_FLAGS, READABLE, resultOrNull } from "./attempt.js";
import { copyOf, startOf } from "./data.js";
import { sockaddr } from "./endpoints.js";
import type { SocketHandle } from "./handle.js";

const { EAGAIN } = os.errno;

/** Data is received here first, so that the returned buffer is only as large as the data. */
const scratch = Buffer.allocUnsafeSlow(64 * 1024);

export function recv(handle: SocketHandle, bufsize: number, flags: number): Promise<Buffer> {
  if (waitsForAll(handle, flags)) return receiveAll(handle, bufsize, flags);
  return callWhenReady(handle, "recv", READABLE, flags, () => receive(handle, bufsize, flags));
}

export function recvNow(handle: SocketHandle, bufsize: number): Buffer | null {
  return resultOrNull(handle, "recv", receive(handle, bufsize, MSG_DONTWAIT));
}

export function recvInto(
  handle: SocketHandle,
  buffer: Uint8Array,
  nbytes: number,
  flags: number,
): Promise<number> {
  if (waitsForAll(handle, flags)) return fill(handle, buffer, nbytes, flags);
  return callWhenReady(handle, "recv", READABLE, flags, () => {
    const target = startOf(buffer, nbytes);
    return receiveInto(handle, target, target.length, flags);
  });
}

export function recvfrom(
  handle: SocketHandle,
  bufsize: number,
  flags: number,
): Promise<[data: Buffer, address: Address | null]> {
  return callWhenReady(handle, "recvfrom", READABLE, flags, () => {
    const buffer = bufferFor(bufsize, flags);
    const count = receiveFromInto(handle, buffer, bufsize, flags);
    return count < 0 ? count : [copyOf(buffer, count), sockaddr.address];
  });
}

export function recvfromInto(
  handle: SocketHandle,
  buffer: Uint8Array,
  nbytes: number,
  flags: number,
): Promise<[count: number, address: Address | null]> {
  return callWhenReady(handle, "recvfrom", READABLE, flags, () => {
    const target = startOf(buffer, nbytes);
    const count = receiveFromInto(handle, target, target.length, flags);
    return count < 0 ? count : [count, sockaddr.address];
  });
}

/**
 * Returns a buffer for at most `bufsize` bytes, which other calls use, too. With `MSG_TRUNC` it is a zeroed
 * one, because then the kernel returns the size of data that it has not written.
 */
export function bufferFor(bufsize: number, flags: number): Buffer {
  checkSize("bufsize", bufsize);
  if ((flags & MSG_TRUNC) !== 0) return Buffer.alloc(bufsize);
  return bufsize <= scratch.length ? scratch : Buffer.allocUnsafeSlow(bufsize);
}

function receive(handle: SocketHandle, bufsize: number, flags: number): number | Buffer {
  const buffer = bufferFor(bufsize, flags);
  const count = receiveInto(handle, buffer, bufsize, flags);
  // Copied immediately, because all sockets share the scratch buffer.
  return count < 0 ? count : copyOf(buffer, count);
}

function receiveInto(
  handle: SocketHandle,
  buffer: Uint8Array,
  size: number,
  flags: number,
): number {
  const count = libc.recv(handle.fd, buffer, size, flags | MSG_DONTWAIT);
  return count === -EAGAIN && hasShutDown(handle, flags) ? 0 : count;
}

function receiveFromInto(
  handle: SocketHandle,
  buffer: Uint8Array,
  size: number,
  flags: number,
): number {
  const { bytes, length } = sockaddr.reset();
  const count = libc.recvfrom(handle.fd, buffer, size, flags | MSG_DONTWAIT, bytes, length);
  if (count !== -EAGAIN || !hasShutDown(handle, flags)) return count;
  length[0] = 0;
  return 0;
}

/**
 * Whether the receiving side of a datagram socket is shut down, in which case recv(2) returns zero bytes
 * on a blocking descriptor. On a non-blocking one it fails with EAGAIN.
 */
export function hasShutDown(handle: SocketHandle, flags: number): boolean {
  const blocking = handle.timeout === null && (flags & NONBLOCKING_FLAGS) === 0;
  return blocking && handle.type === SOCK_DGRAM && pollOne(handle.fd, POLLRDHUP, 0) > 0;
}

/** Whether the kernel would wait for all of the bytes if the descriptor were blocking. */
export function waitsForAll(handle: SocketHandle, flags: number): boolean {
  if (!isInt(flags)) return false;
  const waitall = (flags & (MSG_WAITALL | MSG_DONTWAIT | MSG_PEEK)) === MSG_WAITALL;
  return waitall && handle.timeout === null && handle.type === SOCK_STREAM;
}

async function receiveAll(handle: SocketHandle, bufsize: number, flags: number): Promise<Buffer> {
  checkSize("bufsize", bufsize);
  checkInt("flags", flags);
  const buffer = Buffer.alloc(bufsize);
  return bufsize === 0 ? buffer : buffer.subarray(0, await fill(handle, buffer, bufsize, flags));
}

async function fill(
  handle: SocketHandle,
  buffer: Uint8Array,
  nbytes: number,
  flags: number,
): Promise<number> {
  const target = startOf(buffer, nbytes);
  let count = 0;
  const receiveMore = (): number => {
    // After some bytes, leave a pending error to the next call, as the kernel does.
    if (count > 0 && (pollOne(handle.fd, 0, 0) & POLLERR) !== 0) return 0;
    const rest = target.subarray(count);
    return libc.recv(handle.fd, rest, rest.length, flags | MSG_DONTWAIT);
  };
  while (count < target.length) {
    const received = await callWhenReady(handle, "recv", READABLE, flags, receiveMore);
    if (received === 0) break;
    count += received;
  }
  return count;
}
