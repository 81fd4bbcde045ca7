import type { Address } from "../../address-family.js";
import { AF_INET, AF_INET6, AF_UNIX, AF_VSOCK } from "../../constants.js";
import { encodeAddress } from "../../net/sockaddr.js";
import { shown } from "../../validators.js";

/** Returns the `sockaddr` of an address, of the family that it has the form of. Throws `TypeError` for a host name. */
export function encodeNumericAddress(address: Address): Uint8Array {
  const sockaddr = encodeAddress(familyOf(address), address);
  if (sockaddr !== null) return sockaddr;
  throw new TypeError(`the host must be numeric, not ${shown(address)}: see getaddrinfo()`);
}

function familyOf(address: Address): number {
  if (typeof address === "string" || address instanceof Uint8Array) return AF_UNIX;
  const host: unknown = Array.isArray(address) ? address[0] : undefined;
  if (typeof host === "number") return AF_VSOCK;
  return typeof host === "string" && host.includes(":") ? AF_INET6 : AF_INET;
}
