/** Name lookup: getaddrinfo(3), with the semantics of Python's `socket.getaddrinfo`. */

import { domainToASCII } from "node:url";
import type { Family, InetAddress } from "../address-family.js";
import * as constants from "../constants.js";
import { OSError } from "../errors.js";
import * as netdb from "../sys/netdb.js";
import { checkInt, checkInteger, checkOptions, checkText, shown } from "../validators.js";
import { waitForWork } from "../wait/index.js";
import { decodeAddress, encodeAddress } from "./sockaddr.js";

const names = new Map<unknown, string>(
  Object.entries(constants)
    .filter(([name]) => name.startsWith("EAI_"))
    .map(([name, value]) => [value, name]),
);

function symbolOf(error: number | null): string {
  return names.get(error) ?? `EAI ${error}`;
}

/** A lookup by `getaddrinfo()` or `getnameinfo()` failed: Python's `gaierror`. Its `errno` is one of the `EAI_` constants. */
export class GetAddrInfoError extends OSError {
  /** The error's symbol, such as `"EAI_NONAME"`. */
  override get code(): string {
    return symbolOf(this.errno);
  }
}
GetAddrInfoError.prototype.name = "GetAddrInfoError";

/** Returns the error of a lookup that failed with one of the `EAI_` constants. */
export function getAddrInfoError(error: number, call: string, subject: string): GetAddrInfoError {
  const message = `[${symbolOf(error)}] ${call} ${subject}: ${netdb.gai_strerror(error)}`;
  return new GetAddrInfoError(message, call, error);
}

/**
 * Restricts the results of `getaddrinfo()`. Each member is 0 by default: any family, type and
 * protocol, no flags.
 */
export interface AddressHints {
  /** An address family, such as `AF_INET6`. */
  readonly family?: number;
  /** A socket type, such as `SOCK_STREAM`. */
  readonly type?: number;
  /** A protocol number, such as `IPPROTO_TCP`. */
  readonly proto?: number;
  /** A combination of `AI_PASSIVE`, `AI_CANONNAME`, `AI_NUMERICHOST`, ... */
  readonly flags?: number;
}

/** A result of `getaddrinfo()`: the arguments for `new Socket()` and `connect()`. */
export interface AddressInfo {
  /** The address family, for `new Socket()`. */
  readonly family: Family<InetAddress>;
  /** The socket type, for `new Socket()`. */
  readonly type: number;
  /** The protocol number, for `new Socket()`. */
  readonly proto: number;
  /** The host's official name with `AI_CANONNAME`, otherwise `""`. */
  readonly canonname: string;
  /** The address, for `connect()` or `bind()`. */
  readonly address: InetAddress;
}

/**
 * Looks up the addresses of a host and a service. `host` is a name, an address, or `null` for the
 * loopback address (with `AI_PASSIVE`, the wildcard address); `port` is a number, the name of a service
 * such as `"http"`, or `null`.
 *
 * The lookup runs on another thread and may query name servers. Throws `GetAddrInfoError` for an
 * unknown name (`EAI_NONAME`) and for contradictory hints.
 *
 * See getaddrinfo(3) and [socket.getaddrinfo](https://docs.python.org/3/library/socket.html#socket.getaddrinfo).
 *
 * @example
 * import assert from "node:assert/strict";
 * const [first] = await getaddrinfo("127.0.0.1", 80, { type: SOCK_STREAM });
 * assert.deepEqual(first?.address, ["127.0.0.1", 80]);
 */
export async function getaddrinfo(
  host: string | null,
  port: number | string | null,
  hints: AddressHints = {},
): Promise<AddressInfo[]> {
  checkOptions(hints, "hints");
  const { family = 0, type = 0, proto = 0, flags = 0 } = hints;
  for (const [name, value] of Object.entries({ family, type, proto, flags })) checkInt(name, value);
  const service = serviceOf(port);
  const lookup = netdb.getaddrinfo(hostOf(host), service, { family, type, proto, flags });
  await waitForWork(lookup, Number.POSITIVE_INFINITY);
  const results = await lookup;
  if (typeof results === "number") {
    const subject = [host, service].filter((part) => part !== null).join(" ");
    throw getAddrInfoError(results, "getaddrinfo", subject);
  }
  return results.map(({ canonname, sockaddr, ...info }) => ({
    ...info,
    canonname: canonname ?? "",
    address: decodeAddress(sockaddr) as InetAddress,
  }));
}

/** Returns the name to look up, in ASCII: an international name is in the form that name servers know. */
export function hostOf<T extends string | null>(host: T): T;
export function hostOf(host: string | null): string | null {
  if (host === null) return null;
  checkText("host", host);
  // An invalid name becomes "", which would be the wildcard address.
  return INTERNATIONAL.test(host) ? domainToASCII(host) || host : host;
}

/** Without other ASCII characters, such as `/`, at which `domainToASCII()` would cut the name off. */
const INTERNATIONAL = /^(?=.*[^\0-\x7f])[\w.\-\u0080-\u{10ffff}]+$/u;

/** Returns the service to look up. The C library would reduce a number to 16 bits. */
function serviceOf(port: number | string | null): string | null {
  if (port === null) return null;
  if (typeof port !== "string") checkInteger("port", port, 0, 0xffff);
  else checkText("port", port);
  // A text that is not a number is the name of a service.
  if (Math.abs(Number(port)) > 0xffff) {
    throw new RangeError(`port must be from 0 to 65535, not ${shown(port)}`);
  }
  return `${port}`;
}

/** Looks up the host of an address and returns the `sockaddr` of the first result. */
export async function resolveAddress(family: number, address: InetAddress): Promise<Uint8Array> {
  const [host, port, flowinfo = 0, scopeId] = address;
  const [first] = await getaddrinfo(host, null, { family });
  const [numeric, , , scope = 0] = (first as AddressInfo).address;
  const resolved: InetAddress =
    family === constants.AF_INET6 ? [numeric, port, flowinfo, scopeId ?? scope] : [numeric, port];
  return encodeAddress(family, resolved) as Uint8Array;
}
