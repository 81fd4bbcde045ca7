/** POSIX sockets, with the names and semantics of Python's `socket.socket`. */
import { constants as os } from "node:os";
import { inspect } from "node:util";
import {
  type Address,
  decodeAddress,
  encodeAddress,
  formatAddress,
  SOCKADDR_IN_SIZE,
} from "./address.js";
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  MSG_DONTWAIT,
  MSG_NOSIGNAL,
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLOUT,
  SO_ACCEPTCONN,
  SO_ERROR,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
  SOMAXCONN,
} from "./constants.js";
import { check, culprit, OSError, osError, TimeoutError } from "./errors.js";
import * as libc from "./sys/libc.js";
import { platform } from "./sys/platform.js";
import { pollOne } from "./sys/pollone.js";
import { type Deadline, deadlineIn, disown, own, readyOne, turn, turnIsDue } from "./wait/index.js";

const { SOCK_CLOEXEC, SOCK_NONBLOCK, FIONBIO } = platform.constants;
const { EAGAIN, ECONNRESET, EINPROGRESS, EINTR } = os.errno;

/** Every descriptor of ours is non-blocking; whether a call waits is decided here, not in the kernel. */
const NEW_FD_FLAGS = SOCK_NONBLOCK | SOCK_CLOEXEC;

const READABLE = POLLIN | POLLHUP | POLLERR;
const WRITABLE = POLLOUT | POLLHUP | POLLERR;

/** Received bytes land here first, so that a small message costs a small buffer. */
const scratch = Buffer.allocUnsafeSlow(64 * 1024);
const sockaddr = new Uint8Array(SOCKADDR_IN_SIZE);
const intValue = new Int32Array(1);
const intBytes = new Uint8Array(intValue.buffer);
const length = new Uint32Array(1);

/** What can be sent: bytes, or a string as its UTF-8 bytes. */
export type Data = Uint8Array | string;

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
 * const [connection, address] = await listener.accept();
 * await client.sendall("hello");
 * console.log(`${await connection.recv(1024)} from port ${address[1]}`);
 * for (const socket of [client, connection, listener]) socket.close();
 */
export class Socket {
  /** The address family, such as `AF_INET`. */
  readonly family: number;
  /** The socket type, such as `SOCK_STREAM`. */
  readonly type: number;
  /** The protocol number; 0 is the usual one of family and type. */
  readonly proto: number;
  #fd: number;
  /** In seconds; `null` waits for ever, 0 never waits. */
  #timeout: number | null = null;

  /**
   * Opens a socket, or takes over the open descriptor `fileno`, which becomes non-blocking.
   *
   * Throws `OSError` when the system refuses: `EMFILE` (too many open descriptors),
   * `EAFNOSUPPORT`, `EPROTONOSUPPORT`, `EBADF` for a `fileno` that is not open.
   */
  constructor(
    family: number = AF_INET,
    type: number = SOCK_STREAM,
    proto: number = 0,
    fileno: number | null = null,
  ) {
    this.family = family;
    this.type = type;
    this.proto = proto;
    if (fileno === null) {
      const kind = `${familyName(family)} ${typeName(type)}`;
      this.#fd = check(libc.socket(family, type | NEW_FD_FLAGS, proto), "socket", kind);
    } else {
      intValue[0] = 1;
      check(libc.ioctl(fileno, FIONBIO, intValue), "ioctl", fileno);
      this.#fd = fileno;
    }
    own(this.#fd);
    unclosed.register(this, this.#fd, this);
  }

  /** The descriptor number; -1 once the socket is closed. */
  fileno(): number {
    return this.#fd;
  }

  /**
   * Gives the socket its own address; port 0 takes a free one, which `getsockname()` tells.
   * The host is an IPv4 address, `"localhost"`, or `""` for every interface.
   *
   * Throws `OSError`: `EADDRINUSE`, `EADDRNOTAVAIL`, `EINVAL` when already bound, `EACCES` as
   * `PermissionError`. See bind(2).
   */
  bind(address: Address): void {
    const bytes = encodeAddress(address);
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
   * The new socket blocks, whatever the timeout of the listener is.
   *
   * Throws `OSError`: `EINVAL` when not listening, `EMFILE`; `TimeoutError`, `BlockingIOError`.
   * See accept(2).
   */
  async accept(): Promise<[socket: Socket, address: Address]> {
    const attempt = (): number | [Socket, Address] => {
      length[0] = SOCKADDR_IN_SIZE;
      const fd = libc.accept4(this.#fd, sockaddr, length, NEW_FD_FLAGS);
      if (fd < 0) return fd;
      return [new Socket(this.family, this.type, this.proto, fd), decodeAddress(sockaddr)];
    };
    const accepted = await this.#attempt("accept", READABLE, attempt);
    if (typeof accepted === "number") throw this.#error(accepted, "accept");
    return accepted;
  }

  /**
   * Connects to an address.
   *
   * Throws `ConnectionRefusedError` when nobody listens there, `TimeoutError`, `BlockingIOError`
   * (`EINPROGRESS`) on a non-blocking socket: it is writable once the outcome is known, and
   * `SO_ERROR` tells it. See connect(2).
   */
  async connect(address: Address): Promise<void> {
    const bytes = encodeAddress(address);
    const subject = `to ${formatAddress(address)}`;
    const result = libc.connect(this.#fd, bytes, bytes.length);
    const pending = result === -EINPROGRESS || result === -EINTR;
    if (!pending || this.#timeout === 0) {
      check(result, "connect", subject);
      return;
    }
    const deadline = deadlineIn(this.#timeout);
    while (pollOne(this.#fd, POLLOUT, 0) === 0) await this.#ready("connect", WRITABLE, deadline);
    const error = this.getsockopt(SOL_SOCKET, SO_ERROR);
    if (error !== 0) throw osError(error, "connect", subject);
  }

  /**
   * Receives at most `bufsize` bytes; waits until there are some. Zero bytes are the end of the
   * stream: the peer sends no more. `flags` is 0 or of `MSG_PEEK`, `MSG_OOB`, `MSG_DONTWAIT`, ...
   *
   * Throws `ConnectionResetError`, `TimeoutError`, `BlockingIOError`, `OSError` (`ENOTCONN`).
   * See recv(2).
   */
  async recv(bufsize: number, flags: number = 0): Promise<Buffer> {
    if (!Number.isInteger(bufsize) || bufsize < 0) {
      throw new RangeError(`bufsize must be an integer >= 0, not ${bufsize}`);
    }
    const buffer = bufsize <= scratch.length ? scratch : Buffer.allocUnsafeSlow(bufsize);
    const attempt = (): number | Buffer => {
      const count = libc.recv(this.#fd, buffer, bufsize, flags | MSG_DONTWAIT);
      // Copied at once: the next socket to receive uses the same scratch buffer.
      return count < 0 ? count : copyOf(buffer, count);
    };
    let received = turnIsDue() ? -EAGAIN : attempt();
    if (received === -EAGAIN) received = await this.#attempt("recv", READABLE, attempt, flags);
    if (typeof received === "number") throw this.#error(received, "recv");
    return received;
  }

  /**
   * Sends bytes and answers how many the send buffer took, which may be fewer than given;
   * waits until it takes at least one. `sendall()` goes on until everything is sent.
   *
   * Throws `BrokenPipeError` or `ConnectionResetError` when the peer is gone, `TimeoutError`,
   * `BlockingIOError` when the send buffer is full, `OSError` (`ENOTCONN`). See send(2).
   */
  async send(data: Data, flags: number = 0): Promise<number> {
    const bytes = toBytes(data);
    const attempt = this.#sender(bytes, 0, flags);
    let count = turnIsDue() ? -EAGAIN : attempt();
    if (count === -EAGAIN) count = await this.#attempt("send", WRITABLE, attempt, flags);
    return check(count, "send", this.#fd);
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
      const attempt = this.#sender(bytes, sent, flags);
      let count = turnIsDue() ? -EAGAIN : attempt();
      if (count === -EAGAIN) {
        count = await this.#attempt("sendall", WRITABLE, attempt, flags, deadline);
      }
      sent += check(count, "sendall", this.#fd);
    } while (sent < bytes.length);
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
    unclosed.unregister(this);
    disown(fd);
    return fd;
  }

  /** The socket's own address. Unnamed UNIX sockets answer `["", 0]`. See getsockname(2). */
  getsockname(): Address {
    length[0] = SOCKADDR_IN_SIZE;
    check(libc.getsockname(this.#fd, sockaddr, length), "getsockname", this.#fd);
    return decodeAddress(sockaddr);
  }

  /** The address of the other end. Throws `OSError` (`ENOTCONN`) without one. See getpeername(2). */
  getpeername(): Address {
    length[0] = SOCKADDR_IN_SIZE;
    check(libc.getpeername(this.#fd, sockaddr, length), "getpeername", this.#fd);
    return decodeAddress(sockaddr);
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
   * Sets an option to an integer, a boolean, or the bytes of a struct.
   * Throws `OSError` (`ENOPROTOOPT`, `EINVAL`). See setsockopt(2), socket(7), tcp(7).
   */
  setsockopt(level: number, optname: number, value: number | boolean | Uint8Array): void {
    if (!(value instanceof Uint8Array)) intValue[0] = Number(value);
    const bytes = value instanceof Uint8Array ? value : intBytes;
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
   */
  settimeout(seconds: number | null): void {
    if (seconds !== null && !(seconds >= 0)) {
      throw new RangeError(`timeout must be null or a number of seconds >= 0, not ${seconds}`);
    }
    this.#timeout = seconds === Number.POSITIVE_INFINITY ? null : seconds;
  }

  /** What `settimeout()` set, in seconds. */
  gettimeout(): number | null {
    return this.#timeout;
  }

  [inspect.custom](): string {
    const kind = `${familyName(this.family)} ${typeName(this.type)}`;
    if (this.#fd < 0) return `<Socket closed ${kind}>`;
    return ["<Socket", `fd=${this.#fd}`, kind, ...describeEnds(this)].join(" ").concat(">");
  }

  #sender(bytes: Uint8Array, start: number, flags: number): () => number {
    const part = start === 0 ? bytes : bytes.subarray(start);
    return () => libc.send(this.#fd, part, part.length, flags | MSG_DONTWAIT | MSG_NOSIGNAL);
  }

  /**
   * Tries a call until it answers other than -EAGAIN, as long as this socket may wait. What is in
   * a shared buffer, the attempt itself has to take out: others run before its answer arrives.
   */
  async #attempt<T>(
    syscall: string,
    events: number,
    attempt: () => T,
    flags: number = 0,
    deadline: Deadline = deadlineIn(this.#timeout),
  ): Promise<T> {
    if (turnIsDue()) await turn();
    while (true) {
      const result = attempt();
      if (result !== -EAGAIN || this.#timeout === 0 || (flags & MSG_DONTWAIT) !== 0) return result;
      await this.#ready(syscall, events, deadline);
    }
  }

  #error(result: number, syscall: string): OSError {
    return osError(-result, syscall, culprit(this.#fd));
  }

  /** Waits for an event. Throws when the time is over. */
  async #ready(syscall: string, events: number, deadline: Deadline): Promise<void> {
    const fd = this.#fd;
    if (performance.now() >= deadline) {
      throw new TimeoutError(`${syscall} on fd ${fd}: timed out after ${this.#timeout} s`, syscall);
    }
    await readyOne(fd, events, deadline);
  }
}

/**
 * Two sockets that are connected to each other, without an address: good for trying things out.
 * Throws `OSError` (`EMFILE`). See socketpair(2).
 */
export function socketpair(
  family: number = AF_UNIX,
  type: number = SOCK_STREAM,
  proto: number = 0,
): [Socket, Socket] {
  const fds = new Int32Array(2);
  const kind = `${familyName(family)} ${typeName(type)}`;
  check(libc.socketpair(family, type | NEW_FD_FLAGS, proto, fds), "socketpair", kind);
  const [a, b] = [...fds].map((fd) => new Socket(family, type, proto, fd));
  return [a as Socket, b as Socket];
}

/** Closes what was garbage-collected open, and says so, as Python's ResourceWarning does. */
const unclosed = new FinalizationRegistry<number>((fd) => {
  disown(fd);
  libc.close(fd);
  process.emitWarning(`a socket was never closed: fd ${fd}`, "ResourceWarning");
});

function copyOf(buffer: Buffer, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  buffer.copy(bytes, 0, 0, length);
  return bytes;
}

function toBytes(data: Data): Uint8Array {
  if (data instanceof Uint8Array) return data;
  if (typeof data === "string") return Buffer.from(data);
  throw new TypeError(`data must be a Uint8Array or a string, not ${inspect(data)}`);
}

const families = new Map([
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
]);

function typeName(type: number): string {
  return types.get(type) ?? `type ${type}`;
}

/** `127.0.0.1:40123 → 127.0.0.1:50712`, or as much of it as there is. */
function describeEnds(socket: Socket): string[] {
  if (socket.family !== AF_INET) return [];
  const own = formatAddress(socket.getsockname());
  if (socket.getsockopt(SOL_SOCKET, SO_ACCEPTCONN) !== 0) return ["listening on", own];
  try {
    return [own, "→", formatAddress(socket.getpeername())];
  } catch (error) {
    if (error instanceof OSError) return [own];
    throw error;
  }
}
