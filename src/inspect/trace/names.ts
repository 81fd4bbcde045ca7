/** The names that strace(1) gives to numbers. */
import { platform } from "../../sys/platform.js";
import type { Names } from "./text.js";

const { constants, epoll } = platform;

/** The names of a table in which they begin with a prefix. */
function named(prefix: string, table: Record<string, unknown> = constants): Names {
  const names = new Map<number, string>();
  for (const [name, value] of Object.entries(table)) {
    if (name.startsWith(prefix) && !names.has(value as number)) names.set(value as number, name);
  }
  return names;
}

function those(names: readonly (keyof typeof constants)[]): Names {
  return new Map(names.map((name) => [constants[name], name]));
}

/** Address families. */
export const families: Names = named("AF_");
/** Socket types without their flags. */
export const types: Names = those(["SOCK_STREAM", "SOCK_DGRAM", "SOCK_RAW", "SOCK_SEQPACKET"]);
/** Flags of a socket type, also of accept4(2). */
export const typeFlags: Names = those(["SOCK_CLOEXEC", "SOCK_NONBLOCK"]);
/** Protocols of the internet families. */
export const protocols: Names = named("IPPROTO_");
/** Levels of options: their protocols, by other names. */
export const levels: Names = new Map([
  [constants.IPPROTO_IP, "SOL_IP"],
  [constants.SOL_SOCKET, "SOL_SOCKET"],
  [constants.IPPROTO_TCP, "SOL_TCP"],
  [constants.IPPROTO_UDP, "SOL_UDP"],
  [constants.IPPROTO_IPV6, "SOL_IPV6"],
]);
/** Options by their level, under the kernel's own names where Python has others. */
export const options: ReadonlyMap<number, Names> = new Map([
  [
    constants.SOL_SOCKET,
    new Map([
      ...named("SO_"),
      [constants.SO_RCVTIMEO, "SO_RCVTIMEO_OLD"],
      [constants.SO_SNDTIMEO, "SO_SNDTIMEO_OLD"],
    ]),
  ],
  [constants.IPPROTO_IP, named("IP_")],
  [constants.IPPROTO_TCP, named("TCP_")],
  [
    constants.IPPROTO_IPV6,
    new Map([
      ...named("IPV6_"),
      [constants.IPV6_JOIN_GROUP, "IPV6_ADD_MEMBERSHIP"],
      [constants.IPV6_LEAVE_GROUP, "IPV6_DROP_MEMBERSHIP"],
    ]),
  ],
]);
/** Flags of recv(2) and send(2). */
export const messageFlags: Names = named("MSG_");
/** Directions of shutdown(2). */
export const directions: Names = named("SHUT_");
/** Commands of fcntl(2). */
export const commands: Names = named("F_");
/** Requests of ioctl(2). strace calls SIOCOUTQ as terminals do. */
export const requests: Names = new Map([
  ...those(["FIONBIO", "FIONREAD", "FIOCLEX", "FIONCLEX", "SIOCOUTQNSD", "SIOCATMARK"]),
  [constants.SIOCOUTQ, "TIOCOUTQ"],
]);
/** Flags of an open file, as fcntl(2) answers them. */
export const fileFlags: Names = those(["O_NONBLOCK"]);
/** How a file is open. */
export const accessModes: Names = new Map([
  [0, "O_RDONLY"],
  [1, "O_WRONLY"],
  [2, "O_RDWR"],
]);
/** Flags of epoll_create1(2). */
export const epollFlags: Names = named("EPOLL_");
/** Operations of epoll_ctl(2). */
export const operations: Names = named("EPOLL_CTL_", epoll);
