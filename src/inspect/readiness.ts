/** What one round of select, poll or epoll said, and why: read from the kernel, changing nothing. */

import type { Address } from "../address-family.js";
import {
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLNVAL,
  POLLOUT,
  POLLPRI,
  POLLRDHUP,
  SO_ACCEPTCONN,
  SOL_SOCKET,
} from "../constants.js";
import type { HasFileno } from "../file-descriptor.js";
import type { PollEvent } from "../mux/event-names.js";
import { SockaddrBuffer } from "../net/sockaddr.js";
import { getpeername, getsockname, getsockopt } from "../sys/libc.js";
import { pollOne } from "../sys/poll-one.js";
import { acceptQueue, waitingBytes } from "./kernel-buffers.js";

/** The lists given to `select()`, and those it answered. */
export interface SelectRound<T extends number | HasFileno = number | HasFileno> {
  /** The call that answered. */
  readonly call: "select";
  /** What was watched for reading. */
  readonly rlist: readonly T[];
  /** What was watched for writing. */
  readonly wlist: readonly T[];
  /** What was watched for urgent data. */
  readonly xlist: readonly T[];
  /** What of `rlist` is ready. */
  readonly rs: readonly T[];
  /** What of `wlist` is ready. */
  readonly ws: readonly T[];
  /** What of `xlist` is ready. */
  readonly xs: readonly T[];
}

/** What was registered in a `Poll`, and what `poll()` answered. */
export interface PollRound {
  /** The call that answered. */
  readonly call: "poll";
  /** Which events each descriptor is registered for. */
  readonly registered: ReadonlyMap<number, number>;
  /** What `poll()` answered. */
  readonly events: readonly PollEvent[];
}

/** What was registered in an `Epoll`, and what `poll()` answered. */
export interface EpollRound {
  /** The call that answered. */
  readonly call: "epoll";
  /** Which mask each descriptor is registered with. */
  readonly registered: ReadonlyMap<number, number>;
  /** What `poll()` answered. */
  readonly events: readonly PollEvent[];
}

/** Why a descriptor is ready. */
export type Reason =
  | {
      /** Clients wait in the accept queue. */
      readonly kind: "clients";
      /** How many. */
      readonly count: number;
    }
  | {
      /** Data waits to be received. */
      readonly kind: "data";
      /** How many bytes. */
      readonly bytes: number;
    }
  | {
      /** The peer sends no more: `recv()` answers zero bytes. */
      readonly kind: "end";
    }
  | {
      /** The send buffer has room. */
      readonly kind: "room";
    }
  | {
      /** Urgent data waits. */
      readonly kind: "urgent";
    }
  | {
      /** Both directions are closed. */
      readonly kind: "hangup";
    }
  | {
      /** The socket has an error, which the next call on it reports. */
      readonly kind: "error";
    }
  | {
      /** The descriptor is not open. */
      readonly kind: "closed";
    };

/** One descriptor in a round. */
export interface Readiness {
  /** The descriptor. */
  readonly fd: number;
  /** Whether it is a socket that listens. */
  readonly listening: boolean;
  /** Its own address; `null` for what has none. */
  readonly local: Address | null;
  /** The address of the other end; `null` where nothing is connected. */
  readonly peer: Address | null;
  /** What it was watched for, as a mask: `rlist` is POLLIN, `wlist` POLLOUT, `xlist` POLLPRI. */
  readonly watched: number;
  /** What came back, as a mask; 0 when it was not ready. */
  readonly ready: number;
  /** Why it is ready; empty when it is not. */
  readonly reasons: readonly Reason[];
}

/** A round as it was when it was observed. */
export interface Observation {
  /** The call that answered. */
  readonly call: "select" | "poll" | "epoll";
  /** One entry a descriptor, in the order of the lists or of registration. */
  readonly entries: readonly Readiness[];
}

/**
 * Looks at a round that select, poll or epoll has just answered, before anything is handled: what
 * each descriptor was watched for, what came back, and why.
 *
 * @example
 * const [left, right] = socketpair();
 * await right.send("hello");
 * const lists = { rlist: [left], wlist: [], xlist: [] };
 * const [rs, ws, xs] = await select(lists.rlist, lists.wlist, lists.xlist, 1);
 * const [entry] = observe({ call: "select", ...lists, rs, ws, xs }).entries;
 * console.log(entry?.reasons); // [ { kind: 'data', bytes: 5 } ]
 * for (const socket of [left, right]) socket.close();
 */
export function observe(round: SelectRound | PollRound | EpollRound): Observation {
  const [watched, ready] =
    round.call === "select"
      ? [masks(round.rlist, round.wlist, round.xlist), masks(round.rs, round.ws, round.xs)]
      : [round.registered, new Map(round.events)];
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

/** Why a descriptor has the events of a poll or epoll mask. Asks the kernel, and consumes nothing. */
export function reasonsOf(fd: number, events: number): Reason[] {
  const now = pollOne(fd, POLLIN | POLLRDHUP, 0);
  if (((events | now) & POLLNVAL) !== 0) return [{ kind: "closed" }];
  const reasons: Reason[] = [];
  if ((events & POLLIN) !== 0) {
    if (isListening(fd)) {
      reasons.push({ kind: "clients", count: acceptQueue(fd)?.length ?? 0 });
    } else {
      const bytes = waitingBytes(fd) ?? 0;
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

const sockaddr = new SockaddrBuffer();

/** `null` for what has no address: a file, a UNIX socket without a name. */
function addressOf(call: typeof getsockname, fd: number): Address | null {
  const { bytes, length: size } = sockaddr.reset();
  return call(fd, bytes, size) === 0 ? sockaddr.address || null : null;
}

function isListening(fd: number): boolean {
  length[0] = intBytes.length;
  return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, intBytes, length) === 0 && int[0] !== 0;
}
