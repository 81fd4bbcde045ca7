/** The text that a socket prints as. */
import type { Address } from "../address-family.js";
import { SO_ACCEPTCONN, SOL_SOCKET } from "../constants.js";
import { OSError } from "../errors.js";
import { formatAddress } from "../net/sockaddr.js";
import { familyNames, kindOf } from "../sys/names.js";
import { getpeername, getsockname } from "./endpoints.js";
import type { SocketHandle } from "./handle.js";
import { intOption } from "./sockopt.js";

/** `<Socket fd=21 AF_INET SOCK_STREAM 127.0.0.1:40123 → 127.0.0.1:50712>`. */
export function describe(handle: SocketHandle): string {
  const kind = kindOf(handle.family, handle.type);
  if (handle.fd < 0) return `<Socket closed ${kind}>`;
  return `<${["Socket", `fd=${handle.fd}`, kind, ...describeEnds(handle)].join(" ")}>`;
}

/** Returns the parts of `127.0.0.1:40123 → 127.0.0.1:50712`, without an end that has no address. */
function describeEnds(handle: SocketHandle): string[] {
  if (!familyNames.has(handle.family)) return [];
  const local = named(getsockname(handle));
  if (intOption(handle.fd, SOL_SOCKET, SO_ACCEPTCONN) !== 0) return ["listening on", ...local];
  try {
    const peer = named(getpeername(handle));
    return peer.length === 0 ? local : [...local, "→", ...peer];
  } catch (error) {
    if (error instanceof OSError) return local;
    throw error;
  }
}

/** A UNIX socket without a name has the empty address. */
function named(address: Address): string[] {
  return address === "" ? [] : [formatAddress(address)];
}
