/** Formats the arguments of system calls as strace(1) does. */
import { AF_INET, AF_INET6 } from "../../constants.js";
import { epollEventNames, eventNames } from "../../mux/event-names.js";
import { platform } from "../../sys/platform.js";
import { EpollEventArray, FdSet, OpenHow, PollfdArray, Timeval } from "../../sys/structs.js";
import * as names from "./names.js";
import { flagsOf, type Names, nameOf, POINTER, quoted, quotedStart, sockaddrOf } from "./text.js";

const { constants } = platform;

/** The arguments of a call, by the parameter names of its prototype. */
export type Args = Readonly<Record<string, unknown>>;

/** The text of an argument, or a function that returns it once the result of the call is known. */
export type Formatted = string | ((result: number) => string);

/** Formats an argument right before the call; `null` if this call has no such argument. */
export type Formatter<T> = (value: T, args: Args) => Formatted | null;

/** Formats a buffer that the call fills in, unless it fails. */
export function filledIn<T>(
  format: (value: T, args: Args, result: number) => string,
): Formatter<T> {
  return (value, args) => (result) => (result < 0 ? POINTER : format(value, args, result));
}

export const number: Formatter<number> = (value) => `${value}`;

/** Formats a value by its name in a table. */
export function oneOf(table: Names, prefix: string): Formatter<number> {
  return (value) => nameOf(value, table, prefix);
}

/** Formats a set of flags by their names in a table. */
export function flags(table: Names, prefix: string): Formatter<number> {
  return (value) => flagsOf(value, table, prefix);
}

const TYPE_FLAGS = constants.SOCK_CLOEXEC | constants.SOCK_NONBLOCK;

export const socketType: Formatter<number> = (value) => {
  const name = nameOf(value & ~TYPE_FLAGS, names.types, "SOCK_");
  const typeFlags = flagsOf(value & TYPE_FLAGS, names.typeFlags, "SOCK_");
  return typeFlags === "0" ? name : `${name}|${typeFlags}`;
};

/** Protocols have names only in the internet families. */
export const protocol: Formatter<number> = (value, { domain }) =>
  domain === AF_INET || domain === AF_INET6
    ? nameOf(value, names.protocols, "IPPROTO_")
    : `${value}`;

/** The two descriptors of socketpair(2). */
export const pair = filledIn<Int32Array>(([a, b]) => `[${a}, ${b}]`);

export const sockaddr: Formatter<Uint8Array | null> = (bytes) =>
  bytes === null ? "NULL" : sockaddrOf(bytes);

/** The kernel returns the full length of an address, even if it was truncated. */
export const sockaddrOut: Formatter<Uint8Array> = (bytes, args) => {
  const length = args.length as Uint32Array;
  const [given = 0] = length;
  return (result) =>
    result < 0 ? POINTER : sockaddrOf(bytes.subarray(0, Math.min(given, length[0] ?? 0)));
};

/** A length that the call reads and updates. */
export const lengthInOut: Formatter<Uint32Array> = (length) => {
  const [before] = length;
  return (result) =>
    result < 0 || length[0] === before ? `[${before}]` : `[${before} => ${length[0]}]`;
};

/** A file position, which the call advances. */
export const positionInOut: Formatter<BigInt64Array> = (offset) => {
  const [before] = offset;
  return (result) => (result > 0 ? `[${before}] => [${offset[0]}]` : `[${before}]`);
};

/** koffi passes an empty buffer as NULL. */
const isNull = ({ buffer }: Uint8Array): boolean => buffer.byteLength === 0;

/** Bytes to send. */
export const bytesIn: Formatter<Uint8Array> = (bytes, { size }) =>
  isNull(bytes) ? "NULL" : quotedStart(bytes.subarray(0, size as number));

/** Received bytes; the result is their number. */
export const bytesOut = filledIn<Uint8Array>((bytes, _, count) =>
  quotedStart(bytes.subarray(0, count)),
);

/** Requests of ioctl(2) that have no argument. */
const WITHOUT_ARGUMENT = new Set([constants.FIOCLEX, constants.FIONCLEX]);

/** An integer, which every request except FIONBIO fills in. */
export const ioctlArgument: Formatter<Int32Array> = (value, { request }) => {
  if (WITHOUT_ARGUMENT.has(request as number)) return null;
  if (request === constants.FIONBIO) return `[${value[0]}]`;
  return (result) => (result < 0 ? POINTER : `[${value[0]}]`);
};

export const fcntlArgument: Formatter<number> = (value, { cmd }) =>
  cmd === constants.F_GETFD || cmd === constants.F_GETFL ? null : `${value}`;

/** The directory from which a path starts. */
export const directory: Formatter<number> = (fd) =>
  fd === constants.AT_FDCWD ? "AT_FDCWD" : `${fd}`;

/** A path, which ends with NUL. */
export const path: Formatter<Uint8Array> = (bytes) => quoted(bytes.subarray(0, bytes.indexOf(0)));

/** Formats an access mode and flags of open(2). */
export function openFlagsOf(value: number): string {
  const mode = names.accessModes.get(value & 3) ?? "O_ACCMODE";
  const status = flagsOf(value & ~3, names.fileFlags, "O_");
  return status === "0" ? mode : `${mode}|${status}`;
}

export const openFlags: Formatter<number> = openFlagsOf;

export const openHow: Formatter<BigUint64Array> = (words) => {
  const { flags, resolve } = new OpenHow(words);
  return `{flags=${openFlagsOf(flags)}, resolve=${flagsOf(resolve, names.resolveFlags, "RESOLVE_")}}`;
};

/** Formats the descriptors in an `fd_set`, such as `[3 5]`. */
export function fdsOf(bytes: Uint8Array, nfds: number): string {
  const set = new FdSet(bytes);
  const fds = Array.from({ length: nfds }, (_, fd) => fd).filter((fd) => set.has(fd));
  return `[${fds.join(" ")}]`;
}

export const fdSet: Formatter<Uint8Array> = (bytes, { nfds }) =>
  (nfds as number) > 0 ? fdsOf(bytes, nfds as number) : POINTER;

export const timeval: Formatter<Int32Array | null> = (words) =>
  words === null ? "NULL" : timevalOf(words);

export function timevalOf(words: Int32Array): string {
  const { seconds, microseconds } = new Timeval(words);
  return `{tv_sec=${seconds}, tv_usec=${microseconds}}`;
}

/** Formats an array of `struct pollfd` without the entries for which `format` returns `null`. */
export function pollfdsOf(
  bytes: Uint8Array,
  count: number,
  format: (entries: PollfdArray, index: number) => string | null,
): string {
  const entries = new PollfdArray(bytes);
  const texts = Array.from({ length: count }, (_, index) => format(entries, index));
  return `[${texts.filter((text) => text !== null).join(", ")}]`;
}

export const pollfds: Formatter<Uint8Array> = (bytes, { count }) => {
  if (isNull(bytes)) return "NULL";
  return pollfdsOf(bytes, count as number, (entries, index) => {
    return `{fd=${entries.fd(index)}, events=${eventNames(entries.events(index))}}`;
  });
};

function epollEventOf(events: EpollEventArray, index: number): string {
  const names = epollEventNames(events.events(index));
  const u64 = events.u64(index);
  return `{events=${names}, data={u32=${BigInt.asUintN(32, u64)}, u64=${u64}}}`;
}

/** EPOLL_CTL_DEL ignores the event. */
export const epollEvent: Formatter<Uint8Array> = (bytes, { op }) =>
  op === constants.EPOLL_CTL_DEL ? POINTER : epollEventOf(new EpollEventArray(bytes), 0);

/** The events of epoll_wait(2); the result is their number. */
export const epollEvents = filledIn<Uint8Array>((bytes, _, count) => {
  const events = new EpollEventArray(bytes);
  const texts = Array.from({ length: count }, (_, index) => epollEventOf(events, index));
  return `[${texts.join(", ")}]`;
});
