/**
 * Real POSIX sockets and the calls that wait for many of them, with the names and semantics of
 * Python's `socket`, `select` and `selectors`.
 *
 * @module day29
 */

export * as bits from "./bits.js";
export {
  type ConnectionOptions,
  createConnection,
  createServer,
  type ServerOptions,
} from "./connection.js";
export * from "./constants.js";
export { ctime } from "./ctime.js";
export type { Data } from "./data.js";
export type { FileDescriptorLike, HasFileno } from "./descriptor.js";
export { Epoll } from "./epoll.js";
export {
  BlockingIOError,
  BrokenPipeError,
  ConnectionAbortedError,
  ConnectionError,
  ConnectionRefusedError,
  ConnectionResetError,
  FileExistsError,
  FileNotFoundError,
  InterruptedError,
  NotADirectoryError,
  OSError,
  PermissionError,
  TimeoutError,
} from "./errors.js";
export { epollEventNames, eventNames, type PollEvent } from "./events.js";
export type { Address, Family, InetAddress, UnixAddress } from "./family.js";
export {
  type AddressHints,
  type AddressInfo,
  GetAddrInfoError,
  getaddrinfo,
} from "./getaddrinfo.js";
export {
  htonl,
  htons,
  inetAton,
  inetNtoa,
  inetNtop,
  inetPton,
  ntohl,
  ntohs,
} from "./inet.js";
export {
  type AcceptQueue,
  acceptQueue,
  type KernelBuffers,
  kernelBuffers,
  type TcpInfo,
  type TcpState,
  tcpInfo,
} from "./kernelbuffers.js";
export type { Lines, LinesOptions } from "./lines.js";
export { gethostbyname, gethostname, getservbyname, ifNameindex } from "./netdb.js";
export {
  decodeLinger,
  type Linger,
  type Membership,
  type Membership6,
  type OptionValue,
} from "./options.js";
export { Poll } from "./poll.js";
export {
  type EpollRound,
  type Observation,
  observe,
  type PollRound,
  type Readiness,
  type Reason,
  reasonsOf,
  type SelectRound,
} from "./readiness.js";
export { select } from "./select.js";
export * from "./selectors/index.js";
export {
  fromfd,
  getdefaulttimeout,
  Socket,
  setdefaulttimeout,
  socketpair,
} from "./socket.js";
export { SystemCall, type Trace, trace, traceCalls } from "./trace/index.js";
export { getWaiting, interruptWaits, setWaiting, type Waiting } from "./wait/index.js";
