/** The block server: a listener that does not wait, asked again and again. */
import type { OSError } from "../../errors.js";
import { select } from "../../mux/select.js";
import type { Socket } from "../../socket/socket.js";
import type { ServerEvents } from "../events.js";
import type { TcpServerOptions } from "./tcp-server.js";
import { TimeServer } from "./time-server.js";

/** How a `BlockServer` waits. */
export interface BlockOptions extends TcpServerOptions {
  /** How many seconds it rests when nobody came. Default 2. */
  readonly interval?: number;
}

/**
 * A time server whose `accept()` never waits: when nobody is there, it fails with
 * `BlockingIOError`, and the server rests before it asks again. The accepted client blocks.
 */
export class BlockServer extends TimeServer {
  readonly #interval: number;

  /** `listener` listens already; it no longer blocks. */
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
