/** The timeout server: it waits for a client for a limited time. */
import type { Socket } from "../../socket/socket.js";
import type { ServerEvents } from "../events.js";
import { type TcpServerOptions, TimeServer } from "./tcp-server.js";

/** How a `TimeoutServer` waits. */
export interface TimeoutOptions extends TcpServerOptions {
  /** How many seconds it waits for a client before it yields `idle`. Default 5. */
  readonly timeout?: number;
}

/**
 * A time server whose `accept()` fails with `TimeoutError` when no client comes in time.
 * The accepted client blocks: it does not inherit the timeout.
 */
export class TimeoutServer extends TimeServer {
  /** `listener` must listen already; its timeout is set. */
  constructor(listener: Socket, { timeout = 5, ...options }: TimeoutOptions = {}) {
    super(listener, options);
    listener.settimeout(timeout);
  }
}

/**
 * Runs a `TimeoutServer`.
 *
 * @example
 * const server = await serve(timeoutServer, { timeout: 0.1 });
 * const { error } = await server.until("idle");
 * console.log(error.message); // accept on fd ...: timed out after 0.1 s
 * await server.stop();
 */
export function timeoutServer(listener: Socket, options?: TimeoutOptions): ServerEvents {
  return new TimeoutServer(listener, options).run();
}
