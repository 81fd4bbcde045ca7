/** The block server: a non-blocking listener that is polled. */
import type { OSError } from "../../errors.js";
import { select } from "../../mux/select.js";
import type { Socket } from "../../socket/socket.js";
import { checkSeconds } from "../../validators.js";
import type { ServerEvents } from "../events.js";
import { type TcpServerOptions, TimeServer } from "./tcp-server.js";

/** The options of a `BlockServer`. */
export interface BlockOptions extends TcpServerOptions {
  /** How long the server pauses if there is no client, in seconds. Default 2. */
  readonly interval?: number;
}

/**
 * A time server whose `accept()` never waits: without a client it fails with `BlockingIOError`, and
 * the server pauses before it tries again. Accepted clients are blocking sockets.
 */
export class BlockServer extends TimeServer {
  readonly #interval: number;

  /** Creates a server that accepts clients on `listener`, and makes that socket non-blocking. */
  constructor(listener: Socket, options: BlockOptions = {}) {
    super(listener, options);
    const { interval = 2 } = options;
    checkSeconds("interval", interval);
    listener.setblocking(false);
    this.#interval = interval;
  }

  protected override async *idle(error: OSError): ServerEvents {
    // Without sockets, select() only sleeps.
    await select([], [], [], this.#interval);
    yield* super.idle(error);
  }
}

/**
 * Runs a `BlockServer`; the caller closes the listener.
 *
 * @example
 * const server = await serve(blockServer, { interval: 0.1 });
 * const { error } = await server.until("idle");
 * console.log(error.message); // [EAGAIN] accept on fd ...: Resource temporarily unavailable
 * await server.stop();
 */
export function blockServer(listener: Socket, options?: BlockOptions): ServerEvents {
  return new BlockServer(listener, options).run();
}
