/** The sockets of the cells, by name: tables show the names, and a cell that runs again closes them. */
import type { Address } from "../address-family.js";
import { AF_INET } from "../constants.js";
import { OSError } from "../errors.js";
import type { Readiness } from "../inspect/readiness.js";
import { formatAddress } from "../net/sockaddr.js";
import type { Socket } from "../socket/socket.js";

/** The timeout of a kept socket in seconds, unless its cell sets one: no cell waits forever. */
const TIMEOUT = 5;

/** The addresses of a connection, as text; `null` if unknown. */
interface Ends {
  readonly local: string | null;
  readonly peer: string | null;
}

const UNKNOWN: Ends = { local: null, peer: null };

interface Kept {
  readonly name: string;
  readonly socket: Socket<Address>;
  /** Its descriptor, even after it is closed. */
  readonly fd: number;
  /** The addresses last seen. */
  ends: Ends;
}

/** By the name in the cell; the most recent name comes last. */
const kept = new Map<string, Kept[]>();

/**
 * Keeps sockets under names, by which tables and pictures call them and the other ends of their
 * connections. A name that is used again, as when the cell runs again, closes its earlier sockets. A
 * socket without a timeout gets one of 5 seconds, so that no cell waits forever.
 *
 * Call it once the sockets are connected. The members of a list are called `crowd[0]`, `crowd[1]`, ...
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
      const fullName = Array.isArray(value) ? `${name}[${index}]` : name;
      return { name: fullName, socket, fd: socket.fileno(), ends: endsOf(socket, UNKNOWN) };
    });
    kept.delete(name);
    kept.set(name, entries);
  }
}

/** What identifies the socket of a descriptor. */
export type Nameable = Pick<Readiness, "fd" | "listening" | "local" | "peer" | "reasons">;

/** The last known addresses by descriptor: the kernel forgets the peer of a connection that was reset. */
const lastEnds = new Map<number, Ends>();

/**
 * Returns a function that names descriptors: by the name under which the socket or the other end of
 * its connection is kept, else `listener`, the peer's address, or nothing.
 */
export function namer(): (entry: Nameable) => string {
  const all = keptNow();
  return ({ fd, listening, reasons, ...addresses }) => {
    let ends: Ends = { local: format(addresses.local), peer: format(addresses.peer) };
    const self = all.find(
      (entry) => entry.socket.fileno() === fd && entry.ends.local === ends.local,
    );
    if (self !== undefined) return self.name;
    if (listening) return "listener";
    const last = lastEnds.get(fd);
    if (ends.peer !== null) lastEnds.set(fd, ends);
    else if (last !== undefined && ends.local === last.local) ends = last;
    if (ends.peer !== null) return nameOfPeer(all, ends) ?? ends.peer;
    if (!reasons.some(({ kind }) => kind === "closed")) return "";
    return all.find((entry) => entry.fd === fd && entry.socket.fileno() < 0)?.name ?? "";
  };
}

/** The name of a client that a server accepted as `socket`: the name it is kept under, or its address. */
export function clientName(socket: Socket<Address>, address: Address): string {
  const { local } = endsOf(socket, UNKNOWN);
  const peer = formatAddress(address);
  return nameOfPeer(keptNow(), { local, peer }) ?? peer;
}

/** Compares both ends: the system may use the same port for connections to different servers. */
function nameOfPeer(all: readonly Kept[], { local, peer }: Ends): string | undefined {
  return all.find(({ ends }) => ends.local === peer && (local === null || ends.peer === local))
    ?.name;
}

/** All kept sockets with their current addresses, the most recent first. */
function keptNow(): Kept[] {
  const all = [...kept.values()].flat().reverse();
  for (const entry of all) entry.ends = endsOf(entry.socket, entry.ends);
  return all;
}

/** The current ends of a socket; those in `known` that the kernel no longer reports. */
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
