/** The timeout server: a listener with a timeout. */
import type { Socket } from "../../socket/socket.js";
import type { ServerEvents } from "../events.js";
import { type TcpServerOptions, TimeServer } from "./tcp-server.js";

/** The options of a `TimeoutServer`. */
export interface TimeoutOptions extends TcpServerOptions {
  /** How long the server waits for a client before it yields `idle`, in seconds. Default 5. */
  readonly timeout?: number;
}

/**
 * A time server whose `accept()` fails with `TimeoutError` if no client connects in time. Accepted
 * clients are blocking sockets: they do not inherit the timeout.
 */
export class TimeoutServer extends TimeServer {
  /** Creates a server that accepts clients on `listener`, and sets the timeout of that socket. */
  constructor(listener: Socket, options: TimeoutOptions = {}) {
    super(listener, options);
    listener.settimeout(options.timeout ?? 5);
  }
}

/**
 * Runs a `TimeoutServer`; the caller closes the listener.
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
