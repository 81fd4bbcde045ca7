/** Internet addresses as text and as bytes, and the byte orders. */

import { AF_INET, AF_INET6 } from "../constants.js";
import { OSError } from "../errors.js";
import { inet_aton, inet_pton } from "../sys/netdb.js";
import { textOf } from "./sockaddr.js";

/**
 * The 4 bytes of an IPv4 address, also in its old short forms: `"127.1"` is 127.0.0.1.
 * Throws `OSError` for other text. See inet_aton(3).
 */
export function inetAton(text: string): Buffer {
  const bytes = Buffer.alloc(4);
  if (inet_aton(text, bytes) !== 1) throw illegal(text, "IPv4", "inet_aton");
  return bytes;
}

/** The IPv4 address of 4 bytes, as `"127.0.0.1"`. Throws `RangeError` for another number of bytes. */
export function inetNtoa(bytes: Uint8Array): string {
  return inetNtop(AF_INET, bytes);
}

/**
 * The bytes of an address: 4 of `AF_INET`, 16 of `AF_INET6`.
 * Throws `OSError` for text that is no address of the family. See inet_pton(3).
 *
 * @example
 * import assert from "node:assert/strict";
 * assert.equal(inetPton(AF_INET, "127.0.0.1").toString("hex"), "7f000001");
 */
export function inetPton(family: number, text: string): Buffer {
  const bytes = Buffer.alloc(sizeIn(family));
  if (inet_pton(family, text, bytes) !== 1) throw illegal(text, nameOf(family), "inet_pton");
  return bytes;
}

/**
 * The text of the bytes of an address. Throws `RangeError` for a number of bytes that the family
 * does not have. See inet_ntop(3).
 *
 * @example
 * import assert from "node:assert/strict";
 * assert.equal(inetNtop(AF_INET6, inetPton(AF_INET6, "0:0:0::1")), "::1");
 */
export function inetNtop(family: number, bytes: Uint8Array): string {
  const size = sizeIn(family);
  if (!(bytes instanceof Uint8Array))
    throw new TypeError(`bytes must be a Uint8Array, not ${bytes}`);
  if (bytes.length !== size) {
    throw new RangeError(`an ${nameOf(family)} address has ${size} bytes, not ${bytes.length}`);
  }
  return textOf(family, bytes);
}

/** A 16-bit number from this machine's byte order to the network's, big-endian. */
export function htons(value: number): number {
  return swap16(value);
}

/** A 16-bit number from the network's byte order to this machine's. */
export function ntohs(value: number): number {
  return swap16(value);
}

/** A 32-bit number from this machine's byte order to the network's, big-endian. */
export function htonl(value: number): number {
  return swap32(value);
}

/** A 32-bit number from the network's byte order to this machine's. */
export function ntohl(value: number): number {
  return swap32(value);
}

const view = new DataView(new ArrayBuffer(4));

// Linux on x64 and arm64 is little-endian, so that each conversion swaps the bytes.

function swap16(value: number): number {
  unsigned(value, 0xffff);
  view.setUint16(0, value, true);
  return view.getUint16(0);
}

function swap32(value: number): number {
  unsigned(value, 0xffffffff);
  view.setUint32(0, value, true);
  return view.getUint32(0);
}

function unsigned(value: number, most: number): void {
  if (!Number.isInteger(value) || value < 0 || value > most) {
    throw new RangeError(`the number must be an integer from 0 to ${most}, not ${value}`);
  }
}

function sizeIn(family: number): number {
  if (family === AF_INET) return 4;
  if (family === AF_INET6) return 16;
  throw new RangeError(`family must be AF_INET or AF_INET6, not ${family}`);
}

function nameOf(family: number): string {
  return family === AF_INET ? "IPv4" : "IPv6";
}

function illegal(text: string, kind: string, call: string): OSError {
  return new OSError(`${call}: "${text}" is no ${kind} address`, call);
}
