/** The sockets that cells made, by name: for tables that name them, and for cells that run again. */
import { type Address, formatAddress } from "../address.js";
import { AF_INET } from "../constants.js";
import type { Readiness } from "../readiness.js";
import type { Socket } from "../socket.js";

/** How long a kept socket waits, in seconds, unless its cell says otherwise: no cell waits for ever. */
const TIMEOUT = 5;

interface Kept {
  readonly name: string;
  readonly socket: Socket;
  /** The descriptor, also when it is closed by now. */
  readonly fd: number;
  /** The last address it was seen with. */
  address: string | null;
}

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
export function keep(sockets: Readonly<Record<string, Socket | readonly Socket[]>>): void {
  for (const [name, value] of Object.entries(sockets)) {
    const list: readonly Socket[] = Array.isArray(value) ? value : [value];
    for (const { socket } of kept.get(name) ?? []) {
      if (!list.includes(socket)) socket.close();
    }
    for (const socket of list) {
      if (socket.gettimeout() === null) socket.settimeout(TIMEOUT);
    }
    const entries = list.map((socket, index): Kept => {
      const own = Array.isArray(value) ? `${name}[${index}]` : name;
      return { name: own, socket, fd: socket.fileno(), address: addressOf(socket) };
    });
    kept.set(name, entries);
  }
}

/** What is known of a descriptor that is to be named. */
export type Nameable = Pick<Readiness, "fd" | "listening" | "local" | "peer" | "reasons">;

/** The last peer that each descriptor was seen with: of a reset connection the kernel forgets it. */
const lastPeers = new Map<number, { readonly local: string; readonly peer: Address }>();

/**
 * How to call descriptors at this moment: by the name under which they, or the other end of
 * their connection, are kept; else `listener`, or the peer's address, or nothing.
 */
export function namer(): (entry: Nameable) => string {
  const all = [...kept.values()].flat();
  for (const entry of all) entry.address = addressOf(entry.socket) ?? entry.address;
  return ({ fd, listening, local, peer, reasons }) => {
    const address = local && formatAddress(local);
    const own = all.find((one) => one.socket.fileno() === fd && one.address === address);
    if (own !== undefined) return own.name;
    if (listening) return "listener";
    if (address !== null && peer !== null) lastPeers.set(fd, { local: address, peer });
    const last = lastPeers.get(fd);
    if (last !== undefined && last.local === address) return nameAmong(all, last.peer);
    const closed = reasons.some(({ kind }) => kind === "closed");
    return (closed && all.find((one) => one.fd === fd)?.name) || "";
  };
}

/** How to call the client that has this address: by the name under which it is kept. */
export function clientName(address: Address): string {
  return nameAmong([...kept.values()].flat(), address);
}

function nameAmong(all: readonly Kept[], peer: Address): string {
  const address = formatAddress(peer);
  return all.find((one) => one.address === address)?.name ?? address;
}

/** `null` for a socket that is closed or has no address. */
function addressOf(socket: Socket): string | null {
  const known = socket.fileno() >= 0 && socket.family === AF_INET;
  return known ? formatAddress(socket.getsockname()) : null;
}
