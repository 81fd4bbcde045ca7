/** The epoll server: the kernel keeps the set of descriptors, and answers only those with news. */
import { EPOLLET, EPOLLIN, EPOLLOUT } from "../constants.js";
import { Epoll } from "../epoll.js";
import { OSError } from "../errors.js";
import type { Socket } from "../socket.js";
import { acceptReady, REST } from "./accept.js";
import { Client } from "./client.js";
import type { ServerEvent, ServerEvents } from "./events.js";

const REPLY = Buffer.from("Receive");

/** How many messages or new clients in a row an edge-triggered server handles before the others' turn. */
const FAIR = 16;

/** How an `epollServer` is told of readiness. */
export interface EpollOptions {
  /**
   * `true` is edge-triggered: readiness is reported once, when it comes, so that the server reads
   * until nothing is left. Default `false`, level-triggered: it is reported as long as it lasts.
   */
  readonly edge?: boolean;
}

/**
 * Answers each message of each client with `Receive`.
 *
 * The clients are closed when the generator ends, the listener is the caller's.
 *
 * @example
 * const server = await serve(epollServer, { edge: true });
 * const client = await createConnection(server.address);
 * await client.sendall("hello");
 * console.log(`${await client.recv(1024)}`); // Receive
 * client.close();
 * await server.stop();
 */
export async function* epollServer(
  listener: Socket,
  { edge = false }: EpollOptions = {},
): ServerEvents {
  listener.setblocking(false);
  const epoll = new Epoll();
  const fdmap = new Map<number, Socket>();
  const clients = new Map<number, Client>();
  const trigger = edge ? EPOLLET : 0;
  const most = edge ? FAIR : 1;
  let resting = false;

  function watch(socket: Socket): void {
    epoll.register(socket, EPOLLIN | trigger);
    fdmap.set(socket.fileno(), socket);
  }

  /** Accepts clients, and answers whether there may be more. */
  async function* accept(): AsyncGenerator<ServerEvent, boolean, void> {
    for (let count = 0; count < most; count++) {
      const accepted = await acceptReady(listener);
      if (accepted === null) return false;
      if (accepted instanceof OSError) {
        epoll.modify(listener, 0);
        resting = true;
        yield { type: "accept-failed", error: accepted };
        return false;
      }
      const [socket, address] = accepted;
      watch(socket);
      clients.set(socket.fileno(), new Client(socket));
      yield { type: "connect", socket, address };
    }
    return true;
  }

  /** Answers messages of a client, and whether there may be more. */
  async function* answer(client: Client): AsyncGenerator<ServerEvent, boolean, void> {
    for (let count = 0; count < most; count++) {
      const message = client.reading ? await client.receive(REPLY) : null;
      if (message !== null) yield message;
      const sent = client.writing ? await client.flush() : null;
      if (sent !== null) yield sent;
      if (message === null && sent === null) return false;
    }
    return true;
  }

  /**
   * Watches a client for what it can do next, or lets it go. A modified descriptor is looked at
   * anew: what an edge-triggered one has left over is reported again.
   */
  function* settle(client: Client, more: boolean): Iterable<ServerEvent> {
    if (client.left) {
      epoll.unregister(client.fd);
      fdmap.delete(client.fd);
      clients.delete(client.fd);
      yield client.close();
    } else {
      const wanted = (client.reading ? EPOLLIN : 0) | (client.writing ? EPOLLOUT : 0) | trigger;
      const changed = wanted >>> 0 !== epoll.registered.get(client.fd);
      if (changed || (edge && more)) epoll.modify(client.socket, wanted);
    }
  }

  const listening = listener.fileno();
  try {
    watch(listener);
    while (true) {
      const events = await epoll.poll(resting ? REST : null);
      yield { type: "ready", call: "epoll", registered: epoll.registered, fdmap, events };
      if (resting) epoll.modify(listener, EPOLLIN | trigger);
      resting = false;

      for (const [fd] of events) {
        if (fd === listening) {
          const more = yield* accept();
          if (edge && more) epoll.modify(listener, EPOLLIN | trigger);
        } else {
          const client = clients.get(fd) as Client;
          const more = yield* answer(client);
          yield* settle(client, more);
        }
      }
      yield { type: "handled" };
    }
  } finally {
    epoll.close();
    for (const { socket } of clients.values()) socket.close();
  }
}
