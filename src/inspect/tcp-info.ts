/** The state that the kernel keeps for a TCP connection or listener. */
import { IPPROTO_TCP, TCP_INFO } from "../constants.js";
import { check } from "../errors.js";
import { type FileDescriptorLike, openFilenoOf } from "../file-descriptor.js";
import { readOption } from "../socket/sockopt.js";
import { tcpInfo as layout } from "../sys/structs.js";
import { unlessUnsupported } from "./kernel-buffers.js";

/** The state of a TCP socket, see RFC 9293. `CLOSE` means not connected. */
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

/** In the order of the kernel's numbers, which start at 1. */
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

/** Fields of the kernel's `struct tcp_info`, without the prefix `tcpi_`. */
export interface TcpInfo {
  /** The state of the connection. */
  readonly state: TcpState;
  /** The number of unanswered retransmissions of the oldest segment in flight. */
  readonly retransmits: number;
  /** The retransmission timeout, in microseconds. */
  readonly rto: number;
  /** The maximum size of sent segments, in bytes. */
  readonly sndMss: number;
  /** The maximum size of received segments, in bytes; an estimate from those that have arrived. */
  readonly rcvMss: number;
  /** Segments sent and not acknowledged; for a listener, the length of its accept queue. */
  readonly unacked: number;
  /** Segments acknowledged out of order; for a listener, the limit of its accept queue. */
  readonly sacked: number;
  /** Segments that are considered lost. */
  readonly lost: number;
  /** Time since data was last sent, in milliseconds. */
  readonly lastDataSent: number;
  /** Time since data was last received, in milliseconds. */
  readonly lastDataRecv: number;
  /** The smoothed round-trip time, in microseconds. */
  readonly rtt: number;
  /** The variation of the round-trip time, in microseconds. */
  readonly rttvar: number;
  /** The congestion window: the number of segments that may be in flight. */
  readonly sndCwnd: number;
  /** The number of segments retransmitted so far. */
  readonly totalRetrans: number;
  /** Bytes that the peer has acknowledged. */
  readonly bytesAcked: number;
  /** Bytes received. */
  readonly bytesReceived: number;
  /** Segments sent, including those without data. */
  readonly segsOut: number;
  /** Segments received, including those without data. */
  readonly segsIn: number;
  /** Bytes in the send buffer that were never sent. */
  readonly notsentBytes: number;
}

const info = new DataView(new ArrayBuffer(layout.size));
const infoBytes = new Uint8Array(info.buffer);

/**
 * Reads the state of a TCP connection or listener. Returns `null` for a socket that is not TCP. Throws
 * `OSError` (`EBADF`) when it is closed. See `TCP_INFO` in tcp(7).
 */
export function tcpInfo(socket: FileDescriptorLike): TcpInfo | null {
  const fd = openFilenoOf(socket, "getsockopt");
  return unlessUnsupported(() => {
    check(readOption(fd, IPPROTO_TCP, TCP_INFO, infoBytes), "getsockopt", fd);
    return {
      // The next number, TCP_NEW_SYN_RECV, is a variant of SYN_RECV.
      state: states[info.getUint8(layout.state) - 1] ?? "SYN_RECV",
      retransmits: info.getUint8(layout.retransmits),
      ...fields(layout.u32, (offset) => info.getUint32(offset, true)),
      ...fields(layout.u64, (offset) => Number(info.getBigUint64(offset, true))),
    };
  });
}

function fields<K extends string>(
  offsets: Record<K, number>,
  read: (offset: number) => number,
): Record<K, number> {
  const entries = Object.entries<number>(offsets).map(([name, offset]) => [name, read(offset)]);
  return Object.fromEntries(entries);
}

/** The accept queue of a listener. */
export interface AcceptQueue {
  /** The number of connections that are waiting to be accepted. */
  readonly length: number;
  /** The `backlog` of `listen()`. While more connections than this are waiting, new ones are dropped. */
  readonly limit: number;
}

/**
 * Reads how many connections are waiting to be accepted. Returns `null` for a socket that is not a TCP
 * listener. Throws `OSError` (`EBADF`) when it is closed.
 */
export function acceptQueue(listener: FileDescriptorLike): AcceptQueue | null {
  const info = tcpInfo(listener);
  // For a listener these two fields count connections, not segments.
  return info?.state === "LISTEN" ? { length: info.unacked, limit: info.sacked } : null;
}
