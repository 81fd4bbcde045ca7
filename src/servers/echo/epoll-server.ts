/** The epoll server: the kernel keeps the set of descriptors, and reports only those that are ready. */
import { EPOLLET, EPOLLIN, EPOLLOUT } from "../../constants.js";
import { Epoll } from "../../mux/epoll.js";
import type { Socket } from "../../socket/socket.js";
import type { EpollReady, ServerEvents } from "../events.js";
import { readyEvent } from "../runtime/ready-events.js";
import { type Round, RoundIterator, type RoundSource } from "../runtime/rounds.js";
import { WatchedSockets } from "../runtime/watched-sockets.js";
import type { ClientConnection } from "./client-connection.js";
import { EchoClients, type Transfer } from "./echo-clients.js";

/** The reply to each message. */
export const EPOLL_REPLY: Buffer = Buffer.from("Receive");

/** How many messages or new clients an edge-triggered server handles in a row, before the others. */
const MAX_IN_A_ROW = 16;

/** How an `epollServer` is notified of readiness. */
export interface EpollOptions {
  /**
   * `true` is edge-triggered: readiness is reported once, when it comes, so that the server reads
   * until nothing is left. Default `false`, level-triggered: it is reported as long as it lasts.
   */
  readonly edge?: boolean;
}

/**
 * Replies `Receive` to each message of each client.
 *
 * The clients are closed when the generator ends; the listener is the caller's to close.
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
export function epollServer(
  listener: Socket,
  { edge = false, ...transfer }: EpollOptions & Transfer = {},
): ServerEvents {
  const clients = new EchoClients(listener, EPOLL_REPLY, transfer);
  return new RoundIterator(rounds(listener, clients, edge), clients);
}

async function* rounds(listener: Socket, clients: EchoClients, edge: boolean): RoundSource {
  const listening = listener.fileno();
  const epoll = new Epoll();
  const watched = new WatchedSockets();
  const trigger = edge ? EPOLLET : 0;
  const most = edge ? MAX_IN_A_ROW : 1;

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

  /** Modifying an edge-triggered descriptor makes epoll report what is left over. */
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
        for (; count < most; count++) {
          const accepted = clients.accept();
          if (accepted === null) break;
          yield accepted;
          if (accepted.type === "accept-failed") break;
        }
        if (edge && count === most) reportAgain(listener);
        continue;
      }
      const client = clients.get(fd);
      active.push(client);
      let count = 0;
      for (; count < most && client.reading; count++) {
        const message = clients.receive(client);
        if (message === null) break;
        yield message;
      }
      if (edge && count === most) reportAgain(client.socket);
    }

    // After all messages: a reply wakes its client, and waking takes longer than sending.
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
