/** Address families and the forms of their addresses. */

/**
 * An IPv4 or IPv6 address and a port, as Python's tuple: `["127.0.0.1", 8888]`, `["::1", 8888]`.
 * Addresses of IPv6 sockets are returned with all four members; the last two are optional.
 */
export type InetAddress = readonly [
  host: string,
  port: number,
  flowinfo?: number,
  scopeId?: number,
];

/**
 * The path of a UNIX socket. `""` is a socket without a name; a name that starts with `"\0"` is
 * abstract, which means that it has no file, see unix(7).
 */
export type UnixAddress = string;

/** The address of a socket; its form depends on the address family. */
export type Address = InetAddress | UnixAddress;

declare const form: unique symbol;

/** An address family, such as `AF_INET`: a number whose type determines the form of its addresses. */
export type Family<A extends Address = Address> = number & { readonly [form]?: A };
