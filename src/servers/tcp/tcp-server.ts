/** A TCP server as a class: one client after the other. */

import type { InetAddress } from "../../address-family.js";
import { BlockingIOError, type OSError, TimeoutError } from "../../errors.js";
import { select } from "../../mux/select.js";
import type { Data } from "../../socket/data.js";
import type { Socket } from "../../socket/socket.js";
import type { ServerEvent, ServerEvents } from "../events.js";
import { ACCEPT_RETRY_S, type Accepted, acceptFailureOf } from "../runtime/accept.js";
import { failureOf } from "../runtime/failure.js";

const BUFSIZE = 1024;

/** How a `TcpServer` treats its clients. */
export interface TcpServerOptions {
  /** How many seconds a client may stall before it is dropped; it may for ever unless this is given. */
  readonly clientTimeout?: number;
}

/**
 * Serves one client after the other: whoever comes meanwhile waits in the accept queue.
 *
 * As it is, it sends each message back. A subclass says what to answer (`reply()`), or takes over
 * the conversation with a client (`handle()`) or the waiting for one (`idle()`). An error of a
 * client ends that client, never the server; any other error is a mistake in the server's code,
 * and ends it.
 *
 * @example
 * class ShoutServer extends TcpServer {
 *   protected override reply(message: Buffer): string {
 *     return `${message}`.toUpperCase();
 *   }
 * }
 * const server = await serve((listener: Socket) => new ShoutServer(listener).run());
 * const client = await createConnection(server.address);
 * await client.sendall("hello");
 * console.log(`${await client.recv(1024)}`); // HELLO
 * client.close();
 * await server.stop();
 */
export class TcpServer {
  /** Where clients arrive; it is the caller's to close. */
  protected readonly listener: Socket;
  readonly #clientTimeout: number | undefined;

  /** `listener` listens already. */
  constructor(listener: Socket, { clientTimeout }: TcpServerOptions = {}) {
    this.listener = listener;
    this.#clientTimeout = clientTimeout;
  }

  /** Accepts and handles clients for ever. The client at hand is closed when the generator ends. */
  async *run(): ServerEvents {
    while (true) {
      const accepted = yield* this.accept();
      if (accepted !== null) yield* this.#serve(...accepted);
      yield { type: "handled" };
    }
  }

  /** Waits for the next client: its socket and its address, or `null` when nobody came. */
  protected async *accept(): AsyncGenerator<ServerEvent, Accepted | null, void> {
    yield { type: "waiting" };
    try {
      return await this.listener.accept();
    } catch (reason) {
      const error = acceptFailureOf(reason);
      if (error instanceof BlockingIOError || error instanceof TimeoutError) {
        yield* this.idle(error);
      } else {
        yield { type: "accept-failed", error };
        await select([], [], [], ACCEPT_RETRY_S);
      }
      return null;
    }
  }

  /** Nobody came: the listener does not wait, or it waited long enough. */
  protected async *idle(error: OSError): ServerEvents {
    yield { type: "idle", error };
  }

  /**
   * The conversation with a client, from its first message to the end of its stream. The client
   * is closed afterwards. Yields `handled` each time before it waits for the next message.
   */
  protected async *handle(client: Socket, _address: InetAddress): ServerEvents {
    while (true) {
      const data = await client.recv(BUFSIZE);
      if (data.length === 0) return;
      yield { type: "message", socket: client, data };
      const reply = Buffer.from(this.reply(data));
      await client.sendall(reply);
      yield { type: "sent", socket: client, size: reply.length };
      yield { type: "handled" };
    }
  }

  /** What a message is answered with. */
  protected reply(message: Buffer): Data {
    return message;
  }

  async *#serve(client: Socket, address: InetAddress): ServerEvents {
    const fd = client.fileno();
    let error: OSError | null = null;
    try {
      if (this.#clientTimeout !== undefined) client.settimeout(this.#clientTimeout);
      yield { type: "connect", socket: client, address };
      yield { type: "handled" };
      yield* this.handle(client, address);
    } catch (reason) {
      error = failureOf(reason);
    } finally {
      client.close();
    }
    yield { type: "disconnect", fd, error };
  }
}
