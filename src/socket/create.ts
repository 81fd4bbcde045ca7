/** Functions that create sockets: connected, listening, in pairs, or on an existing descriptor. */

import type { Address, Family, InetAddress } from "../address-family.js";
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  IPPROTO_IPV6,
  IPV6_V6ONLY,
  SO_REUSEADDR,
  SO_REUSEPORT,
  SOCK_STREAM,
  SOL_SOCKET,
} from "../constants.js";
import { check, OSError } from "../errors.js";
import { getaddrinfo } from "../net/getaddrinfo.js";
import { checkInetAddress } from "../net/sockaddr.js";
import * as libc from "../sys/libc.js";
import { kindOf } from "../sys/names.js";
import { checkBoolean, checkInt, checkOptions, checkTimeout } from "../validators.js";
import { checkKind, duplicateFd, getdefaulttimeout, NEW_FD_FLAGS, SocketHandle } from "./handle.js";
import { Socket } from "./socket.js";

/** Options of `createConnection()`. */
export interface ConnectionOptions {
  /** In seconds; `null` waits indefinitely. Default: the value set by `setdefaulttimeout()`. */
  readonly timeout?: number | null;
  /** The local address to bind to before connecting. */
  readonly sourceAddress?: InetAddress;
  /**
   * `true` throws an `AggregateError` with the errors of all addresses, `false` throws the last error.
   * Default `false`.
   */
  readonly allErrors?: boolean;
}

/**
 * Connects to a host over TCP. Tries each of its addresses, IPv6 and IPv4, until one accepts. The
 * timeout applies to each attempt and remains set on the socket.
 *
 * Throws the errors of `getaddrinfo()`, `bind()` and `connect()`. See
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
  address: InetAddress,
  options: ConnectionOptions = {},
): Promise<Socket> {
  checkInetAddress(address, 4);
  checkOptions(options);
  const { timeout = getdefaulttimeout(), sourceAddress, allErrors = false } = options;
  checkTimeout(timeout, "seconds", 0);
  checkBoolean("allErrors", allErrors);
  if (sourceAddress !== undefined) checkInetAddress(sourceAddress, 4, "sourceAddress");
  const [host, port] = address;
  const errors: OSError[] = [];
  for (const info of await getaddrinfo(host, port, { type: SOCK_STREAM })) {
    let socket: Socket | undefined;
    try {
      socket = new Socket(info.family, info.type, info.proto);
      socket.settimeout(timeout);
      if (sourceAddress !== undefined) socket.bind(sourceAddress);
      await socket.connect(info.address);
      return socket;
    } catch (error) {
      socket?.close();
      if (!(error instanceof OSError)) throw error;
      errors.push(error);
    }
  }
  if (allErrors) throw new AggregateError(errors, `no connection to ${host}:${port}`);
  throw errors.at(-1);
}

/** Options of `createServer()`. */
export interface ServerOptions {
  /** `AF_INET` or `AF_INET6`. Default: `AF_INET`. */
  readonly family?: Family<InetAddress>;
  /** The maximum number of connections in the accept queue. Default: as for `listen()`. */
  readonly backlog?: number;
  /** `true` shares the port with other sockets that set this option. Default `false`. */
  readonly reusePort?: boolean;
  /** `true` accepts IPv4 connections on an IPv6 socket as well. Default `false`. */
  readonly dualstackIpv6?: boolean;
}

/**
 * Creates a TCP socket that listens at an address, even if old connections in TIME_WAIT still occupy
 * its port.
 *
 * Throws the errors of `bind()`, and `RangeError` for `dualstackIpv6` without `AF_INET6`. See
 * [socket.create_server](https://docs.python.org/3/library/socket.html#socket.create_server).
 *
 * @example
 * const listener = createServer(["127.0.0.1", 0]);
 * console.log(listener);
 * listener.close();
 */
export function createServer(address: InetAddress, options: ServerOptions = {}): Socket {
  checkOptions(options);
  const { family = AF_INET, backlog, reusePort = false, dualstackIpv6 = false } = options;
  checkInt("family", family);
  if (backlog !== undefined) checkInt("backlog", backlog);
  checkBoolean("reusePort", reusePort);
  checkBoolean("dualstackIpv6", dualstackIpv6);
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

/**
 * Creates two sockets that are connected to each other and have no address, which is useful in tests.
 * Their type, `Socket<never>`, is assignable to any `Socket`. Throws `OSError` (`EMFILE`, `EOPNOTSUPP`
 * for families other than `AF_UNIX`). See socketpair(2).
 */
export function socketpair<A extends Address = never>(
  family: Family<A> = AF_UNIX as Family<never>,
  type: number = SOCK_STREAM,
  proto: number = 0,
): [Socket<A>, Socket<A>] {
  checkKind(family, type, proto);
  const fds = new Int32Array(2);
  const result = libc.socketpair(family, type | NEW_FD_FLAGS, proto, fds);
  check(result, "socketpair", kindOf(family, type));
  const [a, b] = [...fds].map(
    (fd) => new Socket<A>(new SocketHandle(fd, family, type & ~NEW_FD_FLAGS, proto)),
  );
  return [a as Socket<A>, b as Socket<A>];
}

/**
 * Creates a socket on a duplicate of the open descriptor `fd`, which stays open. Arguments that
 * are omitted, or -1 as in Python, are read from the descriptor. Throws `OSError` (`EBADF`, `ENOTSOCK`, `EMFILE`). See
 * [socket.fromfd](https://docs.python.org/3/library/socket.html#socket.fromfd).
 */
export function fromfd<A extends Address = InetAddress>(
  fd: number,
  family?: Family<A>,
  type?: number,
  proto?: number,
): Socket<A> {
  checkInt("fd", fd);
  checkKind(family, type, proto);
  const copy = duplicateFd(fd);
  try {
    return new Socket(family, type, proto, copy);
  } catch (error) {
    libc.close(copy);
    throw error;
  }
}

/** Whether this system has IPv6 sockets that accept IPv4 connections as well; see `createServer()`. */
export function hasDualstackIpv6(): boolean {
  try {
    const socket = new Socket(AF_INET6);
    try {
      socket.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, false);
      return true;
    } finally {
      socket.close();
    }
  } catch (error) {
    if (error instanceof OSError) return false;
    throw error;
  }
}

/** Whether the library supports IPv6, as it always does; the system may have it disabled. */
export const hasIpv6 = true;
