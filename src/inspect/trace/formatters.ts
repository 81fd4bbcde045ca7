/** What an argument of a system call looks like in strace(1). */
import { AF_INET, AF_INET6 } from "../../constants.js";
import { epollEventNames, eventNames } from "../../mux/event-names.js";
import { platform } from "../../sys/platform.js";
import * as names from "./names.js";
import { flagsOf, type Names, nameOf, POINTER, quotedStart, sockaddrOf } from "./text.js";

const { epoll, constants } = platform;

/** The arguments of a call, by the names of its prototype. */
export type Args = Readonly<Record<string, unknown>>;

/** A text, or what tells it once the result is there. */
export type Shown = string | ((result: number) => string);

/** Shows an argument of a call that is about to be made. `null`: the call has no use for it. */
export type Show<T> = (value: T, args: Args) => Shown | null;

/** Shows what the call fills in; a call that fails fills in nothing. */
export function filledIn<T>(show: (value: T, args: Args, result: number) => string): Show<T> {
  return (value, args) => (result) => (result < 0 ? POINTER : show(value, args, result));
}

/** A number in decimal. */
export const number: Show<number> = (value) => `${value}`;

/** One of some names. */
export function oneOf(table: Names, prefix: string): Show<number> {
  return (value) => nameOf(value, table, prefix);
}

/** Some of some names. */
export function someOf(table: Names, prefix: string): Show<number> {
  return (value) => flagsOf(value, table, prefix);
}

const TYPE_FLAGS = constants.SOCK_CLOEXEC | constants.SOCK_NONBLOCK;

/** The type of a socket, and its flags. */
export const socketType: Show<number> = (value) => {
  const name = nameOf(value & ~TYPE_FLAGS, names.types, "SOCK_");
  const flags = flagsOf(value & TYPE_FLAGS, names.typeFlags, "SOCK_");
  return flags === "0" ? name : `${name}|${flags}`;
};

/** The protocol of a socket: by name in the internet families. */
export const protocol: Show<number> = (value, { domain }) =>
  domain === AF_INET || domain === AF_INET6
    ? nameOf(value, names.protocols, "IPPROTO_")
    : `${value}`;

/** The two descriptors that socketpair(2) answers. */
export const pair = filledIn<Int32Array>(([a, b]) => `[${a}, ${b}]`);

/** An address that is given. */
export const sockaddr: Show<Uint8Array | null> = (bytes) =>
  bytes === null ? "NULL" : sockaddrOf(bytes);

/** The kernel tells the whole length of an address, also when there was no room for it. */
export const sockaddrAnswer: Show<Uint8Array> = (bytes, args) => {
  const length = args.length as Uint32Array;
  const [given = 0] = length;
  return (result) =>
    result < 0 ? POINTER : sockaddrOf(bytes.subarray(0, Math.min(given, length[0] ?? 0)));
};

/** A length that says how much room there is, and then how much was needed. */
export const room: Show<Uint32Array> = (length) => {
  const [before] = length;
  return (result) =>
    result < 0 || length[0] === before ? `[${before}]` : `[${before} => ${length[0]}]`;
};

/** A position in a file, and then that of the next byte. */
export const position: Show<BigInt64Array> = (offset) => {
  const [before] = offset;
  return (result) => (result > 0 ? `[${before}] => [${offset[0]}]` : `[${before}]`);
};

/** A buffer without memory has no address. */
const isNull = ({ buffer }: Uint8Array): boolean => buffer.byteLength === 0;

/** Bytes that are given. */
export const sent: Show<Uint8Array> = (bytes, { size }) =>
  isNull(bytes) ? "NULL" : quotedStart(bytes.subarray(0, size as number));

/** Bytes that are received: as many as the result tells. */
export const received = filledIn<Uint8Array>((bytes, _, count) =>
  quotedStart(bytes.subarray(0, count)),
);

/** Requests that have no argument; of the others most fill theirs in. */
const WITHOUT_ARGUMENT = new Set([constants.FIOCLEX, constants.FIONCLEX]);

/** What ioctl(2) is given or fills in: an integer. */
export const ioctlArgument: Show<Int32Array> = (value, { request }) => {
  if (WITHOUT_ARGUMENT.has(request as number)) return null;
  if (request === constants.FIONBIO) return `[${value[0]}]`;
  return (result) => (result < 0 ? POINTER : `[${value[0]}]`);
};

/** What fcntl(2) is given, if the command needs it. */
export const fcntlArgument: Show<number> = (value, { cmd }) =>
  cmd === constants.F_GETFD || cmd === constants.F_GETFL ? null : `${value}`;

/** The descriptors in an `fd_set`. */
export function fdsOf(bits: Uint8Array, nfds: number): string {
  const fds = [];
  for (let fd = 0; fd < nfds; fd++) {
    if (((bits[fd >> 3] ?? 0) & (1 << (fd & 7))) !== 0) fds.push(fd);
  }
  return `[${fds.join(" ")}]`;
}

/** A set of descriptors that select(2) is given. */
export const fdSet: Show<Uint8Array> = (bits, { nfds }) =>
  (nfds as number) > 0 ? fdsOf(bits, nfds as number) : POINTER;

/** A `struct timeval` of two 64-bit integers, of which the low words count. */
export const timeval: Show<Int32Array | null> = (time) =>
  time === null ? "NULL" : timevalOf(time);

/** The members of a `struct timeval`. */
export function timevalOf(time: Int32Array): string {
  return `{tv_sec=${time[0]}, tv_usec=${time[2]}}`;
}

/** The entries of an array of `struct pollfd`. */
export function pollfdsOf(
  bytes: Uint8Array,
  count: number,
): { fd: number; events: number; revents: number }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, index) => ({
    fd: view.getInt32(index * 8, true),
    events: view.getUint16(index * 8 + 4, true),
    revents: view.getUint16(index * 8 + 6, true),
  }));
}

/** What poll(2) is given: descriptors and the events to wait for. */
export const pollfds: Show<Uint8Array> = (bytes, { count }) => {
  if (isNull(bytes)) return "NULL";
  const entries = pollfdsOf(bytes, count as number);
  return `[${entries.map(({ fd, events }) => `{fd=${fd}, events=${eventNames(events)}}`).join(", ")}]`;
};

function epollEventOf(bytes: Uint8Array, index: number): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset + index * epoll.event.size);
  const events = epollEventNames(view.getUint32(0, true));
  const u32 = view.getUint32(epoll.event.data, true);
  const u64 = view.getBigUint64(epoll.event.data, true);
  return `{events=${events}, data={u32=${u32}, u64=${u64}}}`;
}

/** What EPOLL_CTL_DEL is given, it does not read. */
export const epollEvent: Show<Uint8Array> = (bytes, { op }) =>
  op === epoll.EPOLL_CTL_DEL ? POINTER : epollEventOf(bytes, 0);

/** What epoll_wait(2) fills in. */
export const epollEvents = filledIn<Uint8Array>((bytes, _, count) => {
  const events = Array.from({ length: count }, (_, index) => epollEventOf(bytes, index));
  return `[${events.join(", ")}]`;
});
