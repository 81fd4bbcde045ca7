/** The bytes that sockets send and receive, as callers give and get them. */
import { inspect } from "node:util";
import { checkInteger } from "../validators.js";

/** Data to send: bytes, or a string as its UTF-8 bytes. */
export type Data = Uint8Array | string;

/** Throws a `TypeError` for a value that is not `Data`. */
export function toBytes(data: Data): Uint8Array {
  if (data instanceof Uint8Array) return data;
  if (typeof data === "string") return Buffer.from(data);
  throw new TypeError(`data must be a Uint8Array or a string, not ${inspect(data)}`);
}

/** Below this size a byte loop beats `Buffer.copy()`. */
const MAX_BYTE_LOOP = 32;

/** Copies the first bytes of a buffer. */
export function copyOf(buffer: Buffer, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  if (length > MAX_BYTE_LOOP) buffer.copy(bytes, 0, 0, length);
  else for (let i = 0; i < length; i++) bytes[i] = buffer[i] as number;
  return bytes;
}

/** The first `nbytes` bytes of a caller's buffer, or all of it with 0. Throws when they do not fit. */
export function startOf(buffer: Uint8Array, nbytes: number): Uint8Array {
  if (!(buffer instanceof Uint8Array)) {
    throw new TypeError(`buffer must be a Uint8Array, not ${inspect(buffer)}`);
  }
  if (nbytes === 0 || nbytes === buffer.length) return buffer;
  checkInteger("nbytes", nbytes, 0, buffer.length);
  return buffer.subarray(0, nbytes);
}
