/** Opens the socket of a server. */

import { AF_INET, AF_INET6, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET } from "../../constants.js";
import { createServer } from "../../socket/create.js";
import { Socket } from "../../socket/socket.js";
import type { ServerProgram } from "../events.js";

/** The address of a server. */
export interface OpenOptions {
  /** The address to listen on, of IPv4 or IPv6; default `"127.0.0.1"`, this machine only. */
  readonly host?: string;
  /** The port; default 0, which takes a free one. */
  readonly port?: number;
  /** How many clients may wait to be accepted; default 128. */
  readonly backlog?: number;
}

/**
 * Opens the socket for a program, bound to its address; a stream socket listens.
 * Throws `OSError` when the address is not available (`EADDRINUSE`).
 */
export function open(
  { socketType = SOCK_STREAM, shared = false }: Pick<ServerProgram, "socketType" | "shared">,
  { host = "127.0.0.1", port = 0, backlog = 128 }: OpenOptions = {},
): Socket {
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
