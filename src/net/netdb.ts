/** Names of hosts, services and network interfaces. */
import { hostname } from "node:os";
import { AF_INET, SOCK_STREAM } from "../constants.js";
import { OSError } from "../errors.js";
import * as netdb from "../sys/netdb.js";
import { checkText } from "../validators.js";
import { type AddressInfo, getaddrinfo } from "./getaddrinfo.js";
import { ntohs } from "./inet.js";

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

/** Returns the indexes and names of the network interfaces. See if_nameindex(3). */
export function ifNameindex(): [index: number, name: string][] {
  return netdb.if_nameindex();
}
