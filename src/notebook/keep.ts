/** Names the sockets of cells: tables show the names, and running a cell again closes its old sockets. */
import type { Address } from "../address-family.js";
import { AF_INET } from "../constants.js";
import { OSError } from "../errors.js";
import type { Readiness } from "../inspect/readiness.js";
import { formatAddress } from "../net/sockaddr.js";
import { Socket } from "../socket/socket.js";
import { checkInstance, checkOptions } from "../validators.js";

/** The timeout of a kept socket in seconds, unless its cell sets one: no cell waits forever. */
const TIMEOUT = 5;

/** The addresses of both ends of a connection, as text; `null` if unknown. */
interface Endpoints {
  readonly local: string | null;
  readonly peer: string | null;
}

const UNKNOWN: Endpoints = { local: null, peer: null };

interface Kept {
  readonly name: string;
  readonly socket: Socket<Address>;
  /** Its descriptor, even after it is closed. */
  readonly fd: number;
  /** The addresses last seen. */
  endpoints: Endpoints;
}

/** By the name in the cell; the most recently used name comes last. */
const kept = new Map<string, Kept[]>();

/**
 * Keeps sockets under names, which tables and pictures show for them and for the other ends of their
 * connections. Using a name again, as when its cell runs again, closes the sockets kept under it
 * before. A socket without a timeout gets one of 5 seconds, so that no cell waits forever.
 *
 * Call it after the sockets are connected. The elements of a list are named `crowd[0]`, `crowd[1]`, ...
 *
 * @example
 * const [left, right] = socketpair();
 * keep({ left, right });
 */
export function keep(
  sockets: Readonly<Record<string, Socket<Address> | readonly Socket<Address>[]>>,
): void {
  checkOptions(sockets, "sockets");
  for (const [name, value] of Object.entries(sockets)) {
    const list: readonly Socket<Address>[] = Array.isArray(value) ? value : [value];
    for (const socket of list) checkInstance(name, socket, Socket);
    for (const { socket } of kept.get(name) ?? []) {
      if (!list.includes(socket)) socket.close();
    }
    for (const socket of list) {
      if (socket.gettimeout() === null) socket.settimeout(TIMEOUT);
    }
    const entries = list.map((socket, index): Kept => {
      const fullName = Array.isArray(value) ? `${name}[${index}]` : name;
      return {
        name: fullName,
        socket,
        fd: socket.fileno(),
        endpoints: endpointsOf(socket, UNKNOWN),
      };
    });
    kept.delete(name);
    kept.set(name, entries);
  }
}

/** Names a socket that no cell has kept. `key` distinguishes it from sockets of the same name. */
export function nameSocket(key: string, name: string, socket: Socket<Address>): void {
  kept.set(key, [{ name, socket, fd: socket.fileno(), endpoints: endpointsOf(socket, UNKNOWN) }]);
}

/** What `namer()` needs to know of a descriptor. */
export type Nameable = Pick<Readiness, "fd" | "listening" | "local" | "peer" | "reasons">;

/** The last known addresses by descriptor: the kernel forgets the peer of a connection that was reset. */
const lastEndpoints = new Map<number, Endpoints>();

/**
 * Returns a function that names descriptors: by the name under which the socket or the other end of
 * its connection is kept, else `listener`, the peer's address, or an empty string.
 */
export function namer(): (entry: Nameable) => string {
  const all = keptNow();
  return ({ fd, listening, reasons, ...addresses }) => {
    let endpoints: Endpoints = { local: format(addresses.local), peer: format(addresses.peer) };
    const self = all.find(
      (entry) => entry.socket.fileno() === fd && entry.endpoints.local === endpoints.local,
    );
    if (self !== undefined) return self.name;
    if (listening) return "listener";
    const last = lastEndpoints.get(fd);
    if (endpoints.peer !== null) lastEndpoints.set(fd, endpoints);
    else if (last !== undefined && endpoints.local === last.local) endpoints = last;
    if (endpoints.peer !== null) return nameOfPeer(all, endpoints) ?? endpoints.peer;
    if (!reasons.some(({ kind }) => kind === "closed")) return "";
    return all.find((entry) => entry.fd === fd && entry.socket.fileno() < 0)?.name ?? "";
  };
}

/** The name of a client that a server accepted as `socket`: the name it is kept under, or its address. */
export function clientName(socket: Socket<Address>, address: Address): string {
  const { local } = endpointsOf(socket, UNKNOWN);
  const peer = formatAddress(address);
  return nameOfPeer(keptNow(), { local, peer }) ?? peer;
}

/** Compares both ends: the system may use the same port for connections to different servers. */
function nameOfPeer(all: readonly Kept[], { local, peer }: Endpoints): string | undefined {
  return all.find(
    ({ endpoints }) => endpoints.local === peer && (local === null || endpoints.peer === local),
  )?.name;
}

/** All kept sockets with their current addresses, the most recent first. */
function keptNow(): Kept[] {
  const all = [...kept.values()].flat().reverse();
  for (const entry of all) entry.endpoints = endpointsOf(entry.socket, entry.endpoints);
  return all;
}

/** The addresses that the kernel reports for a socket, and those in `known` that it no longer reports. */
function endpointsOf(socket: Socket<Address>, known: Endpoints): Endpoints {
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
