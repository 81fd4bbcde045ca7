/** Conversion of internet addresses between text and bytes, and of numbers between byte orders. */

import { AF_INET, AF_INET6 } from "../constants.js";
import { OSError } from "../errors.js";
import { inet_aton, inet_pton } from "../sys/netdb.js";
import { sockaddrIn, sockaddrIn6 } from "../sys/structs.js";
import { checkBytes, checkInt, checkInteger, checkText } from "../validators.js";
import { formatHost } from "./sockaddr.js";

/**
 * Returns the 4 bytes of an IPv4 address. Short forms are accepted: `"127.1"` is 127.0.0.1.
 * Throws `OSError` for text that is not an IPv4 address. See inet_aton(3).
 */
export function inetAton(text: string): Buffer {
  checkText("text", text);
  const bytes = Buffer.alloc(4);
  if (inet_aton(text, bytes) !== 1) throw invalidAddress(text, "IPv4", "inet_aton");
  return bytes;
}

/**
 * Returns the text of the 4 bytes of an IPv4 address, such as `"127.0.0.1"`. Throws `RangeError` for
 * any other number of bytes. See inet_ntoa(3).
 */
export function inetNtoa(bytes: Uint8Array): string {
  return inetNtop(AF_INET, bytes);
}

/**
 * Returns the bytes of an address: 4 for `AF_INET`, 16 for `AF_INET6`. Throws `OSError` for text that
 * is not an address of the family, `RangeError` for any other family. See inet_pton(3).
 *
 * @example
 * import assert from "node:assert/strict";
 * assert.equal(inetPton(AF_INET, "127.0.0.1").toString("hex"), "7f000001");
 */
export function inetPton(family: number, text: string): Buffer {
  checkText("text", text);
  const bytes = Buffer.alloc(addressSize(family));
  if (inet_pton(family, text, bytes) !== 1)
    throw invalidAddress(text, familyName(family), "inet_pton");
  return bytes;
}

/**
 * Returns the text of the bytes of an address. Throws `RangeError` for a number of bytes that does not
 * match the family, and for any other family. See inet_ntop(3).
 *
 * @example
 * import assert from "node:assert/strict";
 * assert.equal(inetNtop(AF_INET6, inetPton(AF_INET6, "0:0:0::1")), "::1");
 */
export function inetNtop(family: number, bytes: Uint8Array): string {
  const size = addressSize(family);
  checkBytes("bytes", bytes);
  if (bytes.length !== size) {
    throw new RangeError(`an ${familyName(family)} address has ${size} bytes, not ${bytes.length}`);
  }
  return formatHost(family, bytes);
}

/** Converts a 16-bit number from this machine's byte order to network byte order, big-endian. */
export function htons(value: number): number {
  return swap16(value);
}

/** Converts a 16-bit number from network byte order to this machine's byte order. */
export function ntohs(value: number): number {
  return swap16(value);
}

/** Converts a 32-bit number from this machine's byte order to network byte order, big-endian. */
export function htonl(value: number): number {
  return swap32(value);
}

/** Converts a 32-bit number from network byte order to this machine's byte order. */
export function ntohl(value: number): number {
  return swap32(value);
}

const view = new DataView(new ArrayBuffer(4));

// Linux on x64 and arm64 is little-endian, so every conversion swaps the bytes.

function swap16(value: number): number {
  checkInteger("value", value, 0, 0xffff);
  view.setUint16(0, value, true);
  return view.getUint16(0);
}

function swap32(value: number): number {
  checkInteger("value", value, 0, 0xffffffff);
  view.setUint32(0, value, true);
  return view.getUint32(0);
}

function addressSize(family: number): number {
  checkInt("family", family);
  if (family === AF_INET) return sockaddrIn.addrSize;
  if (family === AF_INET6) return sockaddrIn6.addrSize;
  throw new RangeError(`family must be AF_INET or AF_INET6, not ${family}`);
}

function familyName(family: number): string {
  return family === AF_INET ? "IPv4" : "IPv6";
}

function invalidAddress(text: string, kind: string, call: string): OSError {
  return new OSError(`${call}: "${text}" is not an ${kind} address`, call);
}
