/** The structs among the socket options. */
import { AF_INET, AF_INET6 } from "../constants.js";
import { inetPton } from "../net/inet.js";

/** The value of `SO_LINGER`: what `close()` does with data that is not sent yet; see socket(7). */
export interface Linger {
  /** Whether `close()` waits at all. */
  readonly onoff: boolean;
  /** For how many seconds; with 0 the data is thrown away and the connection reset. */
  readonly linger: number;
}

/** The value of `IP_ADD_MEMBERSHIP` and `IP_DROP_MEMBERSHIP`: a multicast group; see ip(7). */
export interface Membership {
  /** The group's IPv4 address, such as `"224.1.1.1"`. */
  readonly group: string;
  /** The address of the interface to receive on; left out, the system chooses. */
  readonly interface?: string;
}

/** The value of `IPV6_JOIN_GROUP` and `IPV6_LEAVE_GROUP`: a multicast group; see ipv6(7). */
export interface Membership6 {
  /** The group's IPv6 address, such as `"ff02::1"`. */
  readonly group: string;
  /** The index of the interface to receive on, see `ifNameindex()`; 0, the system chooses. */
  readonly interface: number;
}

/** What `setsockopt()` takes: an integer, a boolean, the bytes of a struct, or one of the structs. */
export type OptionValue = number | boolean | Uint8Array | Linger | Membership | Membership6;

/** The bytes of an option's value. */
export function encodeOption(value: OptionValue): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === "number" || typeof value === "boolean") return ints(Number(value));
  if (typeof value !== "object" || value === null) {
    throw new TypeError(`an option is a number, a boolean, bytes or a struct, not ${value}`);
  }
  if ("onoff" in value) return ints(Number(value.onoff), value.linger);
  if ("group" in value) {
    const { group, interface: on } = value;
    return typeof on === "number"
      ? Buffer.concat([inetPton(AF_INET6, group), ints(on)])
      : Buffer.concat([inetPton(AF_INET, group), inetPton(AF_INET, on ?? "0.0.0.0")]);
  }
  throw new TypeError(`an option is a number, a boolean, bytes or a struct, not ${String(value)}`);
}

/** Reads a `struct linger`, as `getsockopt(SOL_SOCKET, SO_LINGER, 8)` answers it. */
export function decodeLinger(bytes: Uint8Array): Linger {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { onoff: view.getInt32(0, true) !== 0, linger: view.getInt32(4, true) };
}

function ints(...values: number[]): Uint8Array {
  for (const value of values) {
    if (!Number.isInteger(value) || value < -(2 ** 31) || value >= 2 ** 31) {
      throw new RangeError(`an option must be an integer of 32 bits, not ${value}`);
    }
  }
  return new Uint8Array(Int32Array.from(values).buffer);
}
