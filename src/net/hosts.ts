/** Names of hosts: getnameinfo(3), gethostbyaddr(3), gethostbyname(3). */
import type { InetAddress } from "../address-family.js";
import { AF_INET, type AF_INET6, AI_NUMERICHOST, SOCK_DGRAM } from "../constants.js";
import { OSError } from "../errors.js";
import * as netdb from "../sys/netdb.js";
import { checkInt, checkText, shown } from "../validators.js";
import { waitForWork } from "../wait/index.js";
import { type AddressInfo, getAddrInfoError, getaddrinfo, hostOf } from "./getaddrinfo.js";
import { inetPton } from "./inet.js";
import { gethostname } from "./netdb.js";
import { checkInetAddress, encodeAddress, formatAddress, formatHost } from "./sockaddr.js";

/** By `h_errno`, see gethostbyname(3). */
const symbols = ["NETDB_SUCCESS", "HOST_NOT_FOUND", "TRY_AGAIN", "NO_RECOVERY", "NO_DATA"];

/**
 * The names of an address were not found: Python's `herror`. Its `errno` is an `h_errno`, such as 1 for an
 * unknown host.
 */
export class HostLookupError extends OSError {
  /** The error's symbol, such as `"HOST_NOT_FOUND"`. */
  override get code(): string {
    return symbols[this.errno ?? -1] ?? `h_errno ${this.errno}`;
  }
}
HostLookupError.prototype.name = "HostLookupError";

/** The official name of a host, its other names, and its addresses. */
export type HostEntry = [name: string, aliases: string[], addresses: string[]];

/**
 * Looks up the names of an address and of its port, such as `["localhost", "http"]`. Without a name, and
 * with `NI_NUMERICHOST` or `NI_NUMERICSERV`, they are numbers. With `NI_DGRAM` the service is one of UDP.
 *
 * The lookup runs on another thread and may query name servers. Throws `GetAddrInfoError` for a host that
 * is not an address (`EAI_NONAME`), for invalid flags, and with `NI_NAMEREQD` for an address without a name.
 * See getnameinfo(3).
 *
 * @example
 * import assert from "node:assert/strict";
 * const flags = NI_NUMERICHOST | NI_NUMERICSERV;
 * assert.deepEqual(await getnameinfo(["127.0.0.1", 80], flags), ["127.0.0.1", "80"]);
 */
export async function getnameinfo(
  sockaddr: InetAddress,
  flags: number = 0,
): Promise<[host: string, service: string]> {
  checkInetAddress(sockaddr, 4, "sockaddr");
  checkInt("flags", flags);
  const [host, port, flowinfo = 0, scopeId = 0] = sockaddr;
  const hints = { type: SOCK_DGRAM, flags: AI_NUMERICHOST };
  const { family, address } = (await getaddrinfo(host, port, hints))[0] as AddressInfo;
  if (family === AF_INET && sockaddr.length > 2) {
    const message = `getnameinfo: an IPv4 address is [host, port], not ${shown(sockaddr)}`;
    throw new OSError(message, "getnameinfo");
  }
  const numeric: InetAddress = family === AF_INET ? address : [address[0], port, flowinfo, scopeId];
  const names = await finished(
    netdb.getnameinfo(encodeAddress(family, numeric) as Uint8Array, flags),
  );
  if (typeof names !== "number") return names;
  throw getAddrInfoError(names, "getnameinfo", formatAddress(numeric));
}

/**
 * Looks up the names of an address, or of the first address of a host, and its addresses. The lookup runs on
 * another thread and may query name servers.
 *
 * Throws `HostLookupError` for an address without a name, `GetAddrInfoError` for an unknown host.
 * See gethostbyaddr(3).
 *
 * @example
 * const [name, aliases, addresses] = await gethostbyaddr("127.0.0.1");
 * console.log(name, aliases, addresses); // localhost [...] [ '127.0.0.1' ]
 */
export async function gethostbyaddr(host: string): Promise<HostEntry> {
  checkText("host", host);
  const [first] = await getaddrinfo(host, null, { type: SOCK_DGRAM });
  const { family, address } = first as AddressInfo;
  const lookup = netdb.gethostbyaddr(family, inetPton(family, address[0]));
  return hostEntry(await finished(lookup), family, "gethostbyaddr", host);
}

/**
 * Looks up the names and the IPv4 addresses of a host. Throws `GetAddrInfoError` if it has no such address.
 * `getaddrinfo()` also finds IPv6 addresses. See gethostbyname(3).
 */
export async function gethostbynameEx(name: string): Promise<HostEntry> {
  checkText("name", name);
  await getaddrinfo(name, null, { family: AF_INET, type: SOCK_DGRAM });
  const lookup = netdb.gethostbyname(hostOf(name), AF_INET);
  return hostEntry(await finished(lookup), AF_INET, "gethostbyname", name);
}

/**
 * Returns the fully qualified name of a host, by default of this machine: the first of its names that has a
 * dot, otherwise its official name. A host that is not found keeps its name.
 */
export async function getfqdn(name: string = ""): Promise<string> {
  checkText("name", name);
  const wanted = name.trim();
  const host = ["", "0.0.0.0", "::"].includes(wanted) ? gethostname() : wanted;
  try {
    const [official, aliases] = await gethostbyaddr(host);
    return [official, ...aliases].find((one) => one.includes(".")) ?? official;
  } catch (error) {
    if (error instanceof OSError) return host;
    throw error;
  }
}

/** Waits for a lookup, until the user interrupts. */
async function finished<T>(lookup: Promise<T>): Promise<T> {
  await waitForWork(lookup, Number.POSITIVE_INFINITY);
  return lookup;
}

function hostEntry(
  found: netdb.HostEntry | number,
  family: typeof AF_INET | typeof AF_INET6,
  call: string,
  host: string,
): HostEntry {
  if (typeof found === "number") {
    const error = new HostLookupError("", call, found);
    error.message = `[${error.code}] ${call} ${host}: ${netdb.hstrerror(found)}`;
    throw error;
  }
  const addresses = found.addresses.map((address) => formatHost(family, address));
  return [found.name, found.aliases, addresses];
}
