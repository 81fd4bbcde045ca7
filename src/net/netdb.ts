/** Names of hosts, services and network interfaces. */
import { hostname } from "node:os";
import { AF_INET, SOCK_STREAM } from "../constants.js";
import { OSError, osError } from "../errors.js";
import * as netdb from "../sys/netdb.js";
import { checkInteger, checkText } from "../validators.js";
import { type AddressInfo, getaddrinfo } from "./getaddrinfo.js";
import { htons, ntohs } from "./inet.js";

/** Returns the name of this machine. See gethostname(2). */
export function gethostname(): string {
  return hostname();
}

/**
 * Looks up the first IPv4 address of a host, such as `"127.0.0.1"`. Throws `GetAddrInfoError` if it has
 * none. `getaddrinfo()` also finds IPv6 addresses.
 */
export async function gethostbyname(name: string): Promise<string> {
  checkText("name", name);
  const [first] = await getaddrinfo(name, null, { family: AF_INET, type: SOCK_STREAM });
  return (first as AddressInfo).address[0];
}

/**
 * Returns the port of a service, such as 80 for `"http"`. `proto` is `"tcp"`, `"udp"`, or `null` for either.
 * Throws `OSError` for an unknown service. See getservbyname(3).
 */
export function getservbyname(name: string, proto: string | null = null): number {
  checkText("name", name);
  if (proto !== null) checkText("proto", proto);
  const port = netdb.getservbyname(name, proto);
  if (port < 0) {
    const kind = proto === null ? "" : ` over ${proto}`;
    throw new OSError(`getservbyname: no service named "${name}"${kind}`, "getservbyname");
  }
  return ntohs(port);
}

/**
 * Returns the name of the service at a port, such as `"http"` for 80. `proto` is `"tcp"`, `"udp"`, or `null` for
 * either. Throws `OSError` if there is none. See getservbyport(3).
 */
export function getservbyport(port: number, proto: string | null = null): string {
  checkInteger("port", port, 0, 0xffff);
  if (proto !== null) checkText("proto", proto);
  const name = netdb.getservbyport(htons(port), proto);
  if (name !== null) return name;
  const kind = proto === null ? "" : ` over ${proto}`;
  throw new OSError(`getservbyport: no service at port ${port}${kind}`, "getservbyport");
}

/**
 * Returns the number of a protocol, such as `IPPROTO_TCP` for `"tcp"`. Throws `OSError` for an unknown name. See
 * getprotobyname(3).
 */
export function getprotobyname(name: string): number {
  checkText("name", name);
  const proto = netdb.getprotobyname(name);
  if (proto >= 0) return proto;
  throw new OSError(`getprotobyname: no protocol named "${name}"`, "getprotobyname");
}

/** Returns the indexes and names of the network interfaces. See if_nameindex(3). */
export function ifNameindex(): [index: number, name: string][] {
  return netdb.if_nameindex();
}

/**
 * Returns the index of a network interface. Throws `OSError` for an unknown name. See if_nametoindex(3).
 *
 * @example
 * import assert from "node:assert/strict";
 * assert.equal(ifIndextoname(ifNametoindex("lo")), "lo");
 */
export function ifNametoindex(name: string): number {
  checkText("name", name);
  const index = netdb.if_nametoindex(name);
  if (index !== 0) return index;
  throw new OSError(`no network interface named "${name}"`, "if_nametoindex");
}

/** Returns the name of a network interface. Throws `OSError` (`ENXIO`) for an unknown index. See if_indextoname(3). */
export function ifIndextoname(index: number): string {
  checkInteger("index", index, 0, 0xffffffff);
  const name = netdb.if_indextoname(index);
  if (typeof name === "string") return name;
  throw osError(-name, "if_indextoname", `${index}`);
}
