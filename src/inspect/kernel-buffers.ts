/** Reads how full a socket's buffers in the kernel are. */
import { constants as os } from "node:os";
import { SO_RCVBUF, SO_SNDBUF, SOL_SOCKET } from "../constants.js";
import { check, OSError } from "../errors.js";
import { type FileDescriptorLike, openFilenoOf } from "../file-descriptor.js";
import { intOption } from "../socket/sockopt.js";
import { ioctl } from "../sys/libc.js";
import { platform } from "../sys/platform.js";

const { FIONREAD, SIOCOUTQ, SIOCOUTQNSD } = platform.constants;
const { EINVAL, ENOPROTOOPT, ENOTSOCK, ENOTTY, EOPNOTSUPP } = os.errno;

const UNSUPPORTED: readonly (number | null)[] = [EINVAL, ENOPROTOOPT, ENOTSOCK, ENOTTY, EOPNOTSUPP];

/** The buffers of a socket, in bytes; `null` where a value does not exist or the kernel does not report it. */
export interface KernelBuffers {
  /** The receive buffer. */
  readonly receive: {
    /** Bytes that can be received; on a datagram socket, the bytes of the next datagram. */
    readonly waiting: number | null;
    /** The capacity, `SO_RCVBUF`, which includes room for the kernel's overhead. */
    readonly size: number | null;
  };
  /** The send buffer. */
  readonly send: {
    /**
     * Bytes that are still in the buffer. TCP: not acknowledged yet, sent or unsent. UNIX: not read by the
     * peer yet; UDP: not sent yet; both include the kernel's overhead.
     */
    readonly pending: number | null;
    /** TCP: the pending bytes that have not been sent yet, for example because the peer's buffer is full. */
    readonly unsent: number | null;
    /** The capacity, `SO_SNDBUF`, which includes room for the kernel's overhead. */
    readonly size: number | null;
  };
}

/**
 * Reads how full the buffers of a socket, or of another descriptor such as a pipe, are. This has no
 * effect on the descriptor.
 *
 * Throws `OSError` (`EBADF`) when it is closed. See tcp(7), udp(7), unix(7), socket(7).
 *
 * @example
 * const [left, right] = socketpair();
 * await left.send("hello");
 * console.log(kernelBuffers(right).receive.waiting); // 5
 * for (const socket of [left, right]) socket.close();
 */
export function kernelBuffers(socket: FileDescriptorLike): KernelBuffers {
  const fd = openFilenoOf(socket, "ioctl");
  return {
    receive: { waiting: waitingBytes(fd), size: bufferSize(fd, SO_RCVBUF) },
    send: {
      pending: pendingBytes(fd),
      unsent: bytesIn(fd, SIOCOUTQNSD),
      size: bufferSize(fd, SO_SNDBUF),
    },
  };
}

/** Returns the number of bytes that can be received; `null` if there are never any, as on a listener. */
export function waitingBytes(fd: number): number | null {
  return bytesIn(fd, FIONREAD);
}

/** Returns the number of bytes in the send buffer, for TCP those that the peer has not acknowledged. */
export function pendingBytes(fd: number): number | null {
  return bytesIn(fd, SIOCOUTQ);
}

/** Returns the result of a query, or `null` if the kernel does not support it for this kind of descriptor. */
export function unlessUnsupported<T>(query: () => T): T | null {
  try {
    return query();
  } catch (error) {
    if (error instanceof OSError && UNSUPPORTED.includes(error.errno)) return null;
    throw error;
  }
}

function bufferSize(fd: number, optname: number): number | null {
  return unlessUnsupported(() => intOption(fd, SOL_SOCKET, optname));
}

const int = new Int32Array(1);

function bytesIn(fd: number, request: number): number | null {
  return unlessUnsupported(() => {
    check(ioctl(fd, request, int), "ioctl", fd);
    return int[0] as number;
  });
}
