/** The HTTP server for many clients at the same time: a selector says whose turn it is. */
import { FD_SETSIZE } from "../constants.js";
import { OSError } from "../errors.js";
import {
  type BaseSelector,
  EpollSelector,
  EVENT_READ,
  EVENT_WRITE,
  PollSelector,
  type SelectorMap,
  SelectSelector,
} from "../selectors/index.js";
import type { Socket } from "../socket.js";
import { acceptReady, REST } from "./accept.js";
import { outcomeOf } from "./client.js";
import type { ServerEvent, ServerEvents } from "./events.js";
import { HttpClient } from "./httpclient.js";
import type { HttpSettings } from "./httpoptions.js";
import { type Mux, muxReady } from "./muxready.js";

const SELECTORS = {
  select: SelectSelector,
  poll: PollSelector,
  epoll: EpollSelector,
} satisfies Record<Mux, unknown>;

/**
 * Serves many clients at the same time. Nobody waits for one that stalls: each has its own time,
 * and is dropped when it is over. The clients are closed when the generator ends.
 */
export async function* httpMux(listener: Socket, mux: Mux, settings: HttpSettings): ServerEvents {
  listener.setblocking(false);
  const selector: BaseSelector<HttpClient | null> = new SELECTORS[mux]();
  const clients = new Set<HttpClient>();
  let resting = false;

  async function* accept(): ServerEvents {
    const accepted = acceptReady(listener, mux === "select" ? FD_SETSIZE : undefined);
    if (accepted instanceof OSError) {
      selector.unregister(listener);
      resting = true;
      yield { type: "accept-failed", error: accepted };
    } else if (accepted !== null) {
      const [socket, address] = accepted;
      socket.setblocking(false);
      const client = new HttpClient(socket, settings);
      selector.register(socket, EVENT_READ, client);
      clients.add(client);
      yield { type: "connect", socket, address };
    }
  }

  /** Lets a client act, and then go on or go away. */
  async function* turn(
    client: HttpClient,
    action: () => Promise<ServerEvent[]> | ServerEvent[],
  ): ServerEvents {
    let error: OSError | null = null;
    try {
      yield* await action();
      // There is nearly always room: an answer need not wait for another round.
      if (client.phase === "sending") yield* await client.step();
    } catch (reason) {
      error = outcomeOf(reason);
    }
    const { socket, phase } = client;
    if (error !== null || phase === "closed") {
      const fd = socket.fileno();
      clients.delete(client);
      selector.unregister(socket);
      client.close();
      socket.close();
      yield { type: "disconnect", fd, error };
    } else {
      selector.modify(socket, phase === "sending" ? EVENT_WRITE : EVENT_READ, client);
    }
  }

  try {
    selector.register(listener, EVENT_READ, null);
    while (true) {
      const seconds = [...clients].reduce(
        (least, client) => Math.min(least, client.secondsLeft),
        resting ? REST : Number.POSITIVE_INFINITY,
      );
      const ready = await selector.select(seconds === Number.POSITIVE_INFINITY ? null : seconds);
      yield muxReady(mux, selector.getMap() as SelectorMap, ready);
      if (resting) selector.register(listener, EVENT_READ, null);
      resting = false;

      for (const [{ data: client }] of ready) {
        if (client === null) yield* accept();
        else yield* turn(client, () => client.step());
      }
      for (const client of clients) {
        if (client.secondsLeft === 0) yield* turn(client, () => client.expire());
      }
      yield { type: "handled" };
    }
  } finally {
    selector.close();
    for (const client of clients) {
      client.close();
      client.socket.close();
    }
  }
}
