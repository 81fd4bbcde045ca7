/** Typed errors for failed system calls, with Python's names. */
import { constants } from "node:os";
import { strerror } from "./sys/libc.js";
import { platform } from "./sys/platform.js";

/**
 * A system call failed. The subclasses follow Python's
 * [OS exceptions](https://docs.python.org/3/library/exceptions.html#os-exceptions);
 * the call's man page lists its errors. The message contains the symbol, the call and its subject;
 * the properties are accessors, so printing the error does not repeat them.
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

  /** `syscall` is the name of the call; `errno` is `null` when no system call failed. */
  constructor(message: string, syscall: string, errno: number | null = null) {
    super(message);
    this.#errno = errno;
    this.#syscall = syscall;
  }

  /** The positive error number, see errno(3); `null` when no system call failed, as for a timeout. */
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
export class BlockingIOError extends OSError {
  readonly #charactersWritten: number | null;

  /** `charactersWritten` is for files with a buffer. */
  constructor(
    message: string,
    syscall: string,
    errno: number | null = null,
    charactersWritten: number | null = null,
  ) {
    super(message, syscall, errno);
    this.#charactersWritten = charactersWritten;
  }

  /** The number of bytes that the `write()` of a file took before it would block; `null` for other calls. */
  get charactersWritten(): number | null {
    return this.#charactersWritten;
  }
}

/** The base class of the errors of a connection. */
export class ConnectionError extends OSError {}

/** The peer has closed the connection, or the sending side is shut down: `EPIPE`, `ESHUTDOWN`. */
export class BrokenPipeError extends ConnectionError {}

/** The connection was aborted before it was accepted: `ECONNABORTED`. */
export class ConnectionAbortedError extends ConnectionError {}

/** No socket listens at the address: `ECONNREFUSED`. */
export class ConnectionRefusedError extends ConnectionError {}

/** The peer reset the connection: `ECONNRESET`. */
export class ConnectionResetError extends ConnectionError {}

/** Something already exists: `EEXIST`, for example a descriptor that an `Epoll` already watches. */
export class FileExistsError extends OSError {}

/** Something does not exist: `ENOENT`, for example the path of a UNIX socket. */
export class FileNotFoundError extends OSError {}

/** The user interrupted the wait (Interrupt in JupyterLab, SIGINT): `EINTR`. */
export class InterruptedError extends OSError {}

/** A component of a path is not a directory: `ENOTDIR`. */
export class NotADirectoryError extends OSError {}

/** The operation is not permitted: `EACCES`, `EPERM`. */
export class PermissionError extends OSError {}

/** The timeout of `settimeout()` expired (`errno` is `null`), or TCP gave up: `ETIMEDOUT`. */
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

// ENOTSUP and EWOULDBLOCK share a number with EOPNOTSUPP and EAGAIN, which are preferred.
const names = new Map([[constants.errno.EOPNOTSUPP, "EOPNOTSUPP"]]);
for (const [name, number] of Object.entries({ ...platform.errno, ...constants.errno })) {
  if (!names.has(number)) names.set(number, name);
}

/** The symbol of an errno, such as `"EADDRINUSE"` for 98; `"E999"` for an unknown 999. */
export function errnoName(errno: number): string {
  return names.get(errno) ?? `E${errno}`;
}

const { errno } = constants;
const classes = new Map<number, typeof OSError>([
  [errno.EAGAIN, BlockingIOError],
  [errno.EALREADY, BlockingIOError],
  [errno.EINPROGRESS, BlockingIOError],
  [errno.EPIPE, BrokenPipeError],
  [platform.errno.ESHUTDOWN, BrokenPipeError],
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
 * Returns the typed error of a failed call. `subject` is the descriptor or address in its message:
 * `[EADDRINUSE] bind 127.0.0.1:8888: Address already in use`.
 */
export function osError(errno: number, syscall: string, subject: string): OSError {
  const Class = classes.get(errno) ?? OSError;
  const message = `[${errnoName(errno)}] ${syscall} ${subject}: ${strerror(errno)}`;
  return new Class(message, syscall, errno);
}

/** Returns the result of a system call, or throws the typed error if it is `-errno`. */
export function check(result: number, syscall: string, subject: string | number): number {
  if (result < 0) {
    throw osError(-result, syscall, typeof subject === "number" ? describeFd(subject) : subject);
  }
  return result;
}

/** The subject of an error that concerns a descriptor. */
export function describeFd(fd: number): string {
  return fd < 0 ? "on a closed socket" : `on fd ${fd}`;
}
