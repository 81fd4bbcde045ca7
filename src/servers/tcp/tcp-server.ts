/** Iterative TCP servers as classes. */
import type { InetAddress } from "../../address-family.js";
import { BlockingIOError, type OSError, TimeoutError } from "../../errors.js";
import { select } from "../../mux/select.js";
import type { Data } from "../../socket/data.js";
import { Socket } from "../../socket/socket.js";
import { ctime } from "../../text/ctime.js";
import { checkInstance, checkOptions, checkTimeout } from "../../validators.js";
import type { ServerEvent, ServerEvents } from "../events.js";
import { ACCEPT_RETRY_S, type Accepted } from "../runtime/accept.js";
import { recoverableAcceptError, recoverableError } from "../runtime/errors.js";

const BUFSIZE = 1024;

/** The options of a `TcpServer`. */
export interface TcpServerOptions {
  /** How long a client may stall before it is dropped, in seconds. Default: indefinitely. */
  readonly clientTimeout?: number;
}

/**
 * Serves one client after another; the next clients wait in the accept queue.
 *
 * This class sends each message back. A subclass can override the reply to a message (`reply()`),
 * the conversation with a client (`handle()`), or what to do if no client connects (`idle()`). An
 * `OSError` ends the connection to the client, not the server. Any other error is a bug in the
 * server's code and ends the server; so does an `InterruptedError`.
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
  /** The socket that accepts clients; the caller closes it. */
  protected readonly listener: Socket;
  readonly #clientTimeout: number | undefined;

  /** Creates a server that accepts clients on `listener`, a socket that listens. `run()` starts it. */
  constructor(listener: Socket, options: TcpServerOptions = {}) {
    checkInstance("listener", listener, Socket);
    checkOptions(options);
    const { clientTimeout } = options;
    if (clientTimeout !== undefined) checkTimeout(clientTimeout, "seconds", 0, "clientTimeout");
    this.listener = listener;
    this.#clientTimeout = clientTimeout;
  }

  /**
   * Accepts and handles clients indefinitely. The current client is closed when the generator ends.
   */
  async *run(): ServerEvents {
    while (true) {
      const accepted = yield* this.accept();
      if (accepted !== null) yield* this.#serve(...accepted);
      yield { type: "handled" };
    }
  }

  /** Waits for the next client. Returns its socket and its address, or `null` if there is none. */
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

  /**
   * Called if no client has connected.
   *
   * @param error A `BlockingIOError` of a non-blocking listener, or a `TimeoutError`.
   */
  protected async *idle(error: OSError): ServerEvents {
    yield { type: "idle", error };
  }

  /**
   * Serves a client until the end of its stream. The caller closes the client. Yields `handled`
   * before it waits for the next message.
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

  /** Returns the reply to a message; the default is the message itself. */
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

/** Replies to each message with the current time in the format of ctime(3), without the newline. */
export class TimeServer extends TcpServer {
  protected override reply(): string {
    return ctime();
  }
}
