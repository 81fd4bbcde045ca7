/// <reference types="node" preserve="true" />
/**
 * Real POSIX sockets and the calls that wait for many of them, with the names and semantics of
 * Python's `socket`, `select` and `selectors`.
 *
 * @module day29
 */

export type { Address, Family, InetAddress, UnixAddress, VsockAddress } from "./address-family.js";
export * from "./constants.js";
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
export type { FileDescriptorLike, HasFileno } from "./file-descriptor.js";
export * as bits from "./inspect/bits.js";
export { type KernelBuffers, kernelBuffers } from "./inspect/kernel-buffers.js";
export {
  type EpollRound,
  type Observation,
  observe,
  type PollRound,
  type Readiness,
  type Reason,
  reasonsOf,
  type SelectRound,
} from "./inspect/readiness.js";
export {
  type AcceptQueue,
  acceptQueue,
  type TcpInfo,
  type TcpState,
  tcpInfo,
} from "./inspect/tcp-info.js";
export { SystemCall, type Trace, trace, traceCalls } from "./inspect/trace/index.js";
export { Epoll } from "./mux/epoll.js";
export { epollEventNames, eventNames, type PollEvent } from "./mux/event-names.js";
export {
  type Completion,
  IoUring,
  type IoUringOptions,
  type OperationState,
  type UringOperation,
} from "./mux/io-uring.js";
export { Poll } from "./mux/poll.js";
export { select } from "./mux/select.js";
export * from "./mux/selectors/index.js";
export {
  type AddressHints,
  type AddressInfo,
  GetAddrInfoError,
  getaddrinfo,
} from "./net/getaddrinfo.js";
export {
  getfqdn,
  gethostbyaddr,
  gethostbynameEx,
  getnameinfo,
  type HostEntry,
  HostLookupError,
} from "./net/hosts.js";
export {
  htonl,
  htons,
  inetAton,
  inetNtoa,
  inetNtop,
  inetPton,
  ntohl,
  ntohs,
} from "./net/inet.js";
export {
  gethostbyname,
  gethostname,
  getprotobyname,
  getservbyname,
  getservbyport,
  ifIndextoname,
  ifNameindex,
  ifNametoindex,
} from "./net/netdb.js";
export { type AncillaryItem, CMSG_LEN, CMSG_SPACE } from "./socket/ancillary.js";
export {
  type ConnectionOptions,
  createConnection,
  createServer,
  fromfd,
  hasDualstackIpv6,
  hasIpv6,
  type ServerOptions,
  socketpair,
} from "./socket/create.js";
export type { Data } from "./socket/data.js";
export { close, dup } from "./socket/descriptors.js";
export { UnsupportedOperation } from "./socket/file/base.js";
export type { BufferedReader } from "./socket/file/buffered-reader.js";
export type { BufferedRWPair } from "./socket/file/buffered-rw-pair.js";
export type { BufferedWriter } from "./socket/file/buffered-writer.js";
export type { EncodingErrors } from "./socket/file/codec.js";
export type { FileOf, FileOptions } from "./socket/file/makefile.js";
export type { Newline } from "./socket/file/newlines.js";
export { SocketIO } from "./socket/file/socket-io.js";
export type { TextIOWrapper } from "./socket/file/text-io.js";
export { getdefaulttimeout, setdefaulttimeout } from "./socket/handle.js";
export type { Lines, LinesOptions } from "./socket/line-reader.js";
export { recvFds, sendFds } from "./socket/pass-fds.js";
export { Socket } from "./socket/socket.js";
export {
  decodeLinger,
  type Linger,
  type Membership,
  type Membership6,
  type OptionValue,
} from "./socket/sockopt.js";
export { ctime } from "./text/ctime.js";
export { getWaiting, interruptWaits, setWaiting, type Waiting } from "./wait/index.js";
