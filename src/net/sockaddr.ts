/** Socket addresses, and their bytes in a `sockaddr`. */

import type { Address, InetAddress } from "../address-family.js";
import { AF_INET, AF_INET6, AF_UNIX } from "../constants.js";
import { OSError } from "../errors.js";
import { if_nametoindex, inet_aton, inet_ntop, inet_pton } from "../sys/netdb.js";

/** Room for the `sockaddr` of any family, in bytes: `struct sockaddr_storage`. */
export const SOCKADDR_SIZE = 128;

// struct sockaddr_in and sockaddr_in6: family, port (big-endian, as flowinfo), then these.
const PORT = 2;
const HOST = 4;
const FLOWINFO = 4;
const HOST6 = 8;
const SCOPE_ID = 24;
const SOCKADDR_IN_SIZE = 16;
const SOCKADDR_IN6_SIZE = 28;

// struct sockaddr_un.
const PATH = 2;
const MAX_PATH_BYTES = 108;

/** `127.0.0.1:8888`, `[::1]:8888`, a path, or `@name` of an abstract UNIX socket. */
export function formatAddress(address: Address): string {
  if (typeof address === "string") return address.replace(/^\0/, "@") || "(unnamed)";
  const [host, port] = address;
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * The `sockaddr` of an address of a family.
 *
 * Python's special hosts count: `""` is every interface, `"<broadcast>"` is 255.255.255.255;
 * `"localhost"` is the loopback address. Throws a `TypeError` for what is no address of the family,
 * a `RangeError` for numbers that do not fit, and an `OSError` for a path that is too long.
 * A host that is no address but may be a name answers `null`: it has to be looked up.
 */
export function encodeAddress(family: number, address: Address): Uint8Array | null {
  if (family === AF_UNIX) return encodeUnix(address);
  if (family !== AF_INET && family !== AF_INET6) {
    throw new TypeError(`addresses of family ${family} are not supported`);
  }
  const form = family === AF_INET ? '["127.0.0.1", 8888]' : '["::1", 8888]';
  if (!Array.isArray(address)) {
    throw new TypeError(`an address is [host, port], such as ${form}, not ${String(address)}`);
  }
  const longest = family === AF_INET ? 2 : 4;
  if (address.length < 2 || address.length > longest) {
    throw new TypeError(`an address is [host, port], such as ${form}, not [${address}]`);
  }
  const [host, port] = address as InetAddress;
  if (typeof host !== "string") throw new TypeError(`host must be a string, not ${typeof host}`);
  inRange("port", port, 0xffff);
  return family === AF_INET ? encodeInet(host, port) : encodeInet6(address as InetAddress);
}

/** The address in the first `length` bytes of a `sockaddr`; `null` without one or of another family. */
export function decodeAddress(bytes: Uint8Array, length: number = bytes.length): Address | null {
  if (length < 2) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (view.getUint16(0, true)) {
    case AF_INET: {
      const host = `${bytes[HOST]}.${bytes[HOST + 1]}.${bytes[HOST + 2]}.${bytes[HOST + 3]}`;
      return [host, view.getUint16(PORT)];
    }
    case AF_INET6: {
      const host = textOf(AF_INET6, bytes.subarray(HOST6, HOST6 + 16));
      const scopeId = view.getUint32(SCOPE_ID, true);
      return [host, view.getUint16(PORT), view.getUint32(FLOWINFO), scopeId];
    }
    case AF_UNIX: {
      const path = Buffer.from(bytes.subarray(PATH, length));
      const end = path[0] === 0 ? -1 : path.indexOf(0);
      return path.toString("utf8", 0, end < 0 ? path.length : end);
    }
    default:
      return null;
  }
}

/** The text of the 4 or 16 bytes of an internet address. */
export function textOf(family: number, bytes: Uint8Array): string {
  return inet_ntop(family, bytes, text, text.length) as string;
}

const text = new Uint8Array(64);

function header(family: number, size: number): DataView {
  const view = new DataView(new ArrayBuffer(size));
  // The family is in the machine's byte order; Linux on x64 and arm64 is little-endian.
  view.setUint16(0, family, true);
  return view;
}

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
  const view = header(AF_INET, SOCKADDR_IN_SIZE);
  const bytes = new Uint8Array(view.buffer);
  const numeric = aliases.get(host) ?? host;
  // inet_aton(3) ignores what follows a space.
  if (/\s/.test(numeric) || inet_aton(numeric, bytes.subarray(HOST, HOST + 4)) !== 1) return null;
  view.setUint16(PORT, port);
  return bytes;
}

function encodeInet6([host, port, flowinfo = 0, scopeId = 0]: InetAddress): Uint8Array | null {
  inRange("flowinfo", flowinfo, 0xfffff);
  inRange("scopeId", scopeId, 0xffffffff);
  const [address, zone] = (aliases6.get(host) ?? host).split("%", 2) as [string, string?];
  const view = header(AF_INET6, SOCKADDR_IN6_SIZE);
  const bytes = new Uint8Array(view.buffer);
  if (inet_pton(AF_INET6, address, bytes.subarray(HOST6, HOST6 + 16)) !== 1) return null;
  view.setUint16(PORT, port);
  view.setUint32(FLOWINFO, flowinfo);
  view.setUint32(SCOPE_ID, zone === undefined ? scopeId : zoneIndex(zone), true);
  return bytes;
}

/** The zone of a link-local address is an interface: its name or its index. */
function zoneIndex(zone: string): number {
  const index = /^\d+$/.test(zone) ? Number(zone) : if_nametoindex(zone);
  if (index === 0) throw new OSError(`no network interface is called "${zone}"`, "if_nametoindex");
  return index;
}

function encodeUnix(address: Address): Uint8Array {
  if (typeof address !== "string") {
    throw new TypeError(`the address of a UNIX socket is a path, not ${JSON.stringify(address)}`);
  }
  const abstract = address.startsWith("\0");
  if (!abstract && address.includes("\0")) {
    throw new TypeError(`a path cannot hold a NUL: ${JSON.stringify(address)}`);
  }
  // A path ends with a NUL; an abstract name ends where the sockaddr does, and "" is no name at all.
  const path = Buffer.from(abstract || address === "" ? address : `${address}\0`);
  if (path.length > MAX_PATH_BYTES) {
    const limit = MAX_PATH_BYTES - 1;
    throw new OSError(`the path of a UNIX socket takes ${limit} bytes at most: ${address}`, "bind");
  }
  const bytes = new Uint8Array(PATH + path.length);
  new DataView(bytes.buffer).setUint16(0, AF_UNIX, true);
  bytes.set(path, PATH);
  return bytes;
}

function inRange(name: string, value: number, most: number): void {
  if (!Number.isInteger(value) || value < 0 || value > most) {
    throw new RangeError(`${name} must be an integer from 0 to ${most}, not ${value}`);
  }
}

/** What `accept()`, `recvfrom()` and their like fill in: one `sockaddr` and its length. */
export class SockaddrBuffer {
  readonly bytes: Uint8Array = new Uint8Array(SOCKADDR_SIZE);
  readonly length: Uint32Array = new Uint32Array(1);

  /** Ready for the next call. */
  reset(): this {
    this.length[0] = SOCKADDR_SIZE;
    return this;
  }

  get address(): Address | null {
    return decodeAddress(this.bytes, this.length[0]);
  }
}
