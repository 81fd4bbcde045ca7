/** The block server: a non-blocking listener, tried again and again. */
import type { OSError } from "../../errors.js";
import { select } from "../../mux/select.js";
import type { Socket } from "../../socket/socket.js";
import type { ServerEvents } from "../events.js";
import { type TcpServerOptions, TimeServer } from "./tcp-server.js";

/** How a `BlockServer` waits. */
export interface BlockOptions extends TcpServerOptions {
  /** How many seconds it pauses when no client came. Default 2. */
  readonly interval?: number;
}

/**
 * A time server whose `accept()` never waits: when no client is there, it fails with
 * `BlockingIOError`, and the server pauses before it tries again. The accepted client blocks.
 */
export class BlockServer extends TimeServer {
  readonly #interval: number;

  /** `listener` must listen already; it is made non-blocking. */
  constructor(listener: Socket, { interval = 2, ...options }: BlockOptions = {}) {
    super(listener, options);
    listener.setblocking(false);
    this.#interval = interval;
  }

  protected override async *idle(error: OSError): ServerEvents {
    // Without lists, select() is a sleep.
    await select([], [], [], this.#interval);
    yield* super.idle(error);
  }
}

/**
 * Runs a `BlockServer`.
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
