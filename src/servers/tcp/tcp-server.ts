/** TCP servers as classes: one client after the other. */

import type { InetAddress } from "../../address-family.js";
import { BlockingIOError, type OSError, TimeoutError } from "../../errors.js";
import { select } from "../../mux/select.js";
import type { Data } from "../../socket/data.js";
import type { Socket } from "../../socket/socket.js";
import { ctime } from "../../text/ctime.js";
import type { ServerEvent, ServerEvents } from "../events.js";
import { ACCEPT_RETRY_S, type Accepted } from "../runtime/accept.js";
import { recoverableAcceptError, recoverableError } from "../runtime/errors.js";

const BUFSIZE = 1024;

/** How a `TcpServer` treats its clients. */
export interface TcpServerOptions {
  /** How many seconds a client may stall before it is dropped. Default: without limit. */
  readonly clientTimeout?: number;
}

/**
 * Serves one client after the other: the next ones wait in the accept queue.
 *
 * The class itself sends each message back. A subclass overrides the reply to a message (`reply()`),
 * the conversation with a client (`handle()`), or what to do when no client comes (`idle()`). An
 * error of a client ends that client, never the server; any other error is a mistake in the server's
 * code, and ends it.
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
  /** Where clients arrive; the caller's to close. */
  protected readonly listener: Socket;
  readonly #clientTimeout: number | undefined;

  /** `listener` must listen already. */
  constructor(listener: Socket, { clientTimeout }: TcpServerOptions = {}) {
    this.listener = listener;
    this.#clientTimeout = clientTimeout;
  }

  /** Accepts and handles clients indefinitely. The current client is closed when the generator ends. */
  async *run(): ServerEvents {
    while (true) {
      const accepted = yield* this.accept();
      if (accepted !== null) yield* this.#serve(...accepted);
      yield { type: "handled" };
    }
  }

  /** Waits for the next client. Returns its socket and its address, or `null` when none came. */
  protected async *accept(): AsyncGenerator<ServerEvent, Accepted | null, void> {
    yield { type: "waiting" };
    try {
      return await this.listener.accept();
    } catch (reason) {
      const error = recoverableAcceptError(reason);
      if (error instanceof BlockingIOError || error instanceof TimeoutError) {
        yield* this.idle(error);
      } else {
        yield { type: "accept-failed", error };
        await select([], [], [], ACCEPT_RETRY_S);
      }
      return null;
    }
  }

  /** Called when no client came: the listener is non-blocking, or its timeout has expired. */
  protected async *idle(error: OSError): ServerEvents {
    yield { type: "idle", error };
  }

  /**
   * Serves a client from its first message to the end of its stream; the client is closed
   * afterwards. Yields `handled` each time before it waits for the next message.
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

  /** Returns the reply to a message. */
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
      error = recoverableError(reason);
    } finally {
      client.close();
    }
    yield { type: "disconnect", fd, error };
  }
}

/** Replies to each message with the time, as ctime(3) writes it, without the newline. */
export class TimeServer extends TcpServer {
  protected override reply(): string {
    return ctime();
  }
}
