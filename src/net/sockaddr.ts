/** Conversion of socket addresses to and from the bytes of a `sockaddr`. */

import { isUtf8 } from "node:buffer";
import type { Address, InetAddress, VsockAddress } from "../address-family.js";
import { AF_INET, AF_INET6, AF_UNIX, AF_VSOCK } from "../constants.js";
import { OSError } from "../errors.js";
import { if_nametoindex, inet_aton, inet_ntop, inet_pton } from "../sys/netdb.js";
import {
  newSockaddr,
  SOCKADDR_STORAGE_SIZE,
  sockaddrFamily,
  sockaddrIn,
  sockaddrIn6,
  sockaddrUn,
  sockaddrVm,
} from "../sys/structs.js";
import { escapeUnprintable } from "../text/escape.js";
import { checkInteger, checkText, shown } from "../validators.js";

/**
 * Formats an address: `127.0.0.1:8888`, `[::1]:8888`, a path, `@name` for an abstract UNIX socket, or
 * `2:8888` for `AF_VSOCK`. Escapes characters that a terminal would act upon.
 */
export function formatAddress(address: Address): string {
  return escapeUnprintable(addressText(address));
}

function addressText(address: Address): string {
  if (address instanceof Uint8Array) return addressText(escapeBytes(address));
  if (typeof address === "string") return address.replace(/^\0/, "@") || "(unnamed)";
  const [host, port] = address;
  if (typeof host === "number") return `${host}:${port}`;
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
  if (family === AF_VSOCK) return encodeVsock(address as VsockAddress);
  if (family !== AF_INET && family !== AF_INET6) {
    throw new TypeError(`addresses of family ${family} are not supported`);
  }
  const inet = address as InetAddress;
  checkInetAddress(inet, family === AF_INET ? 2 : 4);
  return family === AF_INET ? encodeInet(inet[0], inet[1]) : encodeInet6(inet);
}

/** Throws unless `address` is `[host, port]`, with at most `maxLength` members. */
export function checkInetAddress(
  address: InetAddress,
  maxLength: 2 | 4,
  name: string = "an address",
): void {
  if (!Array.isArray(address) || address.length < 2 || address.length > maxLength) {
    const example = maxLength === 2 ? '["127.0.0.1", 8888]' : '["::1", 8888]';
    throw new TypeError(`${name} is [host, port], such as ${example}, not ${shown(address)}`);
  }
  const [host, port, flowinfo = 0, scopeId = 0] = address;
  checkText("host", host);
  checkInteger("port", port, 0, 0xffff);
  checkInteger("flowinfo", flowinfo, 0, 0xfffff);
  checkInteger("scopeId", scopeId, 0, 0xffffffff);
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
      const name = end < 0 ? path : path.subarray(0, end);
      return isUtf8(name) ? name.toString() : name;
    }
    case AF_VSOCK:
      return [view.getUint32(sockaddrVm.cid, true), view.getUint32(sockaddrVm.port, true)];
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
  const [address, zone] = splitZone(aliases6.get(host) ?? host);
  const view = newSockaddr(AF_INET6, sockaddrIn6.size);
  const bytes = new Uint8Array(view.buffer);
  if (inet_pton(AF_INET6, address, bytes.subarray(sockaddrIn6.addr)) !== 1) return null;
  view.setUint16(sockaddrIn6.port, port);
  view.setUint32(sockaddrIn6.flowinfo, flowinfo);
  view.setUint32(sockaddrIn6.scopeId, zone === undefined ? scopeId : zoneIndex(zone), true);
  return bytes;
}

/** Splits `fe80::1%eth0` into the address and the zone. */
function splitZone(host: string): [address: string, zone?: string] {
  const at = host.indexOf("%");
  return at < 0 ? [host] : [host.slice(0, at), host.slice(at + 1)];
}

/** Returns the index of an interface for the zone of a link-local address, which is its name or index. */
function zoneIndex(zone: string): number {
  const index = /^\d+$/.test(zone) ? Number(zone) : if_nametoindex(zone);
  if (index === 0 || index > 0xffffffff)
    throw new OSError(`no network interface named "${zone}"`, "if_nametoindex");
  return index;
}

function encodeVsock(address: VsockAddress): Uint8Array {
  if (!Array.isArray(address) || address.length !== 2) {
    throw new TypeError(`an address is [cid, port], such as [2, 8888], not ${shown(address)}`);
  }
  const [cid, port] = address;
  checkInteger("cid", cid, 0, 0xffffffff);
  checkInteger("port", port, 0, 0xffffffff);
  const view = newSockaddr(AF_VSOCK, sockaddrVm.size);
  view.setUint32(sockaddrVm.port, port, true);
  view.setUint32(sockaddrVm.cid, cid, true);
  return new Uint8Array(view.buffer);
}

function encodeUnix(address: Address): Uint8Array {
  const name = nameBytes(address);
  const abstract = name[0] === 0;
  if (!abstract && name.includes(0)) {
    throw new TypeError(`a path cannot contain a NUL: ${shown(address)}`);
  }
  // A path ends with a NUL. An abstract or empty name extends to the end of the sockaddr.
  const length = abstract || name.length === 0 ? name.length : name.length + 1;
  if (length > sockaddrUn.pathSize) {
    const limit = sockaddrUn.pathSize - 1;
    const text = formatAddress(address);
    throw new OSError(`the path of a UNIX socket is limited to ${limit} bytes: ${text}`, "bind");
  }
  const bytes = new Uint8Array(newSockaddr(AF_UNIX, sockaddrUn.path + length).buffer);
  bytes.set(name, sockaddrUn.path);
  return bytes;
}

/**
 * Returns the bytes of a UNIX socket's name. As in Python, U+DC80 to U+DCFF stand for the bytes 80 to FF
 * of a name that is not UTF-8.
 */
function nameBytes(address: Address): Uint8Array {
  if (address instanceof Uint8Array) return address;
  if (typeof address !== "string") {
    throw new TypeError(`the address of a UNIX socket is a path, not ${shown(address)}`);
  }
  const parts = address.split(/([\udc80-\udcff])/u);
  if (parts.some((part, i) => i % 2 === 0 && /\p{Surrogate}/u.test(part))) {
    throw new TypeError(`a path cannot contain half of a surrogate pair: ${shown(address)}`);
  }
  if (parts.length === 1) return Buffer.from(address);
  const bytesOf = (part: string, i: number): Buffer =>
    i % 2 === 0 ? Buffer.from(part) : Buffer.of(part.charCodeAt(0) & 0xff);
  return Buffer.concat(parts.map(bytesOf));
}

/** Shows the bytes of a name that is not UTF-8, those beyond ASCII as `\xff`. */
function escapeBytes(bytes: Uint8Array): string {
  const hex = (byte: string): string => `\\x${byte.charCodeAt(0).toString(16)}`;
  return Buffer.from(bytes)
    .toString("latin1")
    .replace(/[\x80-\xff]/g, hex);
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
