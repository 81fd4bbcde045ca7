/** What every socket has: a descriptor, its life, its names, its options and its timeout. */
import { inspect } from "node:util";
import type { Address, Family } from "../address-family.js";

import { checkBoolean } from "../validators.js";
import { describe } from "./describe.js";
import * as endpoints from "./endpoints.js";
import * as handles from "./handle.js";
import * as sockopt from "./sockopt.js";

/** @internal Returns what is behind a socket. */
export let handleOf: (socket: SocketBase<Address>) => handles.SocketHandle;

/** The part of `Socket` that transfers no data. */
export class SocketBase<A extends Address> {
  readonly #handle: handles.SocketHandle;

  static {
    handleOf = (socket) => socket.#handle;
  }

  /**
   * Opens a socket, by default of `AF_INET` and `SOCK_STREAM`. `type` may include `SOCK_NONBLOCK`,
   * which has the effect of `setblocking(false)`.
   *
   * With `fileno`, takes over that open descriptor, which becomes non-blocking; arguments that are
   * `undefined`, or -1 as in Python, are read from it.
   * Throws `OSError`: `EMFILE` (too many open descriptors), `EAFNOSUPPORT`, `EPROTONOSUPPORT`,
   * `EBADF` for a `fileno` that is not open, `ENOTSOCK` for one that is not a socket. See socket(2).
   */
  constructor(family?: Family<A>, type?: number, proto?: number, fileno?: number | null);
  /** @internal */
  constructor(handle: handles.SocketHandle);
  constructor(
    source?: Family<A> | handles.SocketHandle,
    type?: number,
    proto?: number,
    fileno: number | null = null,
  ) {
    if (source instanceof handles.SocketHandle) this.#handle = source;
    else if (fileno === null) this.#handle = handles.open(source, type, proto);
    else this.#handle = handles.adopt(fileno, source, type, proto);
  }

  /** The address family, such as `AF_INET`. */
  get family(): Family<A> {
    return this.#handle.family;
  }

  /** The socket type, such as `SOCK_STREAM`. */
  get type(): number {
    return this.#handle.type;
  }

  /** The protocol number; 0 is the default of family and type. */
  get proto(): number {
    return this.#handle.proto;
  }

  /** Returns the descriptor; -1 once the socket is closed. */
  fileno(): number {
    return this.#handle.fd;
  }

  /** Closes the socket: pending and later calls on it throw `OSError` (`EBADF`). See close(2). */
  close(): void {
    handles.close(this.#handle);
  }

  /** Closes the socket at the end of the block that declares it with `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Marks the socket as closed without closing its descriptor, and returns the descriptor. */
  detach(): number {
    return handles.detach(this.#handle);
  }

  /** Whether child processes inherit the descriptor. Default `false`. */
  getInheritable(): boolean {
    return handles.getInheritable(this.#handle);
  }

  /** Sets whether child processes inherit the descriptor. */
  setInheritable(inheritable: boolean): void {
    handles.setInheritable(this.#handle, inheritable);
  }

  /** Returns the local address; `""` for a UNIX socket without a name. See getsockname(2). */
  getsockname(): A {
    return endpoints.getsockname(this.#handle) as A;
  }

  /** Returns the peer's address. Throws `OSError` (`ENOTCONN`) without a peer. See getpeername(2). */
  getpeername(): A {
    return endpoints.getpeername(this.#handle) as A;
  }

  /**
   * Reads an option: an integer, or `buflen` raw bytes (1 to 1024) for options that are structs.
   * `level` is `SOL_SOCKET` or a protocol such as `IPPROTO_TCP`. Throws `OSError` (`ENOPROTOOPT`).
   * See getsockopt(2), socket(7), tcp(7).
   */
  getsockopt(level: number, optname: number): number;
  getsockopt(level: number, optname: number, buflen: number): Buffer;
  getsockopt(level: number, optname: number, buflen?: number): number | Buffer {
    return sockopt.getsockopt(this.#handle.fd, level, optname, buflen);
  }

  /**
   * Sets an option to an integer, a boolean, a struct such as `{ onoff: true, linger: 0 }`, or the
   * bytes of any other struct.
   *
   * Throws `OSError` (`ENOPROTOOPT`, `EINVAL`), `RangeError` for a number that is not a 32-bit integer,
   * and `Error` for `SO_RCVTIMEO` and `SO_SNDTIMEO`, which have no effect because the descriptor is
   * non-blocking. See setsockopt(2), socket(7), tcp(7).
   */
  setsockopt(level: number, optname: number, value: sockopt.OptionValue): void {
    sockopt.setsockopt(this.#handle.fd, level, optname, value);
  }

  /** `setblocking(true)` is `settimeout(null)`; `setblocking(false)` is `settimeout(0)`. */
  setblocking(flag: boolean): void {
    checkBoolean("flag", flag);
    this.settimeout(flag ? null : 0);
  }

  /**
   * Sets how long a call may wait, in seconds, before it throws `TimeoutError`. `null` waits
   * indefinitely; with 0 a call that would wait throws `BlockingIOError`. Throws `RangeError` for a
   * negative number.
   *
   * @example
   * const [left, right] = socketpair();
   * left.settimeout(0.1);
   * await assert.rejects(left.recv(1024), TimeoutError);
   * for (const socket of [left, right]) socket.close();
   */
  settimeout(seconds: number | null): void {
    this.#handle.timeout = handles.checkedTimeout(seconds);
  }

  /** Returns the value set by `settimeout()`, in seconds. */
  gettimeout(): number | null {
    return this.#handle.timeout;
  }

  /** The value set by `settimeout()`, in seconds. */
  get timeout(): number | null {
    return this.#handle.timeout;
  }

  /** Whether calls may wait: `false` when the timeout is 0. */
  getblocking(): boolean {
    return this.#handle.timeout !== 0;
  }

  /** Returns `<Socket fd=21 AF_INET SOCK_STREAM 127.0.0.1:40123 → 127.0.0.1:50712>`. */
  toString(): string {
    return describe(this.#handle);
  }

  /** Prints as `toString()`. */
  [inspect.custom](): string {
    return this.toString();
  }
}
