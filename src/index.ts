/** Real POSIX sockets, select and poll for Node.js, with the names and semantics of Python's modules. */
export type { Address } from "./address.js";
export * from "./constants.js";
export type { FileDescriptorLike, HasFileno } from "./descriptor.js";
export {
  BlockingIOError,
  BrokenPipeError,
  ConnectionAbortedError,
  ConnectionError,
  ConnectionRefusedError,
  ConnectionResetError,
  InterruptedError,
  OSError,
  PermissionError,
  TimeoutError,
} from "./errors.js";
export { eventNames } from "./events.js";
export { Poll, type PollEvent } from "./poll.js";
export {
  type Observation,
  observe,
  type PollRound,
  type Readiness,
  type Reason,
  reasonsOf,
  type SelectRound,
} from "./readiness.js";
export { select } from "./select.js";
export { type Data, Socket, socketpair } from "./socket.js";
export { getWaiting, interruptWaits, setWaiting, type Waiting } from "./wait/index.js";
