/** The bytes that sockets send and receive, as callers give and get them. */
import { inspect } from "node:util";

/** What can be sent: bytes, or a string as its UTF-8 bytes. */
export type Data = Uint8Array | string;

/** The bytes of what is to be sent. Throws a `TypeError` for anything else. */
export function toBytes(data: Data): Uint8Array {
  if (data instanceof Uint8Array) return data;
  if (typeof data === "string") return Buffer.from(data);
  throw new TypeError(`data must be a Uint8Array or a string, not ${inspect(data)}`);
}

/** Up to so many bytes are copied sooner one by one than by a call. */
const MAX_BYTE_LOOP = 32;

/** The first bytes of a buffer, in one of their own. */
export function copyOf(buffer: Buffer, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  if (length > MAX_BYTE_LOOP) buffer.copy(bytes, 0, 0, length);
  else for (let i = 0; i < length; i++) bytes[i] = buffer[i] as number;
  return bytes;
}

/** Throws a `RangeError` for what is no integer, or less than `least`; `name` is what the error calls it. */
export function checkedInteger(value: number, name: string, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new RangeError(`${name} must be an integer >= ${least}, not ${value}`);
}

/** Throws a `RangeError` for what is no number of bytes. */
export function checkedSize(bufsize: number): number {
  return checkedInteger(bufsize, "bufsize", 0);
}

/** The first `nbytes` bytes of a caller's buffer, all of them with 0. Throws where they do not fit. */
export function partOf(buffer: Uint8Array, nbytes: number): Uint8Array {
  if (!(buffer instanceof Uint8Array)) {
    throw new TypeError(`buffer must be a Uint8Array, not ${inspect(buffer)}`);
  }
  if (nbytes === 0 || nbytes === buffer.length) return buffer;
  if (Number.isInteger(nbytes) && nbytes > 0 && nbytes < buffer.length) {
    return buffer.subarray(0, nbytes);
  }
  throw new RangeError(`nbytes must be from 0 to ${buffer.length}, the buffer's, not ${nbytes}`);
}
