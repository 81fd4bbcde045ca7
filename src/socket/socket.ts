/** POSIX sockets, with the names and semantics of Python's `socket.socket`. */
import type { Duplex } from "node:stream";
import type { Address, InetAddress } from "../address-family.js";
import { SOMAXCONN } from "../constants.js";
import { osError } from "../errors.js";
import type { FileDescriptorLike } from "../file-descriptor.js";
import { formatAddress } from "../net/sockaddr.js";
import type { AncillaryItem } from "./ancillary.js";
import { handleOf, SocketBase } from "./base.js";
import * as connecting from "./connect.js";
import type { Data } from "./data.js";
import { SocketDuplex } from "./duplex.js";
import * as endpoints from "./endpoints.js";
import { type FileOf, type FileOptions, makefile } from "./file/makefile.js";
import type { SocketIO } from "./file/socket-io.js";
import * as handles from "./handle.js";
import { Lines, type LinesOptions } from "./line-reader.js";
import * as messages from "./message.js";
import * as receiving from "./receive.js";
import * as sending from "./send.js";

/**
 * A socket: one end of a connection, or a listener for connections.
 *
 * A new socket is blocking: calls that may have to wait return a promise, which settles when the call
 * is complete. `settimeout()` and `setblocking()` change that. Internet addresses are `[host, port]`.
 * See socket(2), tcp(7) and [socket objects](https://docs.python.org/3/library/socket.html#socket-objects).
 *
 * @example
 * const listener = new Socket();
 * listener.bind(["127.0.0.1", 0]);
 * listener.listen();
 * const client = new Socket();
 * await client.connect(listener.getsockname());
 * const [connection] = await listener.accept();
 * await client.sendall("hello");
 * console.log(`${await connection.recv(1024)}`); // hello
 * for (const socket of [client, connection, listener]) socket.close();
 */
export class Socket<A extends Address = InetAddress> extends SocketBase<A> {
  /**
   * Binds the socket to a local address. With port 0 the kernel chooses a free port, which
   * `getsockname()` returns. The host is an address, `"localhost"`, or `""` for every interface; look up
   * other names with `getaddrinfo()`. A UNIX socket creates a file at its path, which `close()` does not
   * remove.
   * Throws `OSError` (`EADDRINUSE`, `EADDRNOTAVAIL`, `EINVAL` when already bound), `PermissionError`.
   * See bind(2).
   */
  bind(address: A): void {
    endpoints.bind(handleOf(this), address);
  }

  /**
   * Listens for connections. `backlog`, by default 128, is the maximum length of the accept queue. Throws
   * `OSError` (`EADDRINUSE`, `EOPNOTSUPP`). See listen(2).
   */
  listen(backlog: number = Math.min(SOMAXCONN, 128)): void {
    connecting.listen(handleOf(this), backlog);
  }

  /**
   * Takes the next connection from the accept queue and returns its socket and the peer's address.
   * The new socket has the timeout of `setdefaulttimeout()`, not that of the listener.
   * Throws `OSError` (`EINVAL` when not listening, `EMFILE`), `TimeoutError`, `BlockingIOError`.
   * See accept(2).
   */
  accept(): Promise<[socket: Socket<A>, address: A]> {
    return connecting.accept(handleOf(this), toSocket) as Promise<[Socket<A>, A]>;
  }

  /**
   * Connects to an address. A host name is looked up, and the first address is used. On a datagram
   * socket this only sets the peer that the socket sends to and receives from.
   * Throws `ConnectionRefusedError` when no socket listens there, `TimeoutError`, `GetAddrInfoError`
   * for an unknown name, and `BlockingIOError` (`EINPROGRESS`) on a non-blocking socket, which
   * becomes writable when the attempt ends; `SO_ERROR` then contains the outcome. See connect(2).
   */
  async connect(address: A): Promise<void> {
    const error = await connecting.connect(handleOf(this), address);
    if (error !== 0) throw osError(error, "connect", `to ${formatAddress(address)}`);
  }

  /**
   * Like `connect()`, but returns the errno instead of throwing: 0 when connected, `EINPROGRESS` on
   * a non-blocking socket, `EAGAIN` when the timeout expires. Throws for an invalid address.
   */
  connectEx(address: A): Promise<number> {
    return connecting.connectEx(handleOf(this), address);
  }

  /**
   * Receives at most `bufsize` bytes; waits until at least one has arrived. An empty buffer means the end
   * of the stream: the peer has closed its sending side. `flags` is 0 or a combination of `MSG_PEEK`,
   * `MSG_OOB`, `MSG_DONTWAIT`, `MSG_WAITALL` (wait for all `bufsize` bytes; only on a stream socket
   * without a timeout), ...
   * Throws `ConnectionResetError`, `TimeoutError`, `BlockingIOError`, `OSError` (`ENOTCONN`), and
   * `RangeError` for a `bufsize` below 0. See recv(2).
   */
  recv(bufsize: number, flags: number = 0): Promise<Buffer> {
    return receiving.recv(handleOf(this), bufsize, flags);
  }

  /**
   * Receives at most `nbytes` bytes (0: the size of the buffer) into `buffer`, and returns the number of
   * bytes received. Throws `RangeError` when `buffer` is smaller than `nbytes`, and the errors of `recv()`.
   */
  recvInto(buffer: Uint8Array, nbytes: number = 0, flags: number = 0): Promise<number> {
    return receiving.recvInto(handleOf(this), buffer, nbytes, flags);
  }

  /**
   * Receives like `recv()`, and returns the data and the sender's address. The address is `null` on a TCP
   * connection and for a UNIX socket without a name. The part of a datagram beyond `bufsize` is
   * discarded. See recvfrom(2).
   */
  recvfrom(bufsize: number, flags: number = 0): Promise<[data: Buffer, address: A | null]> {
    return receiving.recvfrom(handleOf(this), bufsize, flags) as Promise<[Buffer, A | null]>;
  }

  /** Receives like `recvInto()`, and returns the number of bytes and the sender's address. */
  recvfromInto(
    buffer: Uint8Array,
    nbytes: number = 0,
    flags: number = 0,
  ): Promise<[count: number, address: A | null]> {
    return receiving.recvfromInto(handleOf(this), buffer, nbytes, flags) as Promise<
      [number, A | null]
    >;
  }

  /**
   * Sends bytes and returns how many the send buffer accepted, which may be fewer than given; waits
   * until it accepts at least one. `sendall()` sends all of them.
   * Throws `BrokenPipeError` or `ConnectionResetError` when the peer has closed, `TimeoutError`,
   * `BlockingIOError` when the send buffer is full, `OSError` (`ENOTCONN`). See send(2).
   */
  send(data: Data, flags: number = 0): Promise<number> {
    return sending.send(handleOf(this), data, flags);
  }

  /**
   * Sends all of the bytes. The timeout applies to the call as a whole. After an error there is no way to
   * know how many bytes were sent. Throws the errors of `send()`.
   */
  sendall(data: Data, flags: number = 0): Promise<void> {
    return sending.sendall(handleOf(this), data, flags);
  }

  /**
   * Sends a file, or `count` bytes of it, starting at byte `offset`, without copying the data through
   * this process. Returns the number of bytes sent, less than `count` if the file ends first.
   *
   * `file` is the descriptor of a regular file or an object that has one, such as a `FileHandle`; its
   * position does not change. The timeout applies to each part that the send buffer accepts.
   * Throws the errors of `send()`, `OSError` (`EBADF`; `EINVAL` or `ESPIPE` for a file that is not
   * regular), `TypeError` for anything that is not a file, `RangeError` for an `offset` below 0, a
   * `count` below 1, and a socket that is non-blocking or not `SOCK_STREAM`.
   * See sendfile(2).
   *
   * @example
   * import { open } from "node:fs/promises";
   * const [file, [a, b]] = [await open("package.json"), socketpair()];
   * console.log(await a.sendfile(file, 0, 10), await b.recv(1024)); // 10 <Buffer ...>
   * for (const resource of [file, a, b]) await resource.close();
   */
  sendfile(
    file: FileDescriptorLike | { readonly fd: number },
    offset: number = 0,
    count: number | null = null,
  ): Promise<number> {
    return sending.sendfile(handleOf(this), file, offset, count);
  }

  /**
   * Sends a datagram to an address and returns its size in bytes. A host name is looked up. The address
   * `null`, which `recvfrom()` returns on a connection, is the peer. As in Python, `flags` such as
   * `MSG_DONTWAIT` precede the address.
   *
   * Throws `OSError`: `EMSGSIZE` for data that is too long for a datagram, `EISCONN` on a connected
   * stream, `ENETUNREACH`; `PermissionError` for a broadcast without `SO_BROADCAST`;
   * `ConnectionRefusedError` when no socket received an earlier datagram. See sendto(2).
   *
   * @example
   * const [alice, bob] = [new Socket(AF_INET, SOCK_DGRAM), new Socket(AF_INET, SOCK_DGRAM)];
   * for (const socket of [alice, bob]) socket.bind(["127.0.0.1", 0]);
   * await alice.sendto("hello", bob.getsockname());
   * const [data, sender] = await bob.recvfrom(1024);
   * assert.deepEqual([`${data}`, sender], ["hello", alice.getsockname()]);
   * for (const socket of [alice, bob]) socket.close();
   */
  sendto(
    data: Data,
    ...rest: [address: A | null] | [flags: number, address: A | null]
  ): Promise<number> {
    const [flags, address] = rest.length === 2 ? rest : [0, ...rest];
    return sending.sendto(handleOf(this), data, flags, address);
  }

  /**
   * Sends the bytes of several buffers as one message, with ancillary data such as descriptors
   * (`SCM_RIGHTS`); `sendFds()` is simpler for these. Returns the number of bytes sent, without the
   * ancillary data. On a stream at least one byte must be sent with ancillary data.
   *
   * `address`, as for `sendto()`, is the destination on a socket without a peer. Throws the errors of
   * `send()` and `sendto()`; `OSError`: `EINVAL` for ancillary data that the socket does not support,
   * `EMSGSIZE` for more than 1024 buffers, `ETOOMANYREFS` for too many descriptors on their way;
   * `PermissionError` for the credentials of others. See sendmsg(2), cmsg(3), unix(7), ip(7), ipv6(7).
   *
   * @example
   * const [a, b] = socketpair();
   * const fds = Int32Array.of(b.fileno());
   * await a.sendmsg(["one ", "message"], [[SOL_SOCKET, SCM_RIGHTS, fds]]);
   * const [data, [[level, type, content]], flags] = await b.recvmsg(100, CMSG_SPACE(4));
   * console.log(`${data}`, level === SOL_SOCKET, type === SCM_RIGHTS, flags); // one message true true 0
   * const copy = new Socket(undefined, undefined, undefined, content.readInt32LE());
   * for (const socket of [a, b, copy]) socket.close();
   */
  sendmsg(
    buffers: Iterable<Data>,
    ancdata: Iterable<AncillaryItem<ArrayBufferView>> = [],
    flags: number = 0,
    address: A | null = null,
  ): Promise<number> {
    return messages.sendmsg(handleOf(this), buffers, ancdata, flags, address);
  }

  /**
   * Receives like `recvfrom()`, and ancillary data of at most `ancbufsize` bytes, see `CMSG_SPACE()`. Returns
   * the data, the items of ancillary data, the flags of the message and the sender's address. The flags
   * contain `MSG_TRUNC` if a datagram was longer than `bufsize`, `MSG_CTRUNC` if ancillary data did not fit.
   *
   * Received descriptors (`SCM_RIGHTS`) belong to the caller, who has to close them; child processes do not
   * inherit them. What does not fit, and what `recv()` discards, the kernel closes.
   * Throws the errors of `recv()`. See recvmsg(2), cmsg(3).
   */
  recvmsg(
    bufsize: number,
    ancbufsize: number = 0,
    flags: number = 0,
  ): Promise<[data: Buffer, ancdata: AncillaryItem[], msgFlags: number, address: A | null]> {
    return messages.recvmsg(handleOf(this), bufsize, ancbufsize, flags) as Promise<
      [Buffer, AncillaryItem[], number, A | null]
    >;
  }

  /** Receives like `recvmsg()`, into `buffers`, one after the other, and returns the number of bytes. */
  recvmsgInto(
    buffers: Iterable<Uint8Array>,
    ancbufsize: number = 0,
    flags: number = 0,
  ): Promise<[count: number, ancdata: AncillaryItem[], msgFlags: number, address: A | null]> {
    return messages.recvmsgInto(handleOf(this), buffers, ancbufsize, flags) as Promise<
      [number, AncillaryItem[], number, A | null]
    >;
  }

  /**
   * Returns an async iterator over the lines of a stream, decoded as UTF-8 and without `"\n"` or `"\r\n"`.
   * The last line may be unterminated. The iterator reads ahead, so use the same one for all lines.
   *
   * Throws `RangeError` on a non-blocking socket; the iterator throws `RangeError` for a line longer than
   * `limit` bytes, and the errors of `recv()`. `makefile()` has more ways to read.
   *
   * @example
   * const [a, b] = socketpair();
   * await a.sendall("one\ntwo\n");
   * a.close();
   * for await (const line of b.lines()) console.log(line);
   * // one
   * // two
   * b.close();
   */
  lines(options: LinesOptions = {}): Lines {
    return new Lines(this, options);
  }

  /**
   * Makes a file of the socket, with Python's methods. `mode` is `"r"`, `"w"` or `"rw"` for text, and `"rb"`, `"wb"`
   * or `"rwb"` for bytes; with `buffering` 0, which is for bytes only, the file has no buffer. The descriptor stays
   * open until both the socket and its files are closed. Reading and writing wait as `recv()` and `send()` do;
   * `close()` and `flush()` send what is still buffered, so await them.
   *
   * Throws `RangeError` for any other mode or option. See
   * [socket.makefile](https://docs.python.org/3/library/socket.html#socket.socket.makefile).
   *
   * @example
   * const [a, b] = socketpair();
   * const file = a.makefile("w");
   * await file.write("one\ntwo\n");
   * await file.close();
   * a.close();
   * for await (const line of b.makefile()) console.log(line.trimEnd());
   * // one
   * // two
   * b.close();
   */
  makefile<Mode extends string = "r">(
    mode: Mode & `${string}b${string}`,
    options: 0 | (FileOptions & { readonly buffering: 0 }),
  ): SocketIO;
  makefile<Mode extends string = "r">(mode?: Mode, options?: FileOptions | null): FileOf<Mode>;
  makefile<Mode extends string = "r">(
    mode?: Mode,
    buffering?: number | null,
    options?: FileOptions,
  ): FileOf<Mode>;
  makefile(
    mode: string = "r",
    buffering: number | null | FileOptions = null,
    options: FileOptions = {},
  ): FileOf<string> {
    return makefile(this, mode, buffering, options);
  }

  /**
   * Returns a Node stream that takes over the socket: reading calls `recv()`, writing calls `sendall()`,
   * `end()` shuts down the sending side, and `destroy()` closes the socket. Throws `RangeError` on a
   * non-blocking socket.
   *
   * @example
   * const [a, b] = socketpair();
   * a.toDuplex().end("hello");
   * for await (const chunk of b.toDuplex()) console.log(`${chunk}`); // hello
   */
  toDuplex(): Duplex {
    return new SocketDuplex(this);
  }

  /**
   * Shuts down one or both directions of a connection: `SHUT_RD`, `SHUT_WR` or `SHUT_RDWR`.
   * Throws `OSError` (`ENOTCONN`) on a socket that is not connected. See shutdown(2).
   */
  shutdown(how: number): void {
    connecting.shutdown(handleOf(this), how);
  }

  /** Duplicates the descriptor; the connection ends when both sockets are closed. See dup(2). */
  dup(): Socket<A> {
    return new Socket(handles.dup(handleOf(this)));
  }
}

function toSocket(handle: handles.SocketHandle): Socket<Address> {
  return new Socket(handle);
}
