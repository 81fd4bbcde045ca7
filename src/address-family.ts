/** Address families and the forms of their addresses. */

/**
 * An IPv4 or IPv6 address and a port, like Python's tuple: `["127.0.0.1", 8888]`, `["::1", 8888]`.
 * The last two members are for IPv6 only: calls return them for every IPv6 address and accept
 * addresses without them.
 */
export type InetAddress = readonly [
  host: string,
  port: number,
  flowinfo?: number,
  scopeId?: number,
];

/**
 * The path of a UNIX socket. `""` means that the socket has no name; a name that starts with `"\0"`
 * is abstract: it does not exist in the file system. A name that is not UTF-8 is returned as bytes, and
 * any name may be given as bytes. See unix(7).
 */
export type UnixAddress = string | Uint8Array;

/**
 * The context (a virtual machine, or its host) and the port of an `AF_VSOCK` socket, such as
 * `[VMADDR_CID_HOST, 1234]`. See vsock(7).
 */
export type VsockAddress = readonly [cid: number, port: number];

/** The address of a socket, whose form depends on the address family. */
export type Address = InetAddress | UnixAddress | VsockAddress;

declare const form: unique symbol;

/** An address family, such as `AF_INET`: a number whose type determines the form of its addresses. */
export type Family<A extends Address = Address> = number & { readonly [form]?: A };
