/** A connection, or a listener for connections, in one call. */

import type { Family, InetAddress } from "../address-family.js";
import {
  AF_INET,
  AF_INET6,
  IPPROTO_IPV6,
  IPV6_V6ONLY,
  SO_REUSEADDR,
  SO_REUSEPORT,
  SOCK_STREAM,
  SOL_SOCKET,
} from "../constants.js";
import { OSError } from "../errors.js";
import { getaddrinfo } from "../net/getaddrinfo.js";
import { getdefaulttimeout, Socket } from "./socket.js";

/** How `createConnection()` connects. */
export interface ConnectionOptions {
  /** In seconds; `null` waits for ever. Default: what `setdefaulttimeout()` set. */
  readonly timeout?: number | null;
  /** The address to connect from. */
  readonly sourceAddress?: InetAddress;
  /** `true` throws an `AggregateError` of what went wrong at each address. Default `false`: the last. */
  readonly allErrors?: boolean;
}

/**
 * Connects to a host by TCP: tries each of its addresses, IPv6 and IPv4, until one answers.
 * The timeout counts for each try, and stays with the socket.
 *
 * Throws what `getaddrinfo()` and `connect()` throw. See
 * [socket.create_connection](https://docs.python.org/3/library/socket.html#socket.create_connection).
 *
 * @example
 * const listener = createServer(["127.0.0.1", 0]);
 * const socket = await createConnection(listener.getsockname(), { timeout: 5 });
 * console.log(socket);
 * socket.close();
 * listener.close();
 */
export async function createConnection(
  [host, port]: InetAddress,
  options: ConnectionOptions = {},
): Promise<Socket> {
  const { timeout = getdefaulttimeout(), sourceAddress, allErrors = false } = options;
  const errors: OSError[] = [];
  for (const { family, type, proto, address } of await getaddrinfo(host, port, {
    type: SOCK_STREAM,
  })) {
    let socket: Socket | undefined;
    try {
      socket = new Socket(family, type, proto);
      socket.settimeout(timeout);
      if (sourceAddress !== undefined) socket.bind(sourceAddress);
      await socket.connect(address);
      return socket;
    } catch (error) {
      socket?.close();
      if (!(error instanceof OSError)) throw error;
      errors.push(error);
    }
  }
  if (allErrors) throw new AggregateError(errors, `nothing answers at ${host}:${port}`);
  throw errors.at(-1);
}

/** How `createServer()` listens. */
export interface ServerOptions {
  /** `AF_INET` or `AF_INET6`. Default: `AF_INET`. */
  readonly family?: Family<InetAddress>;
  /** How many connections may wait to be accepted; default: as `listen()`. */
  readonly backlog?: number;
  /** `true` shares the port with other sockets that say so too. Default `false`. */
  readonly reusePort?: boolean;
  /** `true` takes IPv4 connections on an IPv6 socket as well. Default `false`. */
  readonly dualstackIpv6?: boolean;
}

/**
 * A TCP socket that listens at an address, which may be one that old connections still hold.
 *
 * Throws `OSError` as `bind()` does, and `RangeError` for `dualstackIpv6` without `AF_INET6`. See
 * [socket.create_server](https://docs.python.org/3/library/socket.html#socket.create_server).
 *
 * @example
 * const listener = createServer(["127.0.0.1", 0]);
 * console.log(listener);
 * listener.close();
 */
export function createServer(address: InetAddress, options: ServerOptions = {}): Socket {
  const { family = AF_INET, backlog, reusePort = false, dualstackIpv6 = false } = options;
  if (dualstackIpv6 && family !== AF_INET6) {
    throw new RangeError("dualstackIpv6 needs family AF_INET6");
  }
  const socket = new Socket(family);
  try {
    socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
    if (reusePort) socket.setsockopt(SOL_SOCKET, SO_REUSEPORT, true);
    if (family === AF_INET6) socket.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, !dualstackIpv6);
    socket.bind(address);
    socket.listen(backlog);
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}
