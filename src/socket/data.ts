/** Conversion and copying of the data that sockets send and receive. */
import { checkBytes, checkInteger, shown } from "../validators.js";

/** Data to send: bytes, or a string, which is encoded as UTF-8. */
export type Data = Uint8Array | string;

/** Encodes a string. Throws a `TypeError` for a value that is not `Data`. */
export function toBytes(data: Data): Uint8Array {
  if (data instanceof Uint8Array) return data;
  if (typeof data === "string") return Buffer.from(data);
  throw new TypeError(`data must be a Uint8Array or a string, not ${shown(data)}`);
}

/** Returns the members of an iterable. Throws a `TypeError` for anything else, and for text and bytes. */
export function listOf<T>(name: string, items: Iterable<T>): T[] {
  const isList = typeof items === "object" && items !== null && Symbol.iterator in items;
  if (isList && !(items instanceof Uint8Array)) return [...items];
  throw new TypeError(`${name} must be an array or another iterable, not ${shown(items)}`);
}

/** Below this size a byte loop beats `Buffer.copy()`. */
const MAX_BYTE_LOOP = 32;

/** Copies the first `length` bytes of a buffer; if it has fewer, zeros follow. */
export function copyOf(buffer: Buffer, length: number): Buffer {
  if (length > buffer.length) return Buffer.concat([buffer], length);
  const bytes = Buffer.allocUnsafe(length);
  if (length > MAX_BYTE_LOOP) buffer.copy(bytes, 0, 0, length);
  else for (let i = 0; i < length; i++) bytes[i] = buffer[i] as number;
  return bytes;
}

/** Returns a view of the first `nbytes` bytes of a caller's buffer; 0 is all. Throws if there are fewer. */
export function startOf(buffer: Uint8Array, nbytes: number): Uint8Array {
  checkBytes("buffer", buffer);
  if (nbytes === 0 || nbytes === buffer.length) return buffer;
  checkInteger("nbytes", nbytes, 0, buffer.length);
  return buffer.subarray(0, nbytes);
}
