/** Reads and sets socket options, including those whose values are structs. */
import { AF_INET, AF_INET6, AF_VSOCK, SO_RCVTIMEO, SO_SNDTIMEO, SOL_SOCKET } from "../constants.js";
import { check } from "../errors.js";
import { inetPton } from "../net/inet.js";
import * as libc from "../sys/libc.js";
import { ipMreq, ipv6Mreq, linger } from "../sys/structs.js";
import {
  checkBoolean,
  checkBytes,
  checkInt,
  checkInteger,
  checkText,
  shown,
} from "../validators.js";

/** The value of `SO_LINGER`: what `close()` does with unsent data; see socket(7). */
export interface Linger {
  /** Whether `close()` waits for the data to be sent. */
  readonly onoff: boolean;
  /** The maximum wait in seconds; 0 discards the data and resets the connection. */
  readonly linger: number;
}

/** The value of `IP_ADD_MEMBERSHIP` and `IP_DROP_MEMBERSHIP`: a multicast group; see ip(7). */
export interface Membership {
  /** The group's IPv4 address, such as `"224.1.1.1"`. */
  readonly group: string;
  /** The address of the interface to receive on. Default: the system chooses. */
  readonly interface?: string;
}

/** The value of `IPV6_JOIN_GROUP` and `IPV6_LEAVE_GROUP`: a multicast group; see ipv6(7). */
export interface Membership6 {
  /** The group's IPv6 address, such as `"ff02::1"`. */
  readonly group: string;
  /** The index of the interface to receive on, see `ifNameindex()`; with 0 the system chooses. */
  readonly interface: number;
}

/** A value for `setsockopt()`: an integer, a boolean, bytes, or a struct as an object. */
export type OptionValue = number | boolean | Uint8Array | Linger | Membership | Membership6;

const MAX_OPTION_SIZE = 1024;

const int = new Int32Array(1);
const intBytes = new Uint8Array(int.buffer);
const length = new Uint32Array(1);

/** Reads an option into `value`. Returns the option's size in bytes, or `-errno`. */
export function readOption(fd: number, level: number, optname: number, value: Uint8Array): number {
  value.fill(0);
  length[0] = value.length;
  const result = libc.getsockopt(fd, level, optname, value, length);
  return result < 0 ? result : (length[0] as number);
}

/** Reads an integer option. Throws `OSError`. */
export function intOption(fd: number, level: number, optname: number): number {
  check(readOption(fd, level, optname, intBytes), "getsockopt", fd);
  return int[0] as number;
}

/** Reads an option of `AF_VSOCK`, whose integers have 64 bits. */
function longOption(fd: number, level: number, optname: number): number {
  const bytes = Buffer.alloc(8);
  check(readOption(fd, level, optname, bytes), "getsockopt", fd);
  return Number(bytes.readBigUInt64LE());
}

export function getsockopt(
  fd: number,
  level: number,
  optname: number,
  buflen?: number,
): number | Buffer {
  checkInt("level", level);
  checkInt("optname", optname);
  if (buflen === undefined) {
    return level === AF_VSOCK ? longOption(fd, level, optname) : intOption(fd, level, optname);
  }
  checkInteger("buflen", buflen, 1, MAX_OPTION_SIZE);
  const bytes = Buffer.alloc(buflen);
  const size = check(readOption(fd, level, optname, bytes), "getsockopt", fd);
  return bytes.subarray(0, size);
}

export function setsockopt(fd: number, level: number, optname: number, value: OptionValue): void {
  checkInt("level", level);
  checkInt("optname", optname);
  if (level === SOL_SOCKET && (optname === SO_RCVTIMEO || optname === SO_SNDTIMEO)) {
    const name = optname === SO_RCVTIMEO ? "SO_RCVTIMEO" : "SO_SNDTIMEO";
    throw new Error(`${name} has no effect on non-blocking descriptors: use settimeout(seconds)`);
  }
  const bytes =
    level === AF_VSOCK && typeof value === "number" ? encodeLong(value) : encodeOption(value);
  check(libc.setsockopt(fd, level, optname, bytes, bytes.length), "setsockopt", fd);
}

function encodeLong(value: number): Uint8Array {
  checkInteger("value", value, 0);
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function encodeOption(value: OptionValue): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === "number" || typeof value === "boolean") {
    const bytes = Buffer.alloc(4);
    writeInt(bytes, 0, "value", Number(value));
    return bytes;
  }
  if (typeof value === "object" && value !== null) {
    if ("onoff" in value) return encodeLinger(value);
    if ("group" in value) return encodeMembership(value);
  }
  throw new TypeError(`value must be a number, a boolean, bytes or a struct, not ${shown(value)}`);
}

function encodeLinger(value: Linger): Uint8Array {
  const bytes = Buffer.alloc(linger.size);
  checkBoolean("onoff", value.onoff);
  writeInt(bytes, linger.onoff, "onoff", Number(value.onoff));
  writeInt(bytes, linger.linger, "linger", value.linger);
  return bytes;
}

function encodeMembership({ group, interface: local }: Membership | Membership6): Uint8Array {
  checkText("group", group);
  if (typeof local === "number") {
    const bytes = Buffer.alloc(ipv6Mreq.size);
    bytes.set(inetPton(AF_INET6, group), ipv6Mreq.multiaddr);
    writeInt(bytes, ipv6Mreq.interface, "interface", local);
    return bytes;
  }
  if (local !== undefined) checkText("interface", local);
  const bytes = Buffer.alloc(ipMreq.size);
  bytes.set(inetPton(AF_INET, group), ipMreq.multiaddr);
  bytes.set(inetPton(AF_INET, local ?? "0.0.0.0"), ipMreq.interface);
  return bytes;
}

function writeInt(bytes: Buffer, offset: number, name: string, value: number): void {
  checkInt(name, value);
  bytes.writeInt32LE(value, offset);
}

/** Decodes a `struct linger`, as returned by `getsockopt(SOL_SOCKET, SO_LINGER, 8)`. */
export function decodeLinger(bytes: Uint8Array): Linger {
  checkBytes("bytes", bytes);
  if (bytes.length < linger.size) {
    throw new RangeError(`bytes must be at least ${linger.size} bytes, not ${bytes.length}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    onoff: view.getInt32(linger.onoff, true) !== 0,
    linger: view.getInt32(linger.linger, true),
  };
}
