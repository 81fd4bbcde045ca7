/** Socket addresses as `[host, port]`, and their bytes in a `sockaddr`. Pure: no system call here. */
import { AF_INET } from "./constants.js";
import { OSError } from "./errors.js";

/** An IPv4 address and a port, as Python's tuple: `["127.0.0.1", 8888]`. */
export type Address = readonly [host: string, port: number];

/** Size of `struct sockaddr_in` in bytes, see ip(7). */
export const SOCKADDR_IN_SIZE = 16;

/** The port stands at the same place, big-endian, in each internet `sockaddr`. */
const PORT_OFFSET = 2;
const HOST_OFFSET = 4;

/** `127.0.0.1:8888`, as addresses are printed. */
export function formatAddress([host, port]: Address): string {
  return `${host}:${port}`;
}

/**
 * The `struct sockaddr_in` of an address, 16 bytes. Python's special hosts count:
 * `""` is every interface, `"<broadcast>"` is 255.255.255.255; `"localhost"` is 127.0.0.1.
 *
 * Throws a `TypeError` for what is no address, a `RangeError` for a port outside 0 to 65535
 * and an `OSError` for a name that would have to be looked up.
 */
export function encodeAddress(address: Address): Uint8Array {
  if (!Array.isArray(address) || address.length !== 2) {
    throw new TypeError(`an address is [host, port], such as ["127.0.0.1", 8888], not ${address}`);
  }
  const [host, port] = address as Address;
  if (typeof host !== "string") throw new TypeError(`host must be a string, not ${typeof host}`);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new RangeError(`port must be an integer from 0 to 65535, not ${port}`);
  }
  const bytes = new Uint8Array(SOCKADDR_IN_SIZE);
  const view = new DataView(bytes.buffer);
  // The family is in the machine's byte order; Linux on x64 and arm64 is little-endian.
  view.setUint16(0, AF_INET, true);
  view.setUint16(PORT_OFFSET, port);
  bytes.set(parseHost(host), HOST_OFFSET);
  return bytes;
}

/** The address in a `struct sockaddr_in`; `["", 0]` for another family. */
export function decodeAddress(bytes: Uint8Array): Address {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint16(0, true) !== AF_INET) return ["", 0];
  const host = bytes.subarray(HOST_OFFSET, HOST_OFFSET + 4).join(".");
  return [host, view.getUint16(PORT_OFFSET)];
}

const aliases = new Map([
  ["", "0.0.0.0"],
  ["<broadcast>", "255.255.255.255"],
  ["localhost", "127.0.0.1"],
]);

function parseHost(host: string): number[] {
  const parts = (aliases.get(host) ?? host).split(".");
  if (parts.length !== 4 || !parts.every(isOctet)) {
    throw new OSError(
      `"${host}" is no IPv4 address: give one such as "127.0.0.1" (look a name up first)`,
      "inet_pton",
    );
  }
  return parts.map(Number);
}

function isOctet(part: string): boolean {
  return /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255;
}
