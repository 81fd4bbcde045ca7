/** What one round of select or poll said, and why: read from the kernel, changing nothing. */

import { type Address, decodeAddress, SOCKADDR_IN_SIZE } from "./address.js";
import {
  AF_INET,
  IPPROTO_TCP,
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLNVAL,
  POLLOUT,
  POLLPRI,
  POLLRDHUP,
  SO_ACCEPTCONN,
  SOL_SOCKET,
} from "./constants.js";
import type { HasFileno } from "./descriptor.js";
import type { PollEvent } from "./poll.js";
import { getpeername, getsockname, getsockopt, ioctl } from "./sys/libc.js";
import { platform } from "./sys/platform.js";
import { pollOne } from "./sys/pollone.js";

const { FIONREAD, TCP_INFO } = platform.constants;
const { unacked } = platform.tcpInfo;

/** The lists given to `select()`, and those it answered. */
export interface SelectRound<T extends number | HasFileno = number | HasFileno> {
  readonly call: "select";
  readonly rlist: readonly T[];
  readonly wlist: readonly T[];
  readonly xlist: readonly T[];
  readonly rs: readonly T[];
  readonly ws: readonly T[];
  readonly xs: readonly T[];
}

/** What was registered in a `Poll`, and what `poll()` answered. */
export interface PollRound {
  readonly call: "poll";
  /** Which events each descriptor is registered for. */
  readonly registered: ReadonlyMap<number, number>;
  readonly events: readonly PollEvent[];
}

/** Why a descriptor is ready. */
export type Reason =
  /** Clients wait in the accept queue. */
  | { readonly kind: "clients"; readonly count: number }
  /** Bytes wait to be received. */
  | { readonly kind: "data"; readonly bytes: number }
  /** The peer sends no more: `recv` answers zero bytes. */
  | { readonly kind: "end" }
  /** The send buffer has room. */
  | { readonly kind: "room" }
  /** Urgent data waits. */
  | { readonly kind: "urgent" }
  /** Both directions are closed. */
  | { readonly kind: "hangup" }
  /** The socket has an error, which the next call on it reports. */
  | { readonly kind: "error" }
  /** The descriptor is not open. */
  | { readonly kind: "closed" };

/** One descriptor in a round. */
export interface Readiness {
  readonly fd: number;
  /** Whether it is a socket that listens. */
  readonly listening: boolean;
  /** Its own address; `null` for what has none. */
  readonly local: Address | null;
  /** The address of the other end; `null` where nothing is connected. */
  readonly peer: Address | null;
  /** What it was watched for, as a poll mask: `rlist` is POLLIN, `wlist` POLLOUT, `xlist` POLLPRI. */
  readonly watched: number;
  /** What came back, as a poll mask; 0 when it was not ready. */
  readonly ready: number;
  /** Why it is ready; empty when it is not. */
  readonly reasons: readonly Reason[];
}

/** A round as it was when it was observed. */
export interface Observation {
  readonly call: "select" | "poll";
  /** One entry a descriptor, in the order of the lists or of registration. */
  readonly entries: readonly Readiness[];
}

/**
 * Looks at a round that select or poll has just answered, before anything is handled: what each
 * descriptor was watched for, what came back, and why.
 *
 * @example
 * const [rs, ws, xs] = await select(rlist, wlist, xlist, 1);
 * for (const { fd, reasons } of observe({ call: "select", rlist, wlist, xlist, rs, ws, xs }).entries) {
 *   console.log(fd, reasons);
 * }
 */
export function observe(round: SelectRound | PollRound): Observation {
  const watched =
    round.call === "poll" ? round.registered : masks(round.rlist, round.wlist, round.xlist);
  const ready = round.call === "poll" ? new Map(round.events) : masks(round.rs, round.ws, round.xs);
  const entries = [...watched].map(([fd, mask]): Readiness => {
    const events = ready.get(fd) ?? 0;
    return {
      fd,
      listening: isListening(fd),
      local: addressOf(getsockname, fd),
      peer: addressOf(getpeername, fd),
      watched: mask,
      ready: events,
      reasons: events === 0 ? [] : reasonsOf(fd, events),
    };
  });
  return { call: round.call, entries };
}

/** Why a descriptor has the events of a poll mask. Asks the kernel, and consumes nothing. */
export function reasonsOf(fd: number, events: number): Reason[] {
  if ((events & POLLNVAL) !== 0) return [{ kind: "closed" }];
  const now = pollOne(fd, POLLIN | POLLRDHUP, 0);
  const reasons: Reason[] = [];
  if ((events & POLLIN) !== 0) {
    if (isListening(fd)) {
      reasons.push({ kind: "clients", count: acceptQueue(fd) });
    } else {
      const bytes = waiting(fd);
      if (bytes > 0) reasons.push({ kind: "data", bytes });
    }
  }
  if ((events & (POLLIN | POLLRDHUP)) !== 0 && (now & (POLLRDHUP | POLLHUP)) !== 0) {
    reasons.push({ kind: "end" });
  }
  if ((events & POLLPRI) !== 0) reasons.push({ kind: "urgent" });
  if (((events | now) & POLLERR) !== 0) reasons.push({ kind: "error" });
  if ((events & POLLHUP) !== 0) reasons.push({ kind: "hangup" });
  if ((events & POLLOUT) !== 0) reasons.push({ kind: "room" });
  return reasons;
}

type Member = number | HasFileno;

function masks(
  readers: readonly Member[],
  writers: readonly Member[],
  excepts: readonly Member[],
): Map<number, number> {
  const found = new Map<number, number>();
  const add = (list: readonly Member[], bit: number): void => {
    for (const member of list) {
      const fd = typeof member === "number" ? member : member.fileno();
      found.set(fd, (found.get(fd) ?? 0) | bit);
    }
  };
  add(readers, POLLIN);
  add(writers, POLLOUT);
  add(excepts, POLLPRI);
  return found;
}

const int = new Int32Array(1);
const intBytes = new Uint8Array(int.buffer);
const length = new Uint32Array(1);
const tcpInfo = new DataView(new ArrayBuffer(unacked + 4));

const sockaddr = new DataView(new ArrayBuffer(SOCKADDR_IN_SIZE));

function addressOf(call: typeof getsockname, fd: number): Address | null {
  const bytes = new Uint8Array(sockaddr.buffer);
  length[0] = bytes.length;
  const known = call(fd, bytes, length) === 0 && sockaddr.getUint16(0, true) === AF_INET;
  return known ? decodeAddress(bytes) : null;
}

function isListening(fd: number): boolean {
  length[0] = intBytes.length;
  return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, intBytes, length) === 0 && int[0] !== 0;
}

/** How many clients wait to be accepted; TCP_INFO of a listener tells it as `tcpi_unacked`. */
function acceptQueue(fd: number): number {
  const bytes = new Uint8Array(tcpInfo.buffer);
  length[0] = bytes.length;
  return getsockopt(fd, IPPROTO_TCP, TCP_INFO, bytes, length) < 0
    ? 0
    : tcpInfo.getUint32(unacked, true);
}

/** How many bytes wait to be received. */
function waiting(fd: number): number {
  return ioctl(fd, FIONREAD, int) < 0 ? 0 : (int[0] as number);
}
