/** The epoll server: the kernel keeps the set of descriptors, and answers only those with news. */
import { EPOLLET, EPOLLIN, EPOLLOUT } from "../../constants.js";
import { OSError } from "../../errors.js";
import { Epoll } from "../../mux/epoll.js";
import type { Socket } from "../../socket/socket.js";
import type { Disconnected, EpollReady, ServerEvents } from "../events.js";
import { ACCEPT_RETRY_S, acceptReady } from "../runtime/accept.js";
import { type Round, RoundIterator, type RoundSource } from "../runtime/rounds.js";
import { ClientConnection } from "./client-connection.js";

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
export function epollServer(listener: Socket, options: EpollOptions = {}): ServerEvents {
  return new RoundIterator(rounds(listener, options));
}

async function* rounds(listener: Socket, { edge = false }: EpollOptions): RoundSource {
  listener.setblocking(false);
  const listening = listener.fileno();
  const epoll = new Epoll();
  const { registered } = epoll;
  const fdmap = new Map<number, Socket>();
  const clients = new Map<number, ClientConnection>();
  const trigger = edge ? EPOLLET : 0;
  const most = edge ? FAIR : 1;
  let resting = false;

  function watch(socket: Socket): void {
    epoll.register(socket, EPOLLIN | trigger);
    fdmap.set(socket.fileno(), socket);
  }

  /** What an edge-triggered descriptor has left over is reported again once it is modified. */
  function remind(socket: Socket): void {
    epoll.modify(socket, EPOLLIN | trigger);
  }

  /** Watches a client for what it can do next, or lets it go. */
  function settle(client: ClientConnection): Disconnected | null {
    if (client.left) {
      epoll.unregister(client.fd);
      fdmap.delete(client.fd);
      clients.delete(client.fd);
      return client.close();
    }
    const wanted = (client.reading ? EPOLLIN : 0) | (client.writing ? EPOLLOUT : 0) | trigger;
    if (wanted >>> 0 !== registered.get(client.fd)) epoll.modify(client.socket, wanted);
    return null;
  }

  function* accept(): Round {
    for (let count = 0; count < most; count++) {
      const accepted = acceptReady(listener);
      if (accepted === null) return;
      if (accepted instanceof OSError) {
        epoll.modify(listener, 0);
        resting = true;
        yield { type: "accept-failed", error: accepted };
        return;
      }
      const [socket, address] = accepted;
      watch(socket);
      clients.set(socket.fileno(), new ClientConnection(socket));
      yield { type: "connect", socket, address };
    }
    if (edge) remind(listener);
  }

  function* handle(ready: EpollReady): Round {
    yield ready;
    if (resting) remind(listener);
    resting = false;

    const active: ClientConnection[] = [];
    for (const [fd] of ready.events) {
      if (fd === listening) {
        yield* accept();
        continue;
      }
      const client = clients.get(fd) as ClientConnection;
      active.push(client);
      let count = 0;
      while (count < most && client.reading) {
        const message = client.receive(REPLY);
        if (message === null) break;
        count++;
        yield message;
      }
      if (edge && count === most) remind(client.socket);
    }

    // After all messages: a reply wakes its client, and waking takes longer than sending.
    for (const client of active) {
      const sent = client.writing ? client.flush() : null;
      if (sent !== null) yield sent;
      const gone = settle(client);
      if (gone !== null) yield gone;
    }
    yield { type: "handled" };
  }

  try {
    watch(listener);
    while (true) {
      const events = await epoll.poll(resting ? ACCEPT_RETRY_S : null);
      yield handle({ type: "ready", call: "epoll", registered, fdmap, events });
    }
  } finally {
    epoll.close();
    for (const { socket } of clients.values()) socket.close();
  }
}
