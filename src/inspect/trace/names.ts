/** The names that strace(1) gives to numbers. */

import { opcodes, uring } from "../../sys/linux-uring.js";
import { familyNames, typeNames } from "../../sys/names.js";
import { platform } from "../../sys/platform.js";
import type { Names } from "./text.js";

const { constants } = platform;

/** Returns the constants whose names start with a prefix. */
function withPrefix(prefix: string): Names {
  const names = new Map<number, string>();
  for (const [name, value] of Object.entries(constants)) {
    if (name.startsWith(prefix) && !names.has(value)) names.set(value, name);
  }
  return names;
}

function only(names: readonly (keyof typeof constants)[]): Names {
  return new Map(names.map((name) => [constants[name], name]));
}

export const families: Names = familyNames;
export const types: Names = typeNames;
/** Flags of a socket type and of accept4(2). */
export const typeFlags: Names = only(["SOCK_CLOEXEC", "SOCK_NONBLOCK"]);
export const protocols: Names = withPrefix("IPPROTO_");
/** Levels of options; strace prints those of protocols with the prefix SOL_. */
export const levels: Names = new Map([
  [constants.IPPROTO_IP, "SOL_IP"],
  [constants.SOL_SOCKET, "SOL_SOCKET"],
  [constants.IPPROTO_TCP, "SOL_TCP"],
  [constants.IPPROTO_UDP, "SOL_UDP"],
  [constants.IPPROTO_IPV6, "SOL_IPV6"],
  [constants.IPPROTO_UDPLITE, "SOL_UDPLITE"],
]);
/** Options by level, under the kernel's names where they differ from Python's. */
export const options: ReadonlyMap<number, Names> = new Map([
  [
    constants.SOL_SOCKET,
    new Map([
      ...withPrefix("SO_"),
      [constants.SO_RCVTIMEO, "SO_RCVTIMEO_OLD"],
      [constants.SO_SNDTIMEO, "SO_SNDTIMEO_OLD"],
    ]),
  ],
  [constants.IPPROTO_IP, withPrefix("IP_")],
  [constants.IPPROTO_TCP, withPrefix("TCP_")],
  [
    constants.IPPROTO_IPV6,
    new Map([
      ...withPrefix("IPV6_"),
      [constants.IPV6_JOIN_GROUP, "IPV6_ADD_MEMBERSHIP"],
      [constants.IPV6_LEAVE_GROUP, "IPV6_DROP_MEMBERSHIP"],
    ]),
  ],
]);
/** Flags of recv(2), send(2) and messages. */
export const messageFlags: Names = withPrefix("MSG_");
/** Types of ancillary data at the level of the socket. */
export const ancillaryTypes: Names = only(["SCM_RIGHTS", "SCM_CREDENTIALS"]);
export const directions: Names = withPrefix("SHUT_");
/** Commands of fcntl(2). */
export const fcntlCommands: Names = withPrefix("F_");
/** Requests of ioctl(2). SIOCOUTQ has the number of TIOCOUTQ, which strace prints. */
export const ioctlRequests: Names = new Map([
  ...only(["FIONBIO", "FIONREAD", "FIOCLEX", "FIONCLEX", "SIOCOUTQNSD", "SIOCATMARK"]),
  [constants.SIOCOUTQ, "TIOCOUTQ"],
]);
/** File status flags, see F_GETFL in fcntl(2). */
export const fileFlags: Names = only([
  "O_NONBLOCK",
  "O_NOFOLLOW",
  "O_CLOEXEC",
  "O_PATH",
  "O_DIRECTORY",
]);
/** How openat2(2) resolves a path. */
export const resolveFlags: Names = withPrefix("RESOLVE_");
export const accessModes: Names = new Map([
  [0, "O_RDONLY"],
  [1, "O_WRONLY"],
  [2, "O_RDWR"],
]);
export const epollFlags: Names = only(["EPOLL_CLOEXEC"]);
/** Operations of epoll_ctl(2). */
export const epollOperations: Names = withPrefix("EPOLL_CTL_");
/** Flags of eventfd(2). */
export const eventfdFlags: Names = withPrefix("EFD_");
/** Protection and flags of mmap(2). */
export const protections: Names = only(["PROT_READ", "PROT_WRITE"]);
export const mapFlags: Names = withPrefix("MAP_");

/** Returns the names of io_uring's constants that start with a prefix. */
function uringNames(prefix: string): Names {
  return new Map(
    Object.entries(uring)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [value, name]),
  );
}

export const uringSetupFlags: Names = uringNames("IORING_SETUP_");
export const uringFeatures: Names = uringNames("IORING_FEAT_");
export const uringEnterFlags: Names = uringNames("IORING_ENTER_");
export const uringRegisterOpcodes: Names = uringNames("IORING_REGISTER_");
export const uringSqeFlags: Names = uringNames("IOSQE_");
export const uringCancelFlags: Names = uringNames("IORING_ASYNC_CANCEL_");
export const uringCqeFlags: Names = uringNames("IORING_CQE_F_");
export const uringOpcodes: Names = new Map(
  Object.entries(opcodes).map(([name, opcode]) => [opcode, `IORING_OP_${name}`]),
);
