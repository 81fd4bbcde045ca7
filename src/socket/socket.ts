/** POSIX sockets, with the names and semantics of Python's `socket.socket`. */
import { constants as os } from "node:os";
import type { Duplex } from "node:stream";
import { inspect } from "node:util";
import type { Address, Family, InetAddress } from "../address-family.js";
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  MSG_DONTWAIT,
  MSG_ERRQUEUE,
  MSG_NOSIGNAL,
  MSG_PEEK,
  MSG_WAITALL,
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLNVAL,
  POLLOUT,
  POLLRDHUP,
  SO_ACCEPTCONN,
  SO_DOMAIN,
  SO_PROTOCOL,
  SO_RCVTIMEO,
  SO_SNDTIMEO,
  SO_TYPE,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOCK_RAW,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  SOL_SOCKET,
  SOMAXCONN,
} from "../constants.js";
import { check, describeFd, OSError, osError, TimeoutError } from "../errors.js";
import { type FileDescriptorLike, filenoOf } from "../file-descriptor.js";
import { resolveAddress } from "../net/getaddrinfo.js";
import { encodeAddress, formatAddress, SockaddrBuffer } from "../net/sockaddr.js";
import * as libc from "../sys/libc.js";
import { platform } from "../sys/platform.js";
import { pollOne } from "../sys/poll-one.js";
import { FdFinalizer } from "../wait/fd-finalizer.js";
import {
  checkTimeout,
  type Deadline,
  deadlineIn,
  shouldYield,
  sleepUntil,
  waitForFd,
  yieldToEventLoop,
} from "../wait/index.js";
import { checkedInteger, checkedSize, copyOf, type Data, partOf, toBytes } from "./data.js";
import { SocketDuplex } from "./duplex.js";
import { Lines, type LinesOptions, requireBlocking } from "./line-reader.js";
import { encodeOption, type OptionValue } from "./sockopt.js";

const { F_DUPFD_CLOEXEC, F_GETFD, FD_CLOEXEC, FIOCLEX, FIONBIO, FIONCLEX } = platform.constants;
const { EAGAIN, EALREADY, EBADF, ECONNRESET, EINPROGRESS, EINTR } = os.errno;

/** Every descriptor of ours is non-blocking; whether a call waits is decided here, not in the kernel. */
const NEW_FD_FLAGS = SOCK_NONBLOCK | SOCK_CLOEXEC;

const owners = new FdFinalizer("a socket");

const READABLE = POLLIN | POLLHUP | POLLERR;
const WRITABLE = POLLOUT | POLLHUP | POLLERR;

/** No event announces room in the queue of another UNIX socket: it is asked for again and again. */
const NO_EVENT = 0;
/** How long to rest in between, in milliseconds. */
const UNIX_RETRY_MS = 2;

/** Flags of calls that the kernel answers at once on a blocking socket too. */
const NEVER_WAITING = MSG_DONTWAIT | MSG_ERRQUEUE;

/** The most bytes of a file for one call: sendfile(2) takes no more than about 2 GiB. */
const MAX_SENDFILE_BYTES = 2 ** 30;

/** What connect(2) says of an attempt that goes on. */
const CONNECTING: ReadonlySet<number> = new Set([EINPROGRESS, EALREADY, EINTR]);

/** Received bytes land here first, so that a small message costs a small buffer. */
const scratch = Buffer.allocUnsafeSlow(64 * 1024);
const sockaddr = new SockaddrBuffer();
const intValue = new Int32Array(1);
const intBytes = new Uint8Array(intValue.buffer);
const length = new Uint32Array(1);
const fileOffset = new BigInt64Array(1);

let defaultTimeout: number | null = null;

/**
 * The timeout that new sockets begin with, in seconds, accepted ones among them; `null` (as it is
 * at first) waits for ever. Throws `RangeError` below 0.
 */
export function setdefaulttimeout(seconds: number | null): void {
  defaultTimeout = checkedTimeout(seconds);
}

/** What `setdefaulttimeout()` set, in seconds. */
export function getdefaulttimeout(): number | null {
  return defaultTimeout;
}

/** A descriptor that a call has just made for us: known to be a socket, and non-blocking. */
class NewDescriptor {
  constructor(readonly fd: number) {}
}

/**
 * A socket: one end of a connection, or a listener for connections.
 *
 * A new socket blocks: each call that has to wait returns a promise, and `await` waits for it.
 * `settimeout()` and `setblocking()` change that. Addresses are `[host, port]`.
 *
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
export class Socket<A extends Address = InetAddress> {
  /** The address family, such as `AF_INET`. */
  readonly family: Family<A>;
  /** The socket type, such as `SOCK_STREAM`. */
  readonly type: number;
  /** The protocol number; 0 is the usual one of family and type. */
  readonly proto: number;
  #fd: number;
  /** In seconds; `null` waits for ever, 0 never waits. */
  #timeout: number | null = defaultTimeout;

  /**
   * Opens a socket: of `AF_INET` and `SOCK_STREAM` unless told otherwise. `type` may have
   * `SOCK_NONBLOCK` added, which is `setblocking(false)`.
   *
   * With `fileno` it takes over that open descriptor, which becomes non-blocking; what is left
   * `undefined` of family, type and proto is asked of it.
   *
   * Throws `OSError` when the system refuses: `EMFILE` (too many open descriptors),
   * `EAFNOSUPPORT`, `EPROTONOSUPPORT`, `EBADF` for a `fileno` that is not open, `ENOTSOCK` for one
   * that is no socket. See socket(2).
   */
  constructor(family?: Family<A>, type?: number, proto?: number, fileno?: number | null);
  /** @internal */
  constructor(family: Family<A>, type: number, proto: number, made: NewDescriptor);
  constructor(
    family?: Family<A>,
    type?: number,
    proto?: number,
    source: number | NewDescriptor | null = null,
  ) {
    if (source === null || source instanceof NewDescriptor) {
      this.family = family ?? (AF_INET as Family<A>);
      this.type = (type ?? SOCK_STREAM) & ~NEW_FD_FLAGS;
      this.proto = proto ?? 0;
      this.#fd = source?.fd ?? this.#open();
    } else {
      const itsType = optionOf(filenoOf(source, "fileno"), SO_TYPE);
      this.family = family ?? optionOf(source, SO_DOMAIN);
      this.type = (type ?? itsType) & ~NEW_FD_FLAGS;
      this.proto = proto ?? optionOf(source, SO_PROTOCOL);
      intValue[0] = 1;
      check(libc.ioctl(source, FIONBIO, intValue), "ioctl", source);
      this.#fd = source;
    }
    if (((type ?? 0) & SOCK_NONBLOCK) !== 0) this.#timeout = 0;
    owners.track(this, this.#fd);
  }

  /** The descriptor number; -1 once the socket is closed. */
  fileno(): number {
    return this.#fd;
  }

  /**
   * Gives the socket its own address; port 0 takes a free one, which `getsockname()` tells.
   * The host is an address, `"localhost"`, or `""` for every interface; look a name up with
   * `getaddrinfo()` first. A UNIX socket makes a file at its path, which `close()` leaves there.
   *
   * Throws `OSError`: `EADDRINUSE`, `EADDRNOTAVAIL`, `EINVAL` when already bound, `EACCES` as
   * `PermissionError`. See bind(2).
   */
  bind(address: A): void {
    const bytes = encodeAddress(this.family, address);
    if (bytes === null) {
      const where = formatAddress(address);
      throw new OSError(`bind ${where}: no address; await getaddrinfo() looks names up`, "bind");
    }
    check(libc.bind(this.#fd, bytes, bytes.length), "bind", formatAddress(address));
  }

  /**
   * Starts to accept connections: at most `backlog` wait in the accept queue.
   * Throws `OSError`. See listen(2).
   */
  listen(backlog: number = Math.min(SOMAXCONN, 128)): void {
    check(libc.listen(this.#fd, Math.max(0, backlog)), "listen", this.#fd);
  }

  /**
   * Takes the next connection from the accept queue: its socket and the peer's address.
   * The new socket blocks, or has the default timeout, whatever the timeout of the listener is.
   *
   * Throws `OSError`: `EINVAL` when not listening, `EMFILE`; `TimeoutError`, `BlockingIOError`.
   * See accept(2).
   */
  accept(): Promise<[socket: Socket<A>, address: A]> {
    return this.#perform("accept", READABLE, 0, () => this.#accept());
  }

  /**
   * Accepts a client that was announced: never waits, and answers `null` when there is none after
   * all.
   * @internal
   */
  tryAccept(): [socket: Socket<A>, address: A] | null {
    return this.#done("accept", this.#accept());
  }

  /**
   * Connects to an address; a host name is looked up, and its first address taken. A datagram
   * socket only remembers whom it sends to and hears from.
   *
   * Throws `ConnectionRefusedError` when nobody listens there, `TimeoutError`, `BlockingIOError`
   * (`EINPROGRESS`) on a non-blocking socket: it is writable once the outcome is known, and
   * `SO_ERROR` tells it; `GetAddrInfoError` for an unknown name. See connect(2).
   */
  async connect(address: A): Promise<void> {
    const error = await this.#connect(address);
    if (error !== 0) throw osError(error, "connect", `to ${formatAddress(address)}`);
  }

  /**
   * Like `connect()`, but answers the errno instead of throwing: 0 when connected, `EINPROGRESS` on
   * a non-blocking socket, `EAGAIN` when the time is over. Throws for what is no address.
   *
   * @example
   * import { constants } from "node:os";
   * const listener = createServer(["127.0.0.1", 0]);
   * const client = new Socket();
   * client.setblocking(false);
   * assert.equal(await client.connectEx(listener.getsockname()), constants.errno.EINPROGRESS);
   * await select([], [client], []); // writable: the outcome is known
   * assert.equal(client.getsockopt(SOL_SOCKET, SO_ERROR), 0);
   * for (const socket of [client, listener]) socket.close();
   */
  async connectEx(address: A): Promise<number> {
    try {
      return await this.#connect(address);
    } catch (error) {
      if (error instanceof TimeoutError && error.errno === null) return EAGAIN;
      throw error;
    }
  }

  /**
   * Receives at most `bufsize` bytes; waits until there are some. Zero bytes are the end of the
   * stream: the peer sends no more. `flags` is 0 or of `MSG_PEEK`, `MSG_OOB`, `MSG_DONTWAIT`,
   * `MSG_WAITALL` (waits for all `bufsize` bytes, on a stream without a timeout), ...
   *
   * Throws `ConnectionResetError`, `TimeoutError`, `BlockingIOError`, `OSError` (`ENOTCONN`).
   * See recv(2).
   */
  recv(bufsize: number, flags: number = 0): Promise<Buffer> {
    if (this.#waitsForAll(flags)) return this.#recvAll(bufsize, flags);
    return this.#perform("recv", READABLE, flags, () => this.#recvBuffer(bufsize, flags));
  }

  /**
   * Receives what was announced: never waits, and answers `null` when there is nothing after all.
   * @internal
   */
  tryRecv(bufsize: number): Buffer | null {
    return this.#done("recv", this.#recvBuffer(bufsize, MSG_DONTWAIT));
  }

  /**
   * Receives into `buffer`, at most `nbytes` bytes (0: as many as fit), and answers how many came.
   * Otherwise as `recv()`. Throws `RangeError` when `nbytes` do not fit.
   */
  recvInto(buffer: Uint8Array, nbytes: number = 0, flags: number = 0): Promise<number> {
    if (this.#waitsForAll(flags)) return this.#fill(buffer, nbytes, flags);
    return this.#perform("recv", READABLE, flags, () => {
      const target = partOf(buffer, nbytes);
      return this.#recv(target, target.length, flags);
    });
  }

  /**
   * Receives as `recv()` does, and answers the sender's address too; `null` on a TCP connection and
   * for a sender without a name. What does not fit of a datagram is lost. See recvfrom(2).
   */
  recvfrom(bufsize: number, flags: number = 0): Promise<[data: Buffer, address: A | null]> {
    return this.#perform("recvfrom", READABLE, flags, () => {
      const buffer = bufferFor(bufsize);
      const count = this.#recvfrom(buffer, bufsize, flags);
      return count < 0 ? count : [copyOf(buffer, count), sockaddr.address as A | null];
    });
  }

  /** Receives as `recvInto()` does, and answers how many bytes came, and from whom. */
  recvfromInto(
    buffer: Uint8Array,
    nbytes: number = 0,
    flags: number = 0,
  ): Promise<[count: number, address: A | null]> {
    return this.#perform("recvfrom", READABLE, flags, () => {
      const target = partOf(buffer, nbytes);
      const count = this.#recvfrom(target, target.length, flags);
      return count < 0 ? count : [count, sockaddr.address as A | null];
    });
  }

  /**
   * Sends bytes and answers how many the send buffer took, which may be fewer than given;
   * waits until it takes at least one. `sendall()` goes on until everything is sent.
   *
   * Throws `BrokenPipeError` or `ConnectionResetError` when the peer is gone, `TimeoutError`,
   * `BlockingIOError` when the send buffer is full, `OSError` (`ENOTCONN`). See send(2).
   */
  send(data: Data, flags: number = 0): Promise<number> {
    return this.#perform("send", WRITABLE, flags, () => this.#send(toBytes(data), flags));
  }

  /**
   * Sends into the room that was announced: never waits, and answers `null` when there is none
   * after all.
   * @internal
   */
  trySend(bytes: Uint8Array): number | null {
    return this.#done("send", this.#send(bytes, 0));
  }

  /**
   * Sends all of the bytes, in as many parts as it takes. One timeout counts for all parts
   * together; after an error nobody knows how much was sent. Throws what `send()` throws.
   */
  async sendall(data: Data, flags: number = 0): Promise<void> {
    const bytes = toBytes(data);
    const deadline = deadlineIn(this.#timeout);
    let sent = 0;
    do {
      const part = sent === 0 ? bytes : bytes.subarray(sent);
      const attempt = (): number => this.#send(part, flags);
      sent += await this.#perform("sendall", WRITABLE, flags, attempt, deadline);
    } while (sent < bytes.length);
  }

  /**
   * Sends a file, or `count` bytes of it, from byte `offset` on: the kernel takes them from the file
   * itself, and they never pass through this process. Answers how many bytes were sent; fewer than
   * `count` where the file ends first.
   *
   * `file` is the descriptor of a regular file, or what has one, such as a `FileHandle`; its position
   * stays where it is. Each part that the send buffer takes gives the next one the whole timeout.
   *
   * Throws what `send()` throws, `OSError`: `EBADF` for a file that is not open, `EINVAL` or
   * `ESPIPE` for one that is not regular; `TypeError` for what is no file; `RangeError` for an `offset`
   * below 0, a `count` below 1, and a socket that is no `SOCK_STREAM`; `Error` on a non-blocking one.
   * See sendfile(2).
   *
   * @example
   * import { open } from "node:fs/promises";
   * const file = await open("package.json");
   * const [a, b] = socketpair();
   * console.log(await a.sendfile(file, 0, 10)); // 10
   * console.log((await b.recv(1024)).length); // 10
   * await file.close();
   * for (const socket of [a, b]) socket.close();
   */
  async sendfile(
    file: FileDescriptorLike | { readonly fd: number },
    offset: number = 0,
    count: number | null = null,
  ): Promise<number> {
    requireBlocking(this, "sendfile()");
    if (this.type !== SOCK_STREAM) {
      throw new RangeError(`sendfile() needs a SOCK_STREAM socket, not ${typeName(this.type)}`);
    }
    checkedInteger(offset, "offset", 0);
    if (count !== null) checkedInteger(count, "count", 1);
    const source = (file as { readonly fd?: number } | null)?.fd ?? (file as FileDescriptorLike);
    const fd = filenoOf(source, "file");
    if (fd < 0 || (pollOne(fd, 0, 0) & POLLNVAL) !== 0) {
      throw osError(EBADF, "sendfile", `of fd ${fd}`);
    }
    let sent = 0;
    while (count === null || sent < count) {
      const most = Math.min(MAX_SENDFILE_BYTES, (count ?? Number.POSITIVE_INFINITY) - sent);
      const attempt = (): number => this.#sendfile(fd, offset + sent, most);
      const part = await this.#perform("sendfile", WRITABLE, 0, attempt);
      if (part === 0) break;
      sent += part;
    }
    return sent;
  }

  /**
   * Sends a part of a file into the room that was announced: never waits, and answers `null` when
   * there is none after all, 0 when the file has no such bytes.
   * @internal
   */
  trySendfile(file: number, offset: number, count: number): number | null {
    return this.#done("sendfile", this.#sendfile(file, offset, count));
  }

  /**
   * Sends a datagram to an address and answers how many bytes it took: all of them. A host name is
   * looked up; `null`, which `recvfrom()` answers on a connection, sends to the peer. Throws `OSError`: `EMSGSIZE` for more than a datagram holds, `EISCONN` on a connected
   * stream, `ENETUNREACH`; `PermissionError` for a broadcast without `SO_BROADCAST`;
   * `ConnectionRefusedError` when an earlier datagram found nobody. See sendto(2).
   *
   * @example
   * const [alice, bob] = [new Socket(AF_INET, SOCK_DGRAM), new Socket(AF_INET, SOCK_DGRAM)];
   * for (const socket of [alice, bob]) socket.bind(["127.0.0.1", 0]);
   * await alice.sendto("hello", bob.getsockname());
   * const [data, sender] = await bob.recvfrom(1024);
   * assert.deepEqual([`${data}`, sender], ["hello", alice.getsockname()]);
   * for (const socket of [alice, bob]) socket.close();
   */
  sendto(data: Data, address: A | null): Promise<number>;
  /** The same with `flags`, such as `MSG_DONTWAIT`. */
  sendto(data: Data, flags: number, address: A | null): Promise<number>;
  async sendto(
    data: Data,
    ...rest: [address: A | null] | [flags: number, address: A | null]
  ): Promise<number> {
    const [flags, address] = (rest.length === 2 ? rest : [0, ...rest]) as [number, A | null];
    const bytes = toBytes(data);
    const to = address === null ? null : await this.#sockaddrOf(address);
    const all = flags | MSG_DONTWAIT | MSG_NOSIGNAL;
    const room = this.family === AF_UNIX && to !== null ? NO_EVENT : WRITABLE;
    return this.#perform("sendto", room, flags, () =>
      libc.sendto(this.#fd, bytes, bytes.length, all, to, to?.length ?? 0),
    );
  }

  /**
   * The lines of a stream as they come, decoded as UTF-8 and without their ends (`"\n"` or
   * `"\r\n"`); the last one may lack its end. The object reads ahead: go on with the same one.
   *
   * Throws `RangeError` for a line longer than `limit` bytes, `Error` on a non-blocking socket, and
   * what `recv()` throws. Python's `makefile()` is alike.
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
   * The socket as a Node stream, so that other libraries can use it: reading is `recv()`, writing
   * `sendall()`, `end()` shuts the sending side down, `destroy()` closes the socket. The stream owns
   * the socket from now on. Throws `Error` on a non-blocking socket.
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
   * Ends one or both directions of a connection: `SHUT_RD`, `SHUT_WR` or `SHUT_RDWR`.
   * Throws `OSError` (`ENOTCONN`) on a socket that is not connected. See shutdown(2).
   */
  shutdown(how: number): void {
    check(libc.shutdown(this.#fd, how), "shutdown", this.#fd);
  }

  /**
   * Closes the socket; whoever waits for it gets `OSError` (`EBADF`), as does every later call.
   * Closing it again does nothing. See close(2).
   */
  close(): void {
    if (this.#fd < 0) return;
    const fd = this.detach();
    const result = libc.close(fd);
    // The descriptor is gone all the same: the errors tell of the connection's last bytes.
    if (result !== -ECONNRESET && result !== -EINTR) check(result, "close", fd);
  }

  /** Closes the object and leaves the descriptor open: answers it for other uses. */
  detach(): number {
    const fd = this.#fd;
    if (fd < 0) return fd;
    this.#fd = -1;
    owners.untrack(this, fd);
    return fd;
  }

  /**
   * A second socket on the same descriptor's file: the connection ends when both are closed.
   * Throws `OSError` (`EMFILE`). See dup(2).
   */
  dup(): Socket<A> {
    const fd = check(libc.fcntl(this.#fd, F_DUPFD_CLOEXEC, 0), "fcntl", this.#fd);
    const copy = new Socket(this.family, this.type, this.proto, new NewDescriptor(fd));
    copy.settimeout(this.#timeout);
    return copy;
  }

  /** Whether programs that this one starts get the descriptor; at first they do not. */
  getInheritable(): boolean {
    return (check(libc.fcntl(this.#fd, F_GETFD, 0), "fcntl", this.#fd) & FD_CLOEXEC) === 0;
  }

  /** Chooses whether programs that this one starts get the descriptor. */
  setInheritable(inheritable: boolean): void {
    check(libc.ioctl(this.#fd, inheritable ? FIONCLEX : FIOCLEX, intValue), "ioctl", this.#fd);
  }

  /** The socket's own address; a UNIX socket without a name answers `""`. See getsockname(2). */
  getsockname(): A {
    const { bytes, length: size } = sockaddr.reset();
    check(libc.getsockname(this.#fd, bytes, size), "getsockname", this.#fd);
    return sockaddr.address as A;
  }

  /** The address of the other end. Throws `OSError` (`ENOTCONN`) without one. See getpeername(2). */
  getpeername(): A {
    const { bytes, length: size } = sockaddr.reset();
    check(libc.getpeername(this.#fd, bytes, size), "getpeername", this.#fd);
    return sockaddr.address as A;
  }

  /**
   * Reads an option: an integer, or `buflen` raw bytes (1 to 1024) for options that are structs.
   * `level` is `SOL_SOCKET` or a protocol such as `IPPROTO_TCP`.
   * Throws `OSError` (`ENOPROTOOPT`). See getsockopt(2), socket(7), tcp(7).
   */
  getsockopt(level: number, optname: number): number;
  getsockopt(level: number, optname: number, buflen: number): Buffer;
  getsockopt(level: number, optname: number, buflen?: number): number | Buffer {
    if (buflen !== undefined && !(buflen >= 1 && buflen <= 1024)) {
      throw new RangeError(`buflen must be from 1 to 1024, not ${buflen}`);
    }
    const bytes = buflen === undefined ? intBytes.fill(0) : Buffer.alloc(buflen);
    length[0] = bytes.length;
    check(libc.getsockopt(this.#fd, level, optname, bytes, length), "getsockopt", this.#fd);
    return buflen === undefined
      ? (intValue[0] as number)
      : Buffer.from(bytes.subarray(0, length[0]));
  }

  /**
   * Sets an option to an integer, a boolean, a struct such as `{ onoff: true, linger: 0 }`, or the
   * bytes of any other struct. `SO_RCVTIMEO` and `SO_SNDTIMEO` are refused with an `Error`: the
   * kernel heeds them in blocking calls only, and no descriptor here is blocking.
   *
   * Throws `OSError` (`ENOPROTOOPT`, `EINVAL`), `RangeError` for what is no 32-bit integer.
   * See setsockopt(2), socket(7), tcp(7).
   */
  setsockopt(level: number, optname: number, value: OptionValue): void {
    if (level === SOL_SOCKET && (optname === SO_RCVTIMEO || optname === SO_SNDTIMEO)) {
      const name = optname === SO_RCVTIMEO ? "SO_RCVTIMEO" : "SO_SNDTIMEO";
      throw new Error(`${name} has no effect on non-blocking descriptors: use settimeout(seconds)`);
    }
    const bytes = encodeOption(value);
    const result = libc.setsockopt(this.#fd, level, optname, bytes, bytes.length);
    check(result, "setsockopt", this.#fd);
  }

  /** `true` is `settimeout(null)`: calls wait. `false` is `settimeout(0)`: none does. */
  setblocking(flag: boolean): void {
    this.settimeout(flag ? null : 0);
  }

  /**
   * How long a call may wait, in seconds: afterwards it throws `TimeoutError`. `null` waits for
   * ever; with 0 a call that would wait throws `BlockingIOError`. Throws `RangeError` below 0.
   *
   * @example
   * const [left, right] = socketpair();
   * left.settimeout(0.1);
   * await assert.rejects(left.recv(1024), TimeoutError);
   * for (const socket of [left, right]) socket.close();
   */
  settimeout(seconds: number | null): void {
    this.#timeout = checkedTimeout(seconds);
  }

  /** What `settimeout()` set, in seconds. */
  gettimeout(): number | null {
    return this.#timeout;
  }

  /** Whether calls may wait: `false` when the timeout is 0. */
  getblocking(): boolean {
    return this.#timeout !== 0;
  }

  /** How it prints: `<Socket fd=21 AF_INET SOCK_STREAM 127.0.0.1:40123 → 127.0.0.1:50712>`. */
  [inspect.custom](): string {
    const kind = `${familyName(this.family)} ${typeName(this.type)}`;
    if (this.#fd < 0) return `<Socket closed ${kind}>`;
    return ["<Socket", `fd=${this.#fd}`, kind, ...describeEnds(this)].join(" ").concat(">");
  }

  #open(): number {
    const kind = `${familyName(this.family)} ${typeName(this.type)}`;
    return check(libc.socket(this.family, this.type | NEW_FD_FLAGS, this.proto), "socket", kind);
  }

  #accept(): number | [socket: Socket<A>, address: A] {
    const { bytes, length: size } = sockaddr.reset();
    const fd = libc.accept4(this.#fd, bytes, size, NEW_FD_FLAGS);
    if (fd < 0) return fd;
    const made = new NewDescriptor(fd);
    return [new Socket(this.family, this.type, this.proto, made), sockaddr.address as A];
  }

  #recvBuffer(bufsize: number, flags: number): number | Buffer {
    const buffer = bufferFor(bufsize);
    const count = this.#recv(buffer, bufsize, flags);
    // Copied at once: the next socket to receive uses the same scratch buffer.
    return count < 0 ? count : copyOf(buffer, count);
  }

  #send(bytes: Uint8Array, flags: number): number {
    return libc.send(this.#fd, bytes, bytes.length, flags | MSG_DONTWAIT | MSG_NOSIGNAL);
  }

  #sendfile(file: number, offset: number, count: number): number {
    fileOffset[0] = BigInt(offset);
    return libc.sendfile(this.#fd, file, fileOffset, count);
  }

  #recv(buffer: Uint8Array, size: number, flags: number): number {
    const count = libc.recv(this.#fd, buffer, size, flags | MSG_DONTWAIT);
    return count === -EAGAIN && this.#hasShutDown(flags) ? 0 : count;
  }

  #recvfrom(buffer: Uint8Array, size: number, flags: number): number {
    const { bytes, length: room } = sockaddr.reset();
    const count = libc.recvfrom(this.#fd, buffer, size, flags | MSG_DONTWAIT, bytes, room);
    if (count !== -EAGAIN || !this.#hasShutDown(flags)) return count;
    room[0] = 0;
    return 0;
  }

  /**
   * Whether nothing more can come to a datagram socket, as it has shut its receiving side down. Only
   * a blocking call would be told so by the kernel: it ends with zero bytes.
   */
  #hasShutDown(flags: number): boolean {
    const blocking = this.#timeout === null && (flags & NEVER_WAITING) === 0;
    return blocking && this.type === SOCK_DGRAM && pollOne(this.#fd, POLLRDHUP, 0) > 0;
  }

  /** Whether the kernel would wait for all bytes if the descriptor were a blocking one. */
  #waitsForAll(flags: number): boolean {
    const alone = (flags & (MSG_WAITALL | MSG_DONTWAIT | MSG_PEEK)) === MSG_WAITALL;
    return alone && this.#timeout === null && this.type === SOCK_STREAM;
  }

  async #recvAll(bufsize: number, flags: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(checkedSize(bufsize));
    return bufsize === 0 ? buffer : buffer.subarray(0, await this.#fill(buffer, bufsize, flags));
  }

  async #fill(buffer: Uint8Array, nbytes: number, flags: number): Promise<number> {
    const target = partOf(buffer, nbytes);
    let count = 0;
    const attempt = (): number => {
      // After some bytes, the end they came with; an error is left for the next call.
      if (count > 0 && (pollOne(this.#fd, 0, 0) & POLLERR) !== 0) return 0;
      const left = target.subarray(count);
      return libc.recv(this.#fd, left, left.length, flags | MSG_DONTWAIT);
    };
    while (count < target.length) {
      const received = await this.#perform("recv", READABLE, flags, attempt);
      if (received === 0) break;
      count += received;
    }
    return count;
  }

  /** The bytes of an address; of a host name once it is looked up. */
  #sockaddrOf(address: A): Uint8Array | Promise<Uint8Array> {
    const bytes = encodeAddress(this.family, address);
    return bytes ?? resolveAddress(this.family, address as InetAddress);
  }

  /** Answers 0 or the errno. Throws when the time is over. */
  async #connect(address: A): Promise<number> {
    const to = await this.#sockaddrOf(address);
    const deadline = deadlineIn(this.#timeout);
    while (true) {
      const result = libc.connect(this.#fd, to, to.length);
      if (this.#timeout !== 0 && CONNECTING.has(-result)) {
        // Asked once more when it is over: SO_ERROR would leave the kernel waiting for the question.
        while (this.#fd >= 0 && pollOne(this.#fd, POLLOUT, 0) === 0) {
          await this.#ready("connect", WRITABLE, deadline);
        }
      } else if (this.#timeout !== 0 && result === -EAGAIN && this.family === AF_UNIX) {
        // The listener's accept queue is full.
        await this.#ready("connect", NO_EVENT, deadline);
      } else {
        return Math.abs(result);
      }
    }
  }

  /**
   * Tries a call until it answers other than -EAGAIN, as long as this socket may wait. What is in
   * a shared buffer, the attempt itself has to take out: others run before its answer arrives.
   * Throws the error of a negative answer.
   */
  async #perform<T>(
    syscall: string,
    events: number,
    flags: number,
    attempt: () => number | T,
    deadline?: Deadline,
  ): Promise<T> {
    if (shouldYield()) await yieldToEventLoop();
    let until = deadline;
    while (true) {
      const result = attempt();
      if (typeof result !== "number" || result >= 0) return result as T;
      if (result !== -EAGAIN || this.#timeout === 0 || (flags & NEVER_WAITING) !== 0) {
        throw osError(-result, syscall, describeFd(this.#fd));
      }
      until ??= deadlineIn(this.#timeout);
      await this.#ready(syscall, events, until);
    }
  }

  /** The result of a call that never waits, `null` for one that would have to. Throws other errors. */
  #done<T>(syscall: string, result: number | T): T | null {
    if (typeof result !== "number" || result >= 0) return result as T;
    if (result === -EAGAIN) return null;
    throw osError(-result, syscall, describeFd(this.#fd));
  }

  /** Waits for an event. Throws when the time is over. */
  async #ready(syscall: string, events: number, deadline: Deadline): Promise<void> {
    const now = performance.now();
    if (now >= deadline) {
      const message = `${syscall} on fd ${this.#fd}: timed out after ${this.#timeout} s`;
      throw new TimeoutError(message, syscall);
    }
    if (events === NO_EVENT) await sleepUntil(Math.min(deadline, now + UNIX_RETRY_MS));
    else await waitForFd(this.#fd, events, deadline);
  }
}

/**
 * Two sockets that are connected to each other, without an address: good for trying things out.
 * They are of type `Socket<never>`, which goes wherever a `Socket` does.
 * Throws `OSError` (`EMFILE`). See socketpair(2).
 */
export function socketpair<A extends Address = never>(
  family: Family<A> = AF_UNIX as Family<never>,
  type: number = SOCK_STREAM,
  proto: number = 0,
): [Socket<A>, Socket<A>] {
  const fds = new Int32Array(2);
  const kind = `${familyName(family)} ${typeName(type)}`;
  check(libc.socketpair(family, type | NEW_FD_FLAGS, proto, fds), "socketpair", kind);
  const [a, b] = [...fds].map((fd) => new Socket(family, type, proto, new NewDescriptor(fd)));
  return [a as Socket<A>, b as Socket<A>];
}

/**
 * A socket on a copy of an open descriptor, which stays open itself. Family, type and protocol are
 * asked of it where they are left out. Throws `OSError`: `EBADF`, `ENOTSOCK`.
 */
export function fromfd<A extends Address = InetAddress>(
  fd: number,
  family?: Family<A>,
  type?: number,
  proto?: number,
): Socket<A> {
  const copy = check(libc.fcntl(fd, F_DUPFD_CLOEXEC, 0), "fcntl", fd);
  try {
    return new Socket(family, type, proto, copy);
  } catch (error) {
    libc.close(copy);
    throw error;
  }
}

function bufferFor(bufsize: number): Buffer {
  return checkedSize(bufsize) <= scratch.length ? scratch : Buffer.allocUnsafeSlow(bufsize);
}

function checkedTimeout(seconds: number | null): number | null {
  checkTimeout(seconds, "seconds");
  if (seconds !== null && seconds < 0) {
    throw new RangeError(`timeout must be null or a number of seconds >= 0, not ${seconds}`);
  }
  return seconds === Number.POSITIVE_INFINITY ? null : seconds;
}

/** An option of `SOL_SOCKET`, of a descriptor that may be no socket. */
function optionOf(fd: number, optname: number): number {
  length[0] = intBytes.length;
  check(libc.getsockopt(fd, SOL_SOCKET, optname, intBytes, length), "getsockopt", fd);
  return intValue[0] as number;
}

const families = new Map<number, string>([
  [AF_INET, "AF_INET"],
  [AF_INET6, "AF_INET6"],
  [AF_UNIX, "AF_UNIX"],
]);

function familyName(family: number): string {
  return families.get(family) ?? `family ${family}`;
}

const types = new Map([
  [SOCK_STREAM, "SOCK_STREAM"],
  [SOCK_DGRAM, "SOCK_DGRAM"],
  [SOCK_RAW, "SOCK_RAW"],
  [SOCK_SEQPACKET, "SOCK_SEQPACKET"],
]);

function typeName(type: number): string {
  return types.get(type) ?? `type ${type}`;
}

/** `127.0.0.1:40123 → 127.0.0.1:50712`, or as much of it as there is. */
function describeEnds(socket: Socket<Address>): string[] {
  if (!families.has(socket.family)) return [];
  const own = socket.getsockname();
  const named = own === "" ? [] : [formatAddress(own)];
  if (socket.getsockopt(SOL_SOCKET, SO_ACCEPTCONN) !== 0) return ["listening on", ...named];
  try {
    const peer = socket.getpeername();
    return peer === "" ? named : [...named, "→", formatAddress(peer)];
  } catch (error) {
    if (error instanceof OSError) return named;
    throw error;
  }
}
