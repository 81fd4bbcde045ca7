/** The sockets that a server watches, as they were in any of its rounds. */
import type { Socket } from "../../socket/socket.js";

/** A socket and the events that it is watched for. */
export interface Watched {
  readonly socket: Socket;
  /** As a mask of poll(2) or epoll(7). */
  readonly mask: number;
}

/** What is watched, by descriptor and in the order of registration. */
export type WatchedMap = ReadonlyMap<number, Watched>;

/** A descriptor and how it is watched from now on; `null`: no longer. */
type Change = readonly [fd: number, watched: Watched | null];

/** A small set is not copied more often than after this many changes. */
const MIN_CHANGES = 16;

/**
 * The sockets that a server watches.
 *
 * An event of a round may be looked at when the round is long over, and must then show what was
 * watched in that round. Most rounds are never looked at, so nothing is copied for them: changes
 * are recorded, and `snapshot()` remembers how many there were. Looking at a snapshot repeats that
 * many changes on a copy. A new copy begins after as many changes as there are sockets, so that a
 * change costs the same however many there are, and a snapshot that is kept does not grow.
 */
export class WatchedSockets {
  readonly #sockets = new Map<number, Watched>();
  #base: WatchedMap = new Map();
  #changes: Change[] = [];

  /** Notes that a socket is watched, or watched for other events. */
  set(socket: Socket, mask: number): void {
    const fd = socket.fileno();
    const watched = { socket, mask };
    this.#sockets.set(fd, watched);
    this.#record(fd, watched);
  }

  /** Notes that a descriptor is no longer watched. */
  delete(fd: number): void {
    this.#sockets.delete(fd);
    this.#record(fd, null);
  }

  /** What is watched now, for a later look. */
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
