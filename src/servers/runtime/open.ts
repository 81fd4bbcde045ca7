import { AF_INET, AF_INET6, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET } from "../../constants.js";
import { createServer } from "../../socket/create.js";
import { Socket } from "../../socket/socket.js";
import { checkInt, checkInteger, checkText } from "../../validators.js";
import type { ServerProgram } from "../events.js";

/** The address of a server's socket. */
export interface OpenOptions {
  /**
   * The IPv4 or IPv6 address to bind to. Default `"127.0.0.1"`, which only this machine can reach.
   */
  readonly host?: string;
  /** The port. Default 0, which takes a free one. */
  readonly port?: number;
  /** The maximum number of clients that wait to be accepted. Default 128. */
  readonly backlog?: number;
}

/**
 * Opens the socket for a server program, and binds it; a stream socket also listens.
 * Throws `OSError` if the address is not available, for example `EADDRINUSE`.
 */
export function open(
  { socketType = SOCK_STREAM, shared = false }: Pick<ServerProgram, "socketType" | "shared">,
  { host = "127.0.0.1", port = 0, backlog = 128 }: OpenOptions = {},
): Socket {
  checkText("host", host);
  checkInteger("port", port, 0, 0xffff);
  checkInt("backlog", backlog);
  const family = host.includes(":") ? AF_INET6 : AF_INET;
  if (socketType === SOCK_STREAM) return createServer([host, port], { family, backlog });
  const socket = new Socket(family, socketType);
  try {
    if (shared) socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
    socket.bind([host, port]);
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}
