/** Explains what select, poll or epoll reported, from the current state of the descriptors. */

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
import { type FileDescriptorLike, filenoOf } from "../file-descriptor.js";
import type { PollEvent } from "../mux/event-names.js";
import { SockaddrBuffer } from "../net/sockaddr.js";
import { readOption } from "../socket/sockopt.js";
import { getpeername, getsockname } from "../sys/libc.js";
import { pollOne } from "../sys/poll-one.js";
import { checkArray, checkFd, checkMask, checkOptions, shown } from "../validators.js";
import { waitingBytes } from "./kernel-buffers.js";
import { acceptQueue } from "./tcp-info.js";

/** The lists given to `select()`, and those that it returned. */
export interface SelectRound<T extends FileDescriptorLike = FileDescriptorLike> {
  /** The call that returned. */
  readonly call: "select";
  /** The members watched for reading. */
  readonly rlist: readonly T[];
  /** The members watched for writing. */
  readonly wlist: readonly T[];
  /** The members watched for urgent data. */
  readonly xlist: readonly T[];
  /** The ready members of `rlist`. */
  readonly rs: readonly T[];
  /** The ready members of `wlist`. */
  readonly ws: readonly T[];
  /** The ready members of `xlist`. */
  readonly xs: readonly T[];
}

/** What was registered in a `Poll`, and what `poll()` returned. */
export interface PollRound {
  /** The call that returned. */
  readonly call: "poll";
  /** The mask that each descriptor is registered with. */
  readonly registered: ReadonlyMap<number, number>;
  /** What `poll()` returned. */
  readonly events: readonly PollEvent[];
}

/** What was registered in an `Epoll`, and what `poll()` returned. */
export interface EpollRound {
  /** The call that returned. */
  readonly call: "epoll";
  /** The mask that each descriptor is registered with. */
  readonly registered: ReadonlyMap<number, number>;
  /** What `poll()` returned. */
  readonly events: readonly PollEvent[];
}

/** Why a descriptor is ready. */
export type Reason =
  | {
      /** Clients are waiting in the accept queue. */
      readonly kind: "clients";
      /** The number of clients. */
      readonly count: number;
    }
  | {
      /** There is data to receive. */
      readonly kind: "data";
      /** The number of bytes. */
      readonly bytes: number;
    }
  | {
      /** The peer has closed its sending side: `recv()` returns zero bytes. */
      readonly kind: "end";
    }
  | {
      /** The send buffer has room. */
      readonly kind: "room";
    }
  | {
      /** There is urgent data. */
      readonly kind: "urgent";
    }
  | {
      /** Both directions of the connection are closed. */
      readonly kind: "hangup";
    }
  | {
      /** The socket has an error, which the next call on it reports. */
      readonly kind: "error";
    }
  | {
      /** For io_uring: the kernel has accepted clients. */
      readonly kind: "accepted";
      /** The number of clients. */
      readonly count: number;
    }
  | {
      /** For io_uring: the kernel has received data into a buffer of the ring. */
      readonly kind: "received";
      /** The number of bytes. */
      readonly bytes: number;
    }
  | {
      /** For io_uring: the kernel has sent data. */
      readonly kind: "sent";
      /** The number of bytes. */
      readonly bytes: number;
    }
  | {
      /** The descriptor is not open. */
      readonly kind: "closed";
    };

/** A descriptor in a round. */
export interface Readiness {
  /** The descriptor. */
  readonly fd: number;
  /** Whether it is a listening socket. */
  readonly listening: boolean;
  /** The local address; `null` if it has none. */
  readonly local: Address | null;
  /** The peer's address; `null` if it is not connected. */
  readonly peer: Address | null;
  /**
   * The mask that it was watched for; `rlist` is POLLIN, `wlist` is POLLOUT, `xlist` is POLLPRI. For io_uring the
   * operations that are under way: recv is POLLIN, send is POLLOUT, accept is POLLRDNORM.
   */
  readonly watched: number;
  /** The mask that was reported, for io_uring that of the operations that have completed; 0 when it was not ready. */
  readonly ready: number;
  /** Why it is ready; empty when it is not. */
  readonly reasons: readonly Reason[];
}

/** The state of a round when it was observed. */
export interface Observation {
  /** The call that returned. */
  readonly call: "select" | "poll" | "epoll" | "uring";
  /** One entry for each descriptor, in the order of the lists or of registration. */
  readonly entries: readonly Readiness[];
}

/**
 * Explains the result of select, poll or epoll: what each descriptor was watched for, what was
 * reported, and why. Call it before handling the ready descriptors, because it reads their current
 * state.
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
  checkRound(round);
  const [watched, ready] =
    round.call === "select"
      ? [masks(round, ["rlist", "wlist", "xlist"]), masks(round, ["rs", "ws", "xs"])]
      : [round.registered, new Map(round.events)];
  const entries = [...watched].map(([fd, mask]): Readiness => {
    const events = ready.get(fd) ?? 0;
    return {
      ...describeSocket(fd),
      watched: mask,
      ready: events,
      reasons: events === 0 ? [] : reasonsOf(fd, events),
    };
  });
  return { call: round.call, entries };
}

/** Returns what a descriptor is. */
export function describeSocket(fd: number): Pick<Readiness, "fd" | "listening" | "local" | "peer"> {
  return {
    fd,
    listening: isListening(fd),
    local: addressOf(getsockname, fd),
    peer: addressOf(getpeername, fd),
  };
}

/** Returns why a descriptor has the events of a poll or epoll mask. Consumes no data and no events. */
export function reasonsOf(fd: number, events: number): Reason[] {
  checkFd("fd", fd);
  checkMask("events", events);
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

function checkRound(round: SelectRound | PollRound | EpollRound): void {
  checkOptions(round, "round");
  const { call } = round;
  if (call === "select") return;
  if (call !== "poll" && call !== "epoll") {
    throw new TypeError(`call must be "select", "poll" or "epoll", not ${shown(call)}`);
  }
  const { registered, events } = round;
  if (!(registered instanceof Map)) {
    throw new TypeError(`registered must be a Map, not ${shown(registered)}`);
  }
  checkArray("events", events);
  for (const [i, event] of events.entries()) {
    checkArray(`events[${i}]`, event);
    checkEvent(event[0], event[1], `events[${i}]`);
  }
  for (const [fd, mask] of registered) checkEvent(fd, mask, "registered");
}

function checkEvent(fd: number, mask: number, name: string): void {
  checkFd(`a descriptor of ${name}`, fd);
  checkMask(`a mask of ${name}`, mask);
}

/** The three lists of a round, for reading, writing and exceptions, as masks by descriptor. */
type ListName = Exclude<keyof SelectRound, "call">;

function masks(round: SelectRound, [readers, writers, excepts]: ListName[]): Map<number, number> {
  const found = new Map<number, number>();
  const add = (name: ListName | undefined, bit: number): void => {
    const list = round[name as ListName];
    checkArray(name as ListName, list);
    for (const [i, member] of list.entries()) {
      const fd = filenoOf(member, `${name}[${i}]`);
      found.set(fd, (found.get(fd) ?? 0) | bit);
    }
  };
  add(readers, POLLIN);
  add(writers, POLLOUT);
  add(excepts, POLLPRI);
  return found;
}

const flag = new Int32Array(1);
const flagBytes = new Uint8Array(flag.buffer);
const sockaddr = new SockaddrBuffer();

/** Returns `null` for a descriptor without an address, such as a file or an unnamed UNIX socket. */
function addressOf(call: typeof getsockname, fd: number): Address | null {
  const { bytes, length: size } = sockaddr.reset();
  return call(fd, bytes, size) === 0 ? sockaddr.address || null : null;
}

function isListening(fd: number): boolean {
  return readOption(fd, SOL_SOCKET, SO_ACCEPTCONN, flagBytes) >= 0 && flag[0] !== 0;
}
