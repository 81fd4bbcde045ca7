/** Conversion of socket addresses to and from the bytes of a `sockaddr`. */

import type { Address, InetAddress } from "../address-family.js";
import { AF_INET, AF_INET6, AF_UNIX } from "../constants.js";
import { OSError } from "../errors.js";
import { if_nametoindex, inet_aton, inet_ntop, inet_pton } from "../sys/netdb.js";
import {
  newSockaddr,
  SOCKADDR_STORAGE_SIZE,
  sockaddrFamily,
  sockaddrIn,
  sockaddrIn6,
  sockaddrUn,
} from "../sys/structs.js";
import { checkInteger } from "../validators.js";

/** Formats an address: `127.0.0.1:8888`, `[::1]:8888`, a path, or `@name` for an abstract UNIX socket. */
export function formatAddress(address: Address): string {
  if (typeof address === "string") return address.replace(/^\0/, "@") || "(unnamed)";
  const [host, port] = address;
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * Returns the `sockaddr` of an address, or `null` if the host is not numeric and has to be looked up.
 *
 * As in Python, the host `""` is the wildcard address and `"<broadcast>"` is 255.255.255.255.
 * `"localhost"` is the loopback address, without a lookup. Throws a `TypeError` for a value that is not
 * an address of the family, a `RangeError` for numbers that are out of range, and an `OSError` for a
 * path that is too long and for an unknown zone.
 */
export function encodeAddress(family: number, address: Address): Uint8Array | null {
  if (family === AF_UNIX) return encodeUnix(address);
  if (family !== AF_INET && family !== AF_INET6) {
    throw new TypeError(`addresses of family ${family} are not supported`);
  }
  const example = family === AF_INET ? '["127.0.0.1", 8888]' : '["::1", 8888]';
  if (!Array.isArray(address)) {
    throw new TypeError(`an address is [host, port], such as ${example}, not ${String(address)}`);
  }
  const maxLength = family === AF_INET ? 2 : 4;
  if (address.length < 2 || address.length > maxLength) {
    throw new TypeError(`an address is [host, port], such as ${example}, not [${address}]`);
  }
  const [host, port] = address as InetAddress;
  if (typeof host !== "string") throw new TypeError(`host must be a string, not ${typeof host}`);
  checkInteger("port", port, 0, 0xffff);
  return family === AF_INET ? encodeInet(host, port) : encodeInet6(address as InetAddress);
}

/** Decodes `length` bytes of a `sockaddr`; `null` if there are none or the family is unknown. */
export function decodeAddress(bytes: Uint8Array, length: number = bytes.length): Address | null {
  if (length < 2) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (sockaddrFamily(bytes)) {
    case AF_INET: {
      const at = sockaddrIn.addr;
      const host = `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
      return [host, view.getUint16(sockaddrIn.port)];
    }
    case AF_INET6: {
      const { addr, addrSize, port, flowinfo, scopeId } = sockaddrIn6;
      const host = formatHost(AF_INET6, bytes.subarray(addr, addr + addrSize));
      return [host, view.getUint16(port), view.getUint32(flowinfo), view.getUint32(scopeId, true)];
    }
    case AF_UNIX: {
      const path = Buffer.from(bytes.subarray(sockaddrUn.path, length));
      const end = path[0] === 0 ? -1 : path.indexOf(0);
      return path.toString("utf8", 0, end < 0 ? path.length : end);
    }
    default:
      return null;
  }
}

/** Formats the 4 or 16 bytes of an internet address. */
export function formatHost(family: number, bytes: Uint8Array): string {
  return inet_ntop(family, bytes, hostText, hostText.length) as string;
}

/** Has room for the longest text, which takes `INET6_ADDRSTRLEN` (46) bytes. */
const hostText = new Uint8Array(64);

const aliases = new Map([
  ["", "0.0.0.0"],
  ["<broadcast>", "255.255.255.255"],
  ["localhost", "127.0.0.1"],
]);

const aliases6 = new Map([
  ["", "::"],
  ["localhost", "::1"],
]);

function encodeInet(host: string, port: number): Uint8Array | null {
  const view = newSockaddr(AF_INET, sockaddrIn.size);
  const bytes = new Uint8Array(view.buffer);
  const numeric = aliases.get(host) ?? host;
  // inet_aton(3) ignores white space and everything after it.
  if (/\s/.test(numeric) || inet_aton(numeric, bytes.subarray(sockaddrIn.addr)) !== 1) return null;
  view.setUint16(sockaddrIn.port, port);
  return bytes;
}

function encodeInet6([host, port, flowinfo = 0, scopeId = 0]: InetAddress): Uint8Array | null {
  checkInteger("flowinfo", flowinfo, 0, 0xfffff);
  checkInteger("scopeId", scopeId, 0, 0xffffffff);
  const [address, zone] = (aliases6.get(host) ?? host).split("%", 2) as [string, string?];
  const view = newSockaddr(AF_INET6, sockaddrIn6.size);
  const bytes = new Uint8Array(view.buffer);
  if (inet_pton(AF_INET6, address, bytes.subarray(sockaddrIn6.addr)) !== 1) return null;
  view.setUint16(sockaddrIn6.port, port);
  view.setUint32(sockaddrIn6.flowinfo, flowinfo);
  view.setUint32(sockaddrIn6.scopeId, zone === undefined ? scopeId : zoneIndex(zone), true);
  return bytes;
}

/** Returns the index of an interface for the zone of a link-local address, which is its name or index. */
function zoneIndex(zone: string): number {
  const index = /^\d+$/.test(zone) ? Number(zone) : if_nametoindex(zone);
  if (index === 0) throw new OSError(`no network interface named "${zone}"`, "if_nametoindex");
  return index;
}

function encodeUnix(address: Address): Uint8Array {
  if (typeof address !== "string") {
    throw new TypeError(`the address of a UNIX socket is a path, not ${JSON.stringify(address)}`);
  }
  const abstract = address.startsWith("\0");
  if (!abstract && address.includes("\0")) {
    throw new TypeError(`a path cannot contain a NUL: ${JSON.stringify(address)}`);
  }
  // A path ends with a NUL. An abstract or empty name extends to the end of the sockaddr.
  const path = Buffer.from(abstract || address === "" ? address : `${address}\0`);
  if (path.length > sockaddrUn.pathSize) {
    const limit = sockaddrUn.pathSize - 1;
    throw new OSError(`the path of a UNIX socket is limited to ${limit} bytes: ${address}`, "bind");
  }
  const bytes = new Uint8Array(newSockaddr(AF_UNIX, sockaddrUn.path + path.length).buffer);
  bytes.set(path, sockaddrUn.path);
  return bytes;
}

/** A `sockaddr` and its length, which accept(2), recvfrom(2) and similar calls fill in. */
export class SockaddrBuffer {
  readonly bytes: Uint8Array = new Uint8Array(SOCKADDR_STORAGE_SIZE);
  readonly length: Uint32Array = new Uint32Array(1);

  /** Prepares the buffer for the next call. */
  reset(): this {
    this.length[0] = SOCKADDR_STORAGE_SIZE;
    return this;
  }

  get address(): Address | null {
    return decodeAddress(this.bytes, this.length[0]);
  }
}
