/**
 * The epoll server: the kernel keeps the interest list, and reports only descriptors that are
 * ready.
 */
import { EPOLLET, EPOLLIN, EPOLLOUT } from "../../constants.js";
import { Epoll } from "../../mux/epoll.js";
import type { Socket } from "../../socket/socket.js";
import { checkBoolean, checkOptions } from "../../validators.js";
import type { EpollReady, ServerEvents } from "../events.js";
import { readyEvent } from "../runtime/ready-events.js";
import { type Round, RoundIterator, type RoundSource } from "../runtime/rounds.js";
import { WatchedSockets } from "../runtime/watched-sockets.js";
import type { ClientConnection } from "./client-connection.js";
import { EchoClients, type Transfer } from "./echo-clients.js";

/** The reply to each message. */
export const EPOLL_REPLY: Buffer = Buffer.from("Receive");

/**
 * How many messages of a client, or new clients, an edge-triggered server handles before it serves
 * others.
 */
const MAX_IN_A_ROW = 16;

/** The options of an `epollServer`. */
export interface EpollOptions {
  /**
   * Whether notification is edge-triggered: readiness is reported once, when it arises, so the
   * server must read until nothing is left. Default `false`, level-triggered: it is reported as
   * long as it lasts. See epoll(7).
   */
  readonly edge?: boolean;
}

/**
 * Replies `Receive` to each message of each client.
 *
 * The clients are closed when the generator ends; the caller closes the listener.
 *
 * @example
 * const server = await serve(epollServer, { edge: true });
 * const client = await createConnection(server.address);
 * await client.sendall("hello");
 * console.log(`${await client.recv(1024)}`); // Receive
 * client.close();
 * await server.stop();
 */
export function epollServer(listener: Socket, options?: EpollOptions): ServerEvents;
/** @internal */
export function epollServer(listener: Socket, options: EpollOptions & Transfer): ServerEvents;
export function epollServer(listener: Socket, options: EpollOptions & Transfer = {}): ServerEvents {
  checkOptions(options);
  const { edge = false, ...transfer } = options;
  checkBoolean("edge", edge);
  const clients = new EchoClients(listener, EPOLL_REPLY, transfer);
  return new RoundIterator(rounds(listener, clients, edge), clients);
}

async function* rounds(listener: Socket, clients: EchoClients, edge: boolean): RoundSource {
  const listening = listener.fileno();
  const epoll = new Epoll();
  const watched = new WatchedSockets();
  const trigger = edge ? EPOLLET : 0;
  const maxInARow = edge ? MAX_IN_A_ROW : 1;

  function register(socket: Socket, eventmask: number): void {
    epoll.register(socket, eventmask);
    watched.set(socket, eventmask >>> 0);
  }

  function modify(socket: Socket, eventmask: number): void {
    epoll.modify(socket, eventmask);
    watched.set(socket, eventmask >>> 0);
  }

  function unregister(fd: number): void {
    epoll.unregister(fd);
    watched.delete(fd);
  }

  /** Modifying an edge-triggered descriptor makes epoll report it again if it is still ready. */
  function reportAgain(socket: Socket): void {
    modify(socket, EPOLLIN | trigger);
  }

  function* handle(ready: EpollReady): Round {
    yield ready;
    clients.resumeAccepting();

    const active: ClientConnection[] = [];
    for (const [fd] of ready.events) {
      if (fd === listening) {
        let count = 0;
        for (; count < maxInARow; count++) {
          const accepted = clients.accept();
          if (accepted === null) break;
          yield accepted;
          if (accepted.type === "accept-failed") break;
        }
        if (edge && count === maxInARow) reportAgain(listener);
        continue;
      }
      const client = clients.get(fd);
      active.push(client);
      let count = 0;
      for (; count < maxInARow && client.reading; count++) {
        const message = clients.receive(client);
        if (message === null) break;
        yield message;
      }
      if (edge && count === maxInARow) reportAgain(client.socket);
    }

    // Send after receiving everything: waking a client takes longer than sending its reply.
    for (const client of active) {
      const sent = clients.flush(client);
      if (sent !== null) yield sent;
      const disconnected = clients.settle(client);
      if (disconnected !== null) yield disconnected;
    }
    yield { type: "handled" };
  }

  try {
    clients.start({
      watchListener: () => register(listener, EPOLLIN | trigger),
      unwatchListener: () => unregister(listening),
      watch({ socket, fd, reading, writing }) {
        const eventmask = (reading ? EPOLLIN : 0) | (writing ? EPOLLOUT : 0) | trigger;
        const earlier = epoll.registered.get(fd);
        if (earlier === undefined) register(socket, eventmask);
        else if (earlier !== eventmask >>> 0) modify(socket, eventmask);
      },
      unwatch: ({ fd }) => unregister(fd),
    });
    while (true) {
      const events = await epoll.poll(clients.timeout);
      yield handle(readyEvent("epoll", watched, () => events));
    }
  } finally {
    epoll.close();
  }
}
