/** The addresses of a socket: bind(2), getsockname(2), getpeername(2), and destination addresses. */
import type { Address, InetAddress } from "../address-family.js";
import { check, OSError } from "../errors.js";
import { resolveAddress } from "../net/getaddrinfo.js";
import { encodeAddress, formatAddress, SockaddrBuffer } from "../net/sockaddr.js";
import * as libc from "../sys/libc.js";
import type { SocketHandle } from "./handle.js";

/** Shared by all calls that return an address, which must be decoded before the next `await`. */
export const sockaddr = new SockaddrBuffer();

/** Returns the `sockaddr` of an address; a promise of it if a host name has to be looked up. */
export function sockaddrOf(family: number, address: Address): Uint8Array | Promise<Uint8Array> {
  return encodeAddress(family, address) ?? resolveAddress(family, address as InetAddress);
}

export function bind({ fd, family }: SocketHandle, address: Address): void {
  const bytes = encodeAddress(family, address);
  if (bytes === null) {
    const host = formatAddress(address);
    throw new OSError(`bind ${host}: not an address; use getaddrinfo() to look up a name`, "bind");
  }
  check(libc.bind(fd, bytes, bytes.length), "bind", formatAddress(address));
}

export function getsockname({ fd }: SocketHandle): Address {
  const { bytes, length } = sockaddr.reset();
  check(libc.getsockname(fd, bytes, length), "getsockname", fd);
  return sockaddr.address as Address;
}

export function getpeername({ fd }: SocketHandle): Address {
  const { bytes, length } = sockaddr.reset();
  check(libc.getpeername(fd, bytes, length), "getpeername", fd);
  return sockaddr.address as Address;
}
