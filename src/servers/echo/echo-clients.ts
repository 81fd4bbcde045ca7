/**
 * The common part of the echo servers: accepts clients, queues a reply to each message, sends as
 * much as the send buffers take, and closes clients that are finished. The files of the servers
 * contain only how each of them waits for readiness.
 */
import { OSError } from "../../errors.js";
import { Socket } from "../../socket/socket.js";
import { checkInstance, checkOptions } from "../../validators.js";
import type { AcceptFailed, Connected, Disconnected, Message, Sent } from "../events.js";
import { ACCEPT_RETRY_S, type Accepted, acceptReady, checkWatchable } from "../runtime/accept.js";
import type { ServedClients } from "../runtime/rounds.js";
import { ClientConnection } from "./client-connection.js";

/** How a server watches its sockets. */
export interface Watcher {
  /** Watches the listener for new clients. */
  watchListener(): void;
  unwatchListener(): void;
  /** Watches a client as its `reading` and `writing` require. */
  watch(client: ClientConnection): void;
  /** Called before the client's socket is closed. */
  unwatch(client: ClientConnection): void;
}

/** The options of a server that continues with the clients of another one. */
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
   * Throws `RangeError` if a client that is taken over cannot be watched.
   *
   * @param limit The lowest descriptor that cannot be watched.
   */
  constructor(listener: Socket, reply: Uint8Array, transfer: Transfer, limit?: number) {
    checkInstance("listener", listener, Socket);
    checkOptions(transfer);
    const { clients = [] } = transfer;
    this.#listener = listener;
    this.#reply = reply;
    this.#limit = limit;
    for (const client of clients) {
      checkWatchable(client.fd, limit);
      this.#clients.set(client.fd, client);
    }
  }

  get clients(): readonly ClientConnection[] {
    return [...this.#clients.values()];
  }

  get transfer(): Transfer {
    return { clients: this.clients };
  }

  release(): void {
    this.#clients.clear();
  }

  /** Starts watching the listener, and the clients that there are. */
  start(watcher: Watcher): void {
    this.#watcher = watcher;
    this.#accepting = true;
    this.#listener.setblocking(false);
    watcher.watchListener();
    for (const client of this.#clients.values()) watcher.watch(client);
  }

  /** The maximum time to wait in seconds; `null`, no limit, unless accepting is to be resumed. */
  get timeout(): number | null {
    return this.#accepting ? null : ACCEPT_RETRY_S;
  }

  /** Watches the listener again if `accept()` has failed. */
  resumeAccepting(): void {
    if (this.#accepting) return;
    this.#accepting = true;
    this.#watcher?.watchListener();
  }

  /** Returns the client of a descriptor that was reported as ready. */
  get(fd: number): ClientConnection {
    return this.#clients.get(fd) as ClientConnection;
  }

  /** Accepts a client and watches it. Returns `null` if the client has already left. */
  accept(): Connected | AcceptFailed | null {
    const accepted = acceptReady(this.#listener, this.#limit);
    if (accepted === null) return null;
    return accepted instanceof OSError ? this.acceptFailed(accepted) : this.add(accepted);
  }

  /** Stops watching the listener until `resumeAccepting()`. */
  acceptFailed(error: OSError): AcceptFailed {
    // A client that stays in the accept queue would make the listener ready in every round.
    this.#accepting = false;
    this.#watcher?.unwatchListener();
    return { type: "accept-failed", error };
  }

  /** Watches a client that was accepted. */
  add([socket, address]: Accepted): Connected {
    const client = new ClientConnection(socket);
    this.#clients.set(client.fd, client);
    this.#watcher?.watch(client);
    return { type: "connect", socket, address };
  }

  /** Receives a message and queues the reply to it. Returns `null` if there is none. */
  receive(client: ClientConnection): Message | null {
    return this.#replyTo(client, client.receive());
  }

  /** Does the same with what was received already. */
  received(client: ClientConnection, data: Buffer): Message | null {
    return this.#replyTo(client, client.received(data));
  }

  #replyTo(client: ClientConnection, message: Message | null): Message | null {
    if (message !== null) client.reply(this.#reply);
    return message;
  }

  /**
   * Sends what is queued for a client. Returns `null` if nothing is queued or nothing can be sent.
   */
  flush(client: ClientConnection): Sent | null {
    return client.writing ? client.flush() : null;
  }

  /** Closes a client that is finished; watches any other one for what it can do next. */
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
