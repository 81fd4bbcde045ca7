/** What the kernel keeps for a socket: bytes on their way, clients that wait, the state of TCP. */
import { constants as os } from "node:os";
import { IPPROTO_TCP, SO_RCVBUF, SO_SNDBUF, SOL_SOCKET, TCP_INFO } from "../constants.js";
import { check } from "../errors.js";
import { type FileDescriptorLike, openFilenoOf } from "../file-descriptor.js";
import { getsockopt, ioctl } from "../sys/libc.js";
import { platform } from "../sys/platform.js";

const { FIONREAD, SIOCOUTQ, SIOCOUTQNSD } = platform.constants;
const { EINVAL, ENOPROTOOPT, ENOTSOCK, ENOTTY, EOPNOTSUPP } = os.errno;

/** The answers of the kernel when it knows no such thing of this kind of descriptor. */
const UNKNOWN = new Set([EINVAL, ENOPROTOOPT, ENOTSOCK, ENOTTY, EOPNOTSUPP].map((errno) => -errno));

/** The buffers of a socket, in bytes; `null` where the kernel has none or does not tell. */
export interface KernelBuffers {
  /** What has arrived. */
  readonly receive: {
    /** Bytes that wait to be received; of a datagram socket those of the next datagram. */
    readonly waiting: number | null;
    /** How much fits: `SO_RCVBUF`. The kernel counts its own overhead too. */
    readonly size: number | null;
  };
  /** What is to leave. */
  readonly send: {
    /**
     * Bytes that are not at the peer yet. TCP: sent or not, and not acknowledged. UNIX: not read
     * by the peer, and UDP: not yet gone out, both with the kernel's overhead.
     */
    readonly pending: number | null;
    /** TCP: those of the pending bytes that were not sent even once, as the peer has no room. */
    readonly unsent: number | null;
    /** How much fits: `SO_SNDBUF`. The kernel counts its own overhead too. */
    readonly size: number | null;
  };
}

/**
 * How full the buffers of a socket are, of any family and type, or of another descriptor such as a
 * pipe. Nothing is changed.
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
    receive: { waiting: waitingBytes(fd), size: option(fd, SO_RCVBUF) },
    send: {
      pending: request(fd, SIOCOUTQ),
      unsent: request(fd, SIOCOUTQNSD),
      size: option(fd, SO_SNDBUF),
    },
  };
}

/** How many bytes wait to be received on a descriptor; `null` where none can, as on a listener. */
export function waitingBytes(fd: number): number | null {
  return request(fd, FIONREAD);
}

/** The accept queue of a listener. */
export interface AcceptQueue {
  /** Clients that are connected and wait to be accepted. */
  readonly length: number;
  /** With more than that waiting, no other client gets through: the `backlog` of `listen()`. */
  readonly limit: number;
}

/**
 * How many clients wait to be accepted. `null` for what is no TCP listener: of others the kernel
 * does not tell. Throws `OSError` (`EBADF`) when it is closed.
 */
export function acceptQueue(listener: FileDescriptorLike): AcceptQueue | null {
  const info = tcpInfo(listener);
  // Of a listener these two fields count clients, not segments.
  return info?.state === "LISTEN" ? { length: info.unacked, limit: info.sacked } : null;
}

/** The state of a TCP socket, see RFC 9293. `CLOSE` is one that is not connected, or not any more. */
export type TcpState =
  | "ESTABLISHED"
  | "SYN_SENT"
  | "SYN_RECV"
  | "FIN_WAIT1"
  | "FIN_WAIT2"
  | "TIME_WAIT"
  | "CLOSE"
  | "CLOSE_WAIT"
  | "LAST_ACK"
  | "LISTEN"
  | "CLOSING";

/** In the order of the kernel's numbers, from 1 on. */
const states: readonly TcpState[] = [
  "ESTABLISHED",
  "SYN_SENT",
  "SYN_RECV",
  "FIN_WAIT1",
  "FIN_WAIT2",
  "TIME_WAIT",
  "CLOSE",
  "CLOSE_WAIT",
  "LAST_ACK",
  "LISTEN",
  "CLOSING",
];

/** What TCP knows of a connection: the kernel's `struct tcp_info`, without the prefix `tcpi_`. */
export interface TcpInfo {
  /** Where the connection is in its life. */
  readonly state: TcpState;
  /** How often the oldest segment in flight was sent again without an answer. */
  readonly retransmits: number;
  /** After how long without an acknowledgement a segment is sent again, in microseconds. */
  readonly rto: number;
  /** The most bytes in a segment that is sent. */
  readonly sndMss: number;
  /** The most bytes in a segment that is received, as far as seen. */
  readonly rcvMss: number;
  /** Segments sent and not acknowledged; of a listener, clients that wait. */
  readonly unacked: number;
  /** Segments acknowledged out of order; of a listener, the limit of its accept queue. */
  readonly sacked: number;
  /** Segments that are taken for lost. */
  readonly lost: number;
  /** Time since data was last sent, in milliseconds. */
  readonly lastDataSent: number;
  /** Time since data was last received, in milliseconds. */
  readonly lastDataRecv: number;
  /** The round-trip time, smoothed, in microseconds. */
  readonly rtt: number;
  /** How much the round-trip time varies, in microseconds. */
  readonly rttvar: number;
  /** The congestion window: how many segments may be in flight. */
  readonly sndCwnd: number;
  /** Segments sent again so far. */
  readonly totalRetrans: number;
  /** Bytes that the peer has acknowledged. */
  readonly bytesAcked: number;
  /** Bytes received. */
  readonly bytesReceived: number;
  /** Segments sent, also those without data. */
  readonly segsOut: number;
  /** Segments received, also those without data. */
  readonly segsIn: number;
  /** Bytes in the send buffer that were not sent even once. */
  readonly notsentBytes: number;
}

const { size, state, retransmits, counters, bytes } = platform.tcpInfo;
const info = new DataView(new ArrayBuffer(size));
const infoBytes = new Uint8Array(info.buffer);

/**
 * What TCP knows of a connection or listener; `null` for what is not TCP.
 * Throws `OSError` (`EBADF`) when it is closed. See tcp(7), `TCP_INFO`.
 */
export function tcpInfo(socket: FileDescriptorLike): TcpInfo | null {
  const fd = openFilenoOf(socket, "getsockopt");
  if (!readOption(fd, IPPROTO_TCP, TCP_INFO, infoBytes)) return null;
  const read = <K extends string>(
    offsets: Record<K, number>,
    get: (offset: number) => number,
  ): Record<K, number> => {
    const entries = Object.entries<number>(offsets).map(([name, offset]) => [name, get(offset)]);
    return Object.fromEntries(entries);
  };
  return {
    state: states[info.getUint8(state) - 1] ?? "SYN_RECV",
    retransmits: info.getUint8(retransmits),
    ...read(counters, (offset) => info.getUint32(offset, true)),
    ...read(bytes, (offset) => Number(info.getBigUint64(offset, true))),
  };
}

const int = new Int32Array(1);
const intBytes = new Uint8Array(int.buffer);
const length = new Uint32Array(1);

function request(fd: number, code: number): number | null {
  const result = ioctl(fd, code, int);
  if (UNKNOWN.has(result)) return null;
  check(result, "ioctl", fd);
  return int[0] as number;
}

function option(fd: number, name: number): number | null {
  return readOption(fd, SOL_SOCKET, name, intBytes) ? (int[0] as number) : null;
}

/** Fills in the value of an option. False when there is no such thing. */
function readOption(fd: number, level: number, name: number, value: Uint8Array): boolean {
  value.fill(0);
  length[0] = value.length;
  const result = getsockopt(fd, level, name, value, length);
  if (UNKNOWN.has(result)) return false;
  check(result, "getsockopt", fd);
  return true;
}
