/** The sockets that cells made, by name: for tables that name them, and for cells that run again. */

import type { Address } from "../address-family.js";
import { AF_INET } from "../constants.js";
import { OSError } from "../errors.js";
import type { Readiness } from "../inspect/readiness.js";
import { formatAddress } from "../net/sockaddr.js";
import type { Socket } from "../socket/socket.js";

/** How long a kept socket waits, in seconds, unless its cell says otherwise: no cell waits for ever. */
const TIMEOUT = 5;

/** The addresses of a connection, as text; `null` for what is not known. */
interface Ends {
  readonly local: string | null;
  readonly peer: string | null;
}

interface Kept {
  readonly name: string;
  readonly socket: Socket<Address>;
  /** The descriptor, also when it is closed by now. */
  readonly fd: number;
  /** As they were last seen. */
  ends: Ends;
}

/** By name, the last ones kept at the end. */
const kept = new Map<string, Kept[]>();

/**
 * Keeps sockets under names. Tables and pictures call them so, and the other end of their
 * connections too. Running the cell again closes the sockets that had the names before. A socket
 * without a time limit gets one of 5 seconds, so that no cell waits for ever.
 *
 * Call it once the sockets are connected. Of a list, the members are called `crowd[0]`, `crowd[1]`, ...
 *
 * @example
 * const [left, right] = socketpair();
 * keep({ left, right });
 */
export function keep(
  sockets: Readonly<Record<string, Socket<Address> | readonly Socket<Address>[]>>,
): void {
  for (const [name, value] of Object.entries(sockets)) {
    const list: readonly Socket<Address>[] = Array.isArray(value) ? value : [value];
    for (const { socket } of kept.get(name) ?? []) {
      if (!list.includes(socket)) socket.close();
    }
    for (const socket of list) {
      if (socket.gettimeout() === null) socket.settimeout(TIMEOUT);
    }
    const entries = list.map((socket, index): Kept => {
      const own = Array.isArray(value) ? `${name}[${index}]` : name;
      return { name: own, socket, fd: socket.fileno(), ends: endsOf(socket, UNKNOWN) };
    });
    kept.delete(name);
    kept.set(name, entries);
  }
}

/** What is known of a descriptor that is to be named. */
export type Nameable = Pick<Readiness, "fd" | "listening" | "local" | "peer" | "reasons">;

/** The connection that each descriptor was last seen with: of one that was reset the kernel forgets the peer. */
const lastEnds = new Map<number, Ends>();

/**
 * How to call descriptors at this moment: by the name under which they, or the other end of
 * their connection, are kept; else `listener`, or the peer's address, or nothing.
 */
export function namer(): (entry: Nameable) => string {
  const all = everyone();
  return ({ fd, listening, reasons, ...addresses }) => {
    let ends: Ends = { local: format(addresses.local), peer: format(addresses.peer) };
    const own = all.find((one) => one.socket.fileno() === fd && one.ends.local === ends.local);
    if (own !== undefined) return own.name;
    if (listening) return "listener";
    if (ends.peer !== null) lastEnds.set(fd, ends);
    else if (ends.local !== null && lastEnds.get(fd)?.local === ends.local) {
      ends = lastEnds.get(fd) as Ends;
    }
    if (ends.peer !== null) return nameOfPeer(all, ends) ?? ends.peer;
    if (!reasons.some(({ kind }) => kind === "closed")) return "";
    return all.find((one) => one.fd === fd && one.socket.fileno() < 0)?.name ?? "";
  };
}

/** How to call a client that a server accepted as `socket`: by the name under which it is kept. */
export function clientName(socket: Socket<Address>, address: Address): string {
  const { local } = endsOf(socket, UNKNOWN);
  const peer = formatAddress(address);
  return nameOfPeer(everyone(), { local, peer }) ?? peer;
}

/** Both ends count: the system may give the same port to connections with different servers. */
function nameOfPeer(all: readonly Kept[], { local, peer }: Ends): string | undefined {
  return all.find(({ ends }) => ends.local === peer && (local === null || ends.peer === local))
    ?.name;
}

/** All that is kept, with their addresses of this moment, the last ones first. */
function everyone(): Kept[] {
  const all = [...kept.values()].flat().reverse();
  for (const one of all) one.ends = endsOf(one.socket, one.ends);
  return all;
}

const UNKNOWN: Ends = { local: null, peer: null };

/** The ends of a socket, or what was known of them before where it no longer tells. */
function endsOf(socket: Socket<Address>, known: Ends): Ends {
  if (socket.fileno() < 0 || socket.family !== AF_INET) return known;
  const local = formatAddress(socket.getsockname());
  try {
    return { local, peer: formatAddress(socket.getpeername()) };
  } catch (error) {
    if (error instanceof OSError) return { local, peer: known.peer };
    throw error;
  }
}

function format(address: Address | null): string | null {
  return address && formatAddress(address);
}
