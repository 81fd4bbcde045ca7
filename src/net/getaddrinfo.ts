/** Looking names up: getaddrinfo(3), with the semantics of Python's `socket.getaddrinfo`. */

import type { Family, InetAddress } from "../address-family.js";
import * as constants from "../constants.js";
import { OSError } from "../errors.js";
import * as netdb from "../sys/netdb.js";
import { waitForWork } from "../wait/index.js";
import { decodeAddress, encodeAddress } from "./sockaddr.js";

const names = new Map<unknown, string>(
  Object.entries(constants)
    .filter(([name]) => name.startsWith("EAI_"))
    .map(([name, value]) => [value, name]),
);

/** A name could not be looked up: Python's `gaierror`. Its `errno` is one of the `EAI_` constants. */
export class GetAddrInfoError extends OSError {
  /** The error's symbol, such as `"EAI_NONAME"`. */
  override get code(): string {
    return names.get(this.errno) ?? `EAI ${this.errno}`;
  }
}
GetAddrInfoError.prototype.name = "GetAddrInfoError";

/** What `getaddrinfo()` should answer; each left out, or 0, is any. */
export interface AddressHints {
  /** An address family, such as `AF_INET6`. */
  readonly family?: number;
  /** A socket type, such as `SOCK_STREAM`. */
  readonly type?: number;
  /** A protocol number, such as `IPPROTO_TCP`. */
  readonly proto?: number;
  /** Of `AI_PASSIVE`, `AI_CANONNAME`, `AI_NUMERICHOST`, ... */
  readonly flags?: number;
}

/** One answer of `getaddrinfo()`: what `new Socket()` and `connect()` need. */
export interface AddressInfo {
  /** The address family, for `new Socket()`. */
  readonly family: Family<InetAddress>;
  /** The socket type, for `new Socket()`. */
  readonly type: number;
  /** The protocol number, for `new Socket()`. */
  readonly proto: number;
  /** The host's official name with `AI_CANONNAME`, else `""`. */
  readonly canonname: string;
  /** The address, for `connect()` or `bind()`. */
  readonly address: InetAddress;
}

/**
 * Looks up the addresses of a host and a service. `host` is a name, an address, or `null` for this
 * machine; `port` a number, the name of a service such as `"http"`, or `null`.
 *
 * The lookup runs beside the event loop, and may ask name servers. Throws `GetAddrInfoError` for a
 * name that nobody knows (`EAI_NONAME`) and for hints that contradict each other.
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
  const { family = 0, type = 0, proto = 0, flags = 0 } = hints;
  const service = port === null ? null : `${port}`;
  const lookup = netdb.getaddrinfo(host, service, { family, type, proto, flags });
  await waitForWork(lookup, Number.POSITIVE_INFINITY);
  const found = await lookup;
  if (typeof found === "number") {
    const name = names.get(found) ?? `EAI ${found}`;
    const message = `[${name}] getaddrinfo ${host} ${service}: ${netdb.gai_strerror(found)}`;
    throw new GetAddrInfoError(message, "getaddrinfo", found);
  }
  return found.map(({ canonname, sockaddr, ...info }) => ({
    ...info,
    canonname: canonname ?? "",
    address: decodeAddress(sockaddr) as InetAddress,
  }));
}

/** The `sockaddr` of an address whose host is a name: the first that the lookup finds. */
export async function resolveAddress(family: number, address: InetAddress): Promise<Uint8Array> {
  const [host, port, flowinfo = 0, scopeId] = address;
  const [first] = await getaddrinfo(host, null, { family });
  const [numeric, , , scope = 0] = (first as AddressInfo).address;
  const found: InetAddress =
    family === constants.AF_INET6 ? [numeric, port, flowinfo, scopeId ?? scope] : [numeric, port];
  return encodeAddress(family, found) as Uint8Array;
}
