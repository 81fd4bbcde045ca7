/**
 * The `ready` events: what was watched in a round, and what was ready.
 *
 * A server yields one in each round, and most are never read. So their lists and maps are built
 * when they are first read, and show the sockets of their round however late that is.
 */
import { inspect } from "node:util";
import { POLLIN, POLLOUT } from "../../constants.js";
import {
  type EpollRound,
  type Observation,
  observe,
  type PollRound,
  type SelectRound,
} from "../../inspect/readiness.js";
import type { PollEvent } from "../../mux/event-names.js";
import type { Socket } from "../../socket/socket.js";
import type { EpollReady, PollReady, SelectReady } from "../events.js";
import type { WatchedMap, WatchedSockets } from "./watched-sockets.js";

/** A system call that reports which sockets are ready. */
export type ReadinessCall = "select" | "poll" | "epoll";

type ReadyEvent = SelectReady | PollReady | EpollReady;

/** Returns the event of a round in which `call` returned `events`. */
export function readyEvent<Call extends ReadinessCall>(
  call: Call,
  watched: WatchedSockets,
  events: () => readonly PollEvent[],
): Extract<ReadyEvent, { call: Call }>;
export function readyEvent(
  call: ReadinessCall,
  watched: WatchedSockets,
  events: () => readonly PollEvent[],
): ReadyEvent {
  const snapshot = watched.snapshot();
  if (call === "select") return new ReadyLists(snapshot, events);
  return new ReadyMasks(call, snapshot, events) as PollReady | EpollReady;
}

/** A round as select(2) reports it: lists of sockets. */
class ReadyLists implements SelectReady {
  readonly type = "ready";
  readonly call = "select";
  readonly #watched: () => WatchedMap;
  readonly #events: () => readonly PollEvent[];

  constructor(watched: () => WatchedMap, events: () => readonly PollEvent[]) {
    this.#watched = watched;
    this.#events = events;
  }

  get rlist(): readonly Socket[] {
    return this.#watchedFor(POLLIN);
  }

  get wlist(): readonly Socket[] {
    return this.#watchedFor(POLLOUT);
  }

  get xlist(): readonly Socket[] {
    return [];
  }

  get rs(): readonly Socket[] {
    return this.#readyFor(POLLIN);
  }

  get ws(): readonly Socket[] {
    return this.#readyFor(POLLOUT);
  }

  get xs(): readonly Socket[] {
    return [];
  }

  [inspect.custom](): SelectReady {
    const { type, call, rlist, wlist, xlist, rs, ws, xs } = this;
    return { type, call, rlist, wlist, xlist, rs, ws, xs };
  }

  #watchedFor(event: number): Socket[] {
    const watched = [...this.#watched().values()];
    return watched.filter(({ mask }) => (mask & event) !== 0).map(({ socket }) => socket);
  }

  #readyFor(event: number): Socket[] {
    const watched = this.#watched();
    return this.#events()
      .filter(([, mask]) => (mask & event) !== 0)
      .map(([fd]) => watched.get(fd)?.socket)
      .filter((socket) => socket !== undefined);
  }
}

/** A round as poll(2) and epoll(7) report it: masks of descriptors. */
class ReadyMasks implements Omit<PollReady, "call"> {
  readonly type = "ready";
  readonly #watched: () => WatchedMap;
  readonly #events: () => readonly PollEvent[];
  #registered: ReadonlyMap<number, number> | undefined;
  #fdmap: ReadonlyMap<number, Socket> | undefined;

  constructor(
    readonly call: "poll" | "epoll",
    watched: () => WatchedMap,
    events: () => readonly PollEvent[],
  ) {
    this.#watched = watched;
    this.#events = events;
  }

  get registered(): ReadonlyMap<number, number> {
    this.#registered ??= new Map([...this.#watched()].map(([fd, { mask }]) => [fd, mask]));
    return this.#registered;
  }

  get fdmap(): ReadonlyMap<number, Socket> {
    this.#fdmap ??= new Map([...this.#watched()].map(([fd, { socket }]) => [fd, socket]));
    return this.#fdmap;
  }

  get events(): readonly PollEvent[] {
    return this.#events();
  }

  [inspect.custom](): Omit<PollReady, "call"> {
    const { type, call, registered, fdmap, events } = this;
    return { type, call, registered, fdmap, events } as Omit<PollReady, "call">;
  }
}

const observations = new WeakMap<ReadyEvent, Observation>();

/**
 * Observes the kernel's state of the sockets of a round. Later calls for the same round return the
 * first observation: only that one was made before anything was handled, and each takes several
 * system calls per socket.
 */
export function observeOnce(event: ReadyEvent): Observation {
  let observation = observations.get(event);
  if (observation === undefined) {
    observation = observe(event);
    observations.set(event, observation);
  }
  return observation;
}

/** The observation of a server's event, which all share, or of any other round as it is now. */
export function observationOf(
  round: ReadyEvent | SelectRound | PollRound | EpollRound,
): Observation {
  return "type" in round ? observeOnce(round) : observe(round);
}
