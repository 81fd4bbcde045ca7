/** Typed errors for failed system calls, named as Python names them. */
import { constants } from "node:os";
import { strerror } from "./sys/libc.js";

/**
 * A system call failed. The subclasses follow Python's
 * [OS exceptions](https://docs.python.org/3/library/exceptions.html#os-exceptions);
 * the call's man page lists its errors. The message says it all, so that nothing more is printed.
 *
 * @example
 * const [listener, other] = [createServer(["127.0.0.1", 0]), new Socket()];
 * try {
 *   other.bind(listener.getsockname());
 * } catch (error) {
 *   if (error instanceof OSError) console.log(error.code, error.message);
 *   // EADDRINUSE [EADDRINUSE] bind 127.0.0.1:...: Address already in use
 * }
 * for (const socket of [listener, other]) socket.close();
 */
export class OSError extends Error {
  readonly #errno: number | null;
  readonly #syscall: string;

  /** An error of the call named `syscall`; without `errno` when no system call failed. */
  constructor(message: string, syscall: string, errno: number | null = null) {
    super(message);
    this.#errno = errno;
    this.#syscall = syscall;
  }

  /** The error number, positive, as in errno(3); `null` when no system call failed, as in a timeout. */
  get errno(): number | null {
    return this.#errno;
  }

  /** The error's symbol, such as `"EADDRINUSE"`; `null` when `errno` is. */
  get code(): string | null {
    return this.#errno === null ? null : errnoName(this.#errno);
  }

  /** The call that failed, such as `"bind"`. */
  get syscall(): string {
    return this.#syscall;
  }
}

/** The operation would block on a non-blocking socket: `EAGAIN`, `EINPROGRESS`, `EALREADY`. */
export class BlockingIOError extends OSError {}

/** The parent of the errors that end a connection. */
export class ConnectionError extends OSError {}

/** Writing to a socket whose other end, or whose own sending side, is closed: `EPIPE`, `ESHUTDOWN`. */
export class BrokenPipeError extends ConnectionError {}

/** The connection was aborted before it was accepted: `ECONNABORTED`. */
export class ConnectionAbortedError extends ConnectionError {}

/** Nobody listens at the address: `ECONNREFUSED`. */
export class ConnectionRefusedError extends ConnectionError {}

/** The peer reset the connection: `ECONNRESET`. */
export class ConnectionResetError extends ConnectionError {}

/** What is to be new is there already: `EEXIST`, as a descriptor that an `Epoll` watches. */
export class FileExistsError extends OSError {}

/** What should be there is not: `ENOENT`, as the path of a UNIX socket. */
export class FileNotFoundError extends OSError {}

/** The wait was interrupted by the user (Interrupt in JupyterLab, SIGINT): `EINTR`. */
export class InterruptedError extends OSError {}

/** A path leads through what is no directory: `ENOTDIR`. */
export class NotADirectoryError extends OSError {}

/** Not permitted: `EACCES`, `EPERM`. */
export class PermissionError extends OSError {}

/** The time given by `settimeout()` is over (`errno` is `null`), or TCP gave up: `ETIMEDOUT`. */
export class TimeoutError extends OSError {}

for (const Class of [
  OSError,
  BlockingIOError,
  ConnectionError,
  BrokenPipeError,
  ConnectionAbortedError,
  ConnectionRefusedError,
  ConnectionResetError,
  FileExistsError,
  FileNotFoundError,
  InterruptedError,
  NotADirectoryError,
  PermissionError,
  TimeoutError,
]) {
  Class.prototype.name = Class.name;
}

// ENOTSUP and EWOULDBLOCK are second names of EOPNOTSUPP and EAGAIN: the first one stays.
const names = new Map([[constants.errno.EOPNOTSUPP, "EOPNOTSUPP"]]);
for (const [name, number] of Object.entries(constants.errno)) {
  if (!names.has(number)) names.set(number, name);
}

/** The symbol of an errno: `errnoName(98)` is `"EADDRINUSE"` on Linux. Unknown numbers print as `E98`. */
export function errnoName(errno: number): string {
  return names.get(errno) ?? `E${errno}`;
}

const { errno } = constants;
/** Not among Node's own names. */
const ESHUTDOWN = 108;
const classes = new Map<number, typeof OSError>([
  [errno.EAGAIN, BlockingIOError],
  [errno.EALREADY, BlockingIOError],
  [errno.EINPROGRESS, BlockingIOError],
  [errno.EPIPE, BrokenPipeError],
  [ESHUTDOWN, BrokenPipeError],
  [errno.ECONNABORTED, ConnectionAbortedError],
  [errno.ECONNREFUSED, ConnectionRefusedError],
  [errno.ECONNRESET, ConnectionResetError],
  [errno.EEXIST, FileExistsError],
  [errno.ENOENT, FileNotFoundError],
  [errno.EINTR, InterruptedError],
  [errno.ENOTDIR, NotADirectoryError],
  [errno.EACCES, PermissionError],
  [errno.EPERM, PermissionError],
  [errno.ETIMEDOUT, TimeoutError],
]);

/**
 * The typed error of a failed call. `subject` names the culprit, a descriptor or an
 * address: `[EADDRINUSE] bind 127.0.0.1:8888: Address already in use`.
 */
export function osError(errno: number, syscall: string, subject: string): OSError {
  const Class = classes.get(errno) ?? OSError;
  const message = `[${errnoName(errno)}] ${syscall} ${subject}: ${strerror(errno)}`;
  return new Class(message, syscall, errno);
}

/** Passes a good result on and throws the typed error of a bad one (`-errno`, as `sys` answers). */
export function check(result: number, syscall: string, subject: string | number): number {
  if (result < 0) {
    throw osError(-result, syscall, typeof subject === "number" ? describeFd(subject) : subject);
  }
  return result;
}

/** How an error calls a descriptor. */
export function describeFd(fd: number): string {
  return fd < 0 ? "on a closed socket" : `on fd ${fd}`;
}
