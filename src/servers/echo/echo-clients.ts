/**
 * What the echo servers have in common: they accept clients, queue a reply to each message, send
 * what the send buffer takes, and close the clients that are finished. Only how a server learns
 * who is ready differs, and that is in the server's own file.
 */
import { OSError } from "../../errors.js";
import type { Socket } from "../../socket/socket.js";
import type { AcceptFailed, Connected, Disconnected, Message, Sent } from "../events.js";
import { ACCEPT_RETRY_S, acceptReady } from "../runtime/accept.js";
import type { ServedClients } from "../runtime/rounds.js";
import { ClientConnection } from "./client-connection.js";

/** How a server has its sockets watched. */
export interface Watcher {
  /** Watches the listener for new clients. */
  watchListener(): void;
  unwatchListener(): void;
  /** Watches a client for what it can do now: `reading`, `writing`, both or neither. */
  watch(client: ClientConnection): void;
  /** Called before the client's socket is closed. */
  unwatch(client: ClientConnection): void;
}

/** Options that only a server gets which continues with the clients of another one. */
export interface Transfer {
  /** The clients, with their unsent replies. */
  readonly clients?: readonly ClientConnection[];
}

/** The listener and the clients of an echo server. */
export class EchoClients implements ServedClients {
  readonly #listener: Socket;
  readonly #reply: Uint8Array;
  readonly #limit: number | undefined;
  readonly #clients = new Map<number, ClientConnection>();
  #watcher: Watcher | undefined;
  #accepting = true;

  /**
   * `limit` is the first descriptor that cannot be watched. Throws `RangeError` where a client that
   * is taken over has such a descriptor.
   */
  constructor(listener: Socket, reply: Uint8Array, { clients = [] }: Transfer, limit?: number) {
    this.#listener = listener;
    this.#reply = reply;
    this.#limit = limit;
    for (const client of clients) {
      if (limit !== undefined && client.fd >= limit) {
        throw new RangeError(`cannot watch fd ${client.fd}, beyond the limit of ${limit}`);
      }
      this.#clients.set(client.fd, client);
    }
  }

  get clients(): readonly ClientConnection[] {
    return [...this.#clients.values()];
  }

  release(): void {
    this.#clients.clear();
  }

  /** Begins to watch the listener, and the clients that were taken over. */
  start(watcher: Watcher): void {
    this.#watcher = watcher;
    this.#listener.setblocking(false);
    watcher.watchListener();
    for (const client of this.#clients.values()) watcher.watch(client);
  }

  /** How many seconds the server may wait; `null`, no limit, unless accepting is to be resumed. */
  get timeout(): number | null {
    return this.#accepting ? null : ACCEPT_RETRY_S;
  }

  /** Watches the listener again after `accept()` has failed. */
  resumeAccepting(): void {
    if (this.#accepting) return;
    this.#accepting = true;
    this.#watcher?.watchListener();
  }

  /** The client of a descriptor that was reported as ready. */
  get(fd: number): ClientConnection {
    return this.#clients.get(fd) as ClientConnection;
  }

  /** Accepts a client and watches it; `null` when there is none after all. */
  accept(): Connected | AcceptFailed | null {
    const accepted = acceptReady(this.#listener, this.#limit);
    if (accepted === null) return null;
    if (accepted instanceof OSError) {
      // The client stays in the accept queue, and would make the listener ready in every round.
      this.#accepting = false;
      this.#watcher?.unwatchListener();
      return { type: "accept-failed", error: accepted };
    }
    const [socket, address] = accepted;
    const client = new ClientConnection(socket);
    this.#clients.set(client.fd, client);
    this.#watcher?.watch(client);
    return { type: "connect", socket, address };
  }

  /** Receives a message and queues the reply to it; `null` when there is none. */
  receive(client: ClientConnection): Message | null {
    const message = client.receive();
    if (message !== null) client.reply(this.#reply);
    return message;
  }

  /** Sends what is queued for a client; `null` when nothing is, or when nothing could be sent. */
  flush(client: ClientConnection): Sent | null {
    return client.writing ? client.flush() : null;
  }

  /** Watches a client for what it can do next; closes it when it is finished. */
  settle(client: ClientConnection): Disconnected | null {
    if (!client.finished) {
      this.#watcher?.watch(client);
      return null;
    }
    this.#watcher?.unwatch(client);
    this.#clients.delete(client.fd);
    return client.close();
  }

  close(): void {
    for (const { socket } of this.#clients.values()) socket.close();
  }
}
