/** The HTTP server for many clients at the same time: a selector says whose turn it is. */
import { FD_SETSIZE } from "../../constants.js";
import { OSError } from "../../errors.js";
import type { Request } from "../../http/request.js";
import type { Response } from "../../http/response.js";
import {
  type BaseSelector,
  EpollSelector,
  EVENT_READ,
  EVENT_WRITE,
  PollSelector,
  type SelectorKey,
  type SelectorMap,
  SelectSelector,
} from "../../mux/selectors/index.js";
import type { Socket } from "../../socket/socket.js";
import type { ServerEvent, ServerEvents } from "../events.js";
import { ACCEPT_RETRY_S, acceptReady } from "../runtime/accept.js";
import { failureOf } from "../runtime/failure.js";
import { type Mux, muxReady } from "../runtime/mux-ready.js";
import { type Round, RoundIterator, type RoundSource } from "../runtime/rounds.js";
import { HttpPeer } from "./http-peer.js";
import type { HttpSettings } from "./options.js";

const SELECTORS = {
  select: SelectSelector,
  poll: PollSelector,
  epoll: EpollSelector,
} satisfies Record<Mux, unknown>;

/** How many chunks a client is sent in a row, before the others' turn. */
const MAX_SENDS = 4;

/**
 * Serves many clients at the same time. Nobody waits for one that stalls: each has its own time,
 * and is dropped when it is over. The clients are closed when the generator ends.
 */
export function httpMux(listener: Socket, mux: Mux, settings: HttpSettings): ServerEvents {
  return new RoundIterator(rounds(listener, mux, settings));
}

async function* rounds(listener: Socket, mux: Mux, settings: HttpSettings): RoundSource {
  listener.setblocking(false);
  const selector: BaseSelector<HttpPeer | null> = new SELECTORS[mux]();
  const clients = new Set<HttpPeer>();
  let resting = false;
  let round = 0;
  const respond = (request: Request): Response => settings.respond(request, round);
  /** No client's time is over before this. */
  let earliest = Number.POSITIVE_INFINITY;

  function accept(): ServerEvent | null {
    const accepted = acceptReady(listener, mux === "select" ? FD_SETSIZE : undefined);
    if (accepted === null) return null;
    if (accepted instanceof OSError) {
      selector.unregister(listener);
      resting = true;
      return { type: "accept-failed", error: accepted };
    }
    const [socket, address] = accepted;
    socket.setblocking(false);
    const client = new HttpPeer(socket, { ...settings, respond });
    selector.register(socket, EVENT_READ, client);
    clients.add(client);
    earliest = Math.min(earliest, client.deadline);
    return { type: "connect", socket, address };
  }

  /** Lets a client act, which is ready or late, and then go on or go away. */
  function act(client: HttpPeer, late: boolean): readonly ServerEvent[] {
    const { socket } = client;
    const watched = eventOf(client);
    let error: OSError | null = null;
    try {
      let goesOn = true;
      if (late) client.expire();
      else goesOn = client.step();
      // There is nearly always room: an answer need not wait for another round.
      for (let count = 0; goesOn && client.phase === "sending" && count < MAX_SENDS; count++) {
        goesOn = client.step();
      }
      client.followPhase();
    } catch (reason) {
      error = failureOf(reason);
    }
    const events = client.takeEvents();
    if (error !== null || client.phase === "closed") {
      const fd = socket.fileno();
      clients.delete(client);
      selector.unregister(socket);
      client.close();
      socket.close();
      return [...events, { type: "disconnect", fd, error }];
    }
    if (eventOf(client) !== watched) selector.modify(socket, eventOf(client), client);
    earliest = Math.min(earliest, client.deadline);
    return events;
  }

  function* handle(answer: readonly (readonly [SelectorKey<HttpPeer | null>, number])[]): Round {
    // Who is ready now was in time, however long it takes until its turn: a disk may be slow.
    const now = performance.now();
    round++;
    yield muxReady(mux, selector.getMap() as SelectorMap, answer);
    if (resting) selector.register(listener, EVENT_READ, null);
    resting = false;

    for (const [{ data: client }] of answer) {
      if (client !== null) {
        for (const event of act(client, false)) yield event;
      } else {
        const event = accept();
        if (event !== null) yield event;
      }
    }

    if (now >= earliest) {
      earliest = Number.POSITIVE_INFINITY;
      for (const client of clients) {
        if (now < client.deadline) earliest = Math.min(earliest, client.deadline);
        else for (const event of act(client, true)) yield event;
      }
    }
    yield { type: "handled" };
  }

  try {
    selector.register(listener, EVENT_READ, null);
    while (true) {
      const until = resting
        ? Math.min(earliest, performance.now() + ACCEPT_RETRY_S * 1000)
        : earliest;
      const seconds =
        until === Number.POSITIVE_INFINITY ? null : (until - performance.now()) / 1000;
      yield handle(await selector.select(seconds));
    }
  } finally {
    selector.close();
    for (const client of clients) {
      client.close();
      client.socket.close();
    }
  }
}

/** What a client waits for. */
function eventOf({ phase }: HttpPeer): number {
  return phase === "sending" ? EVENT_WRITE : EVENT_READ;
}
