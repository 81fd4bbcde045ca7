/** The sockets that a server watches, with cheap snapshots. */
import type { Socket } from "../../socket/socket.js";

/** A socket and the events for which it is watched. */
export interface Watched {
  readonly socket: Socket;
  /** An event mask of poll(2) or epoll_ctl(2). */
  readonly mask: number;
}

/** The watched sockets by descriptor, in the order of registration. */
export type WatchedMap = ReadonlyMap<number, Watched>;

/** A descriptor, and how it is watched after the change; `null` if it is not. */
type Change = readonly [fd: number, watched: Watched | null];

/** The minimum number of changes between two copies, which matters for small sets. */
const MIN_CHANGES = 16;

/**
 * The sockets that a server watches.
 *
 * The event of a round may be read long after the round, and must then show what was watched in it.
 * Most are never read, so `snapshot()` copies nothing: changes are recorded, and it stores how many
 * there are. Reading the snapshot replays that many changes on a copy of the base. After as many
 * changes as there are sockets, a new base is copied. So the amortized cost of a change is
 * constant, and a snapshot that is kept does not grow.
 */
export class WatchedSockets {
  readonly #sockets = new Map<number, Watched>();
  #base: WatchedMap = new Map();
  #changes: Change[] = [];

  /** Adds a socket, or changes the events for which it is watched. */
  set(socket: Socket, mask: number): void {
    const fd = socket.fileno();
    const watched = { socket, mask };
    this.#sockets.set(fd, watched);
    this.#record(fd, watched);
  }

  /** Removes a descriptor. */
  delete(fd: number): void {
    this.#sockets.delete(fd);
    this.#record(fd, null);
  }

  /** Returns a function that returns what is watched now, however late it is called. */
  snapshot(): () => WatchedMap {
    const base = this.#base;
    const changes = this.#changes;
    const count = changes.length;
    let map: WatchedMap | undefined;
    return () => {
      map ??= replay(base, changes, count);
      return map;
    };
  }

  #record(fd: number, watched: Watched | null): void {
    this.#changes.push([fd, watched]);
    if (this.#changes.length < Math.max(MIN_CHANGES, this.#sockets.size)) return;
    this.#base = new Map(this.#sockets);
    this.#changes = [];
  }
}

function replay(base: WatchedMap, changes: readonly Change[], count: number): WatchedMap {
  if (count === 0) return base;
  const map = new Map(base);
  for (const [fd, watched] of changes.slice(0, count)) {
    if (watched === null) map.delete(fd);
    else map.set(fd, watched);
  }
  return map;
}
