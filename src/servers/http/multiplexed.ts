/**
 * The HTTP server for many clients at the same time: a selector reports which of them are ready.
 */
import { FD_SETSIZE } from "../../constants.js";
import { OSError } from "../../errors.js";
import type { PollEvent } from "../../mux/event-names.js";
import { toPollMask } from "../../mux/selectors/events.js";
import {
  type BaseSelector,
  EpollSelector,
  EVENT_READ,
  EVENT_WRITE,
  PollSelector,
  type SelectorKey,
  SelectSelector,
} from "../../mux/selectors/index.js";
import type { Socket } from "../../socket/socket.js";
import type { ServerEvent, ServerEvents } from "../events.js";
import { acceptReady, checkWatchable } from "../runtime/accept.js";
import { recoverableError } from "../runtime/errors.js";
import { type ReadinessCall, readyEvent } from "../runtime/ready-events.js";
import { type Round, RoundIterator, type RoundSource } from "../runtime/rounds.js";
import { WatchedSockets } from "../runtime/watched-sockets.js";
import { HttpPeer } from "./http-peer.js";
import type { HttpSettings } from "./options.js";
import { Peers } from "./peers.js";

const SELECTORS = {
  select: SelectSelector,
  poll: PollSelector,
  epoll: EpollSelector,
} satisfies Record<ReadinessCall, unknown>;

/**
 * How many chunks are sent to a client in a row after its step, before other clients are served.
 */
export const MAX_SENDS = 4;

/**
 * Serves many clients at the same time. A client that stalls does not delay the others, and is
 * dropped when its deadline passes. The clients are closed when the generator ends.
 *
 * Throws `RangeError` if select(2) cannot watch a client that is taken over.
 */
export function multiplexedHttpServer(
  listener: Socket,
  mux: ReadinessCall,
  settings: HttpSettings,
  taken: readonly HttpPeer[] = [],
): ServerEvents {
  for (const { socket } of taken) checkWatchable(socket.fileno(), limitOf(mux));
  const peers = new Peers(settings, taken);
  return new RoundIterator(rounds(listener, mux, settings, peers), peers);
}

async function* rounds(
  listener: Socket,
  mux: ReadinessCall,
  settings: HttpSettings,
  clients: Peers,
): RoundSource {
  listener.setblocking(false);
  const selector: BaseSelector<HttpPeer | null> = new SELECTORS[mux]();
  const watched = new WatchedSockets();
  let accepting = true;

  function register(socket: Socket, client: HttpPeer | null): void {
    const events = client === null ? EVENT_READ : eventsOf(client);
    selector.register(socket, events, client);
    watched.set(socket, toPollMask(events));
  }

  function modify(client: HttpPeer): void {
    const events = eventsOf(client);
    selector.modify(client.socket, events, client);
    watched.set(client.socket, toPollMask(events));
  }

  function unregister(socket: Socket): void {
    selector.unregister(socket);
    watched.delete(socket.fileno());
  }

  function accept(): ServerEvent | null {
    const accepted = acceptReady(listener, limitOf(mux));
    if (accepted === null) return null;
    if (accepted instanceof OSError) {
      unregister(listener);
      accepting = false;
      return { type: "accept-failed", error: accepted };
    }
    const [socket, address] = accepted;
    socket.setblocking(false);
    const client = new HttpPeer(socket, settings);
    register(socket, client);
    clients.add(client);
    clients.noteDeadline(client);
    return { type: "connect", socket, address };
  }

  /** Runs a client that is ready or has expired, and then watches or closes it. */
  function run(client: HttpPeer, expired: boolean): readonly ServerEvent[] {
    const { socket } = client;
    const events = eventsOf(client);
    let error: OSError | null = null;
    try {
      let progressed = true;
      if (expired) client.expire();
      else progressed = client.step();
      // The send buffer nearly always has space, so the response need not wait for the next round.
      for (let count = 0; progressed && client.phase === "sending" && count < MAX_SENDS; count++) {
        progressed = client.step();
      }
      client.followPhase();
    } catch (reason) {
      error = recoverableError(reason);
    }
    const clientEvents = client.takeEvents();
    if (error !== null || client.phase === "closed") {
      const fd = socket.fileno();
      clients.delete(client);
      unregister(socket);
      client.close();
      socket.close();
      return [...clientEvents, { type: "disconnect", fd, error }];
    }
    if (eventsOf(client) !== events) modify(client);
    clients.noteDeadline(client);
    return clientEvents;
  }

  function* handle(ready: readonly (readonly [SelectorKey<HttpPeer | null>, number])[]): Round {
    // Deadlines are compared with the start of the round: a slow round must not expire clients.
    const now = performance.now();
    settings.beginRound();
    yield readyEvent(mux, watched, () =>
      ready.map(([{ fd }, events]): PollEvent => [fd, toPollMask(events)]),
    );
    if (!accepting) register(listener, null);
    accepting = true;

    for (const [{ data: client }] of ready) {
      if (client !== null) {
        for (const event of run(client, false)) yield event;
      } else {
        const event = accept();
        if (event !== null) yield event;
      }
    }

    for (const client of clients.expired(now)) {
      for (const event of run(client, true)) yield event;
    }
    yield { type: "handled" };
  }

  try {
    register(listener, null);
    for (const client of clients) register(client.socket, client);
    while (true) {
      yield handle(await selector.select(clients.timeout(accepting)));
    }
  } finally {
    selector.close();
  }
}

/** Returns the lowest descriptor that the mechanism cannot watch. */
function limitOf(mux: ReadinessCall): number | undefined {
  return mux === "select" ? FD_SETSIZE : undefined;
}

/** Returns the selector events for which a client is watched. */
function eventsOf({ phase }: HttpPeer): number {
  return phase === "sending" ? EVENT_WRITE : EVENT_READ;
}
