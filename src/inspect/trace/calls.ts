/** The formatters for the arguments and the result of each system call. */
import { eventNames } from "../../mux/event-names.js";
import { platform } from "../../sys/platform.js";
import * as formatters from "./formatters.js";
import { messageIn, messageOut } from "./message.js";
import * as names from "./names.js";
import { option, optionIn, optionOut } from "./sockopt.js";
import { hexadecimal } from "./text.js";
import * as uring from "./uring.js";

const { flags, lengthInOut, number, oneOf, sockaddrOut } = formatters;
const { constants } = platform;

// biome-ignore lint/suspicious/noExplicitAny: each argument has its own type.
type AnyFormatter = formatters.Formatter<any>;

const messageFlags = flags(names.messageFlags, "MSG_");
const level = oneOf(names.levels, "SOL_");

/** By call; in the order of the parameters. */
export const argumentFormatters: Readonly<Record<string, readonly AnyFormatter[]>> = {
  socket: [oneOf(names.families, "AF_"), formatters.socketType, formatters.protocol],
  socketpair: [oneOf(names.families, "AF_"), formatters.socketType, number, formatters.pair],
  bind: [number, formatters.sockaddr, number],
  listen: [number, number],
  accept4: [number, sockaddrOut, lengthInOut, flags(names.typeFlags, "SOCK_")],
  connect: [number, formatters.sockaddr, number],
  recv: [number, formatters.bytesOut, number, messageFlags],
  send: [number, formatters.bytesIn, number, messageFlags],
  sendfile: [number, number, formatters.positionInOut, number],
  recvfrom: [number, formatters.bytesOut, number, messageFlags, sockaddrOut, lengthInOut],
  sendto: [number, formatters.bytesIn, number, messageFlags, formatters.sockaddr, number],
  sendmsg: [number, messageIn, messageFlags],
  recvmsg: [number, messageOut, messageFlags],
  shutdown: [number, oneOf(names.directions, "SHUT_")],
  close: [number],
  getsockname: [number, sockaddrOut, lengthInOut],
  getpeername: [number, sockaddrOut, lengthInOut],
  getsockopt: [number, level, option, optionOut, lengthInOut],
  setsockopt: [number, level, option, optionIn, number],
  ioctl: [number, oneOf(names.ioctlRequests, "_IOC_"), formatters.ioctlArgument],
  fcntl: [number, oneOf(names.fcntlCommands, "F_"), formatters.fcntlArgument],
  openat: [formatters.directory, formatters.path, formatters.openFlags],
  openat2: [formatters.directory, formatters.path, formatters.openHow, number],
  select: [number, formatters.fdSet, formatters.fdSet, formatters.fdSet, formatters.timeval],
  poll: [formatters.pollfds, number, number],
  epoll_create1: [flags(names.epollFlags, "EPOLL_")],
  epoll_ctl: [number, oneOf(names.epollOperations, "EPOLL_CTL_"), number, formatters.epollEvent],
  epoll_wait: [number, formatters.epollEvents, number, number],
  io_uring_setup: [number, uring.params],
  io_uring_enter: [number, number, number, uring.enterFlags, uring.argument, number],
  io_uring_register: [number, uring.registerOpcode, uring.registration, number],
  eventfd: [number, flags(names.eventfdFlags, "EFD_")],
  mmap: [uring.address, number, uring.protection, uring.mapFlags, number, uring.offset],
  munmap: [uring.address, number],
};

/** For successful calls, where strace prints more than the number. */
export const resultFormatters: Readonly<
  Record<string, (args: formatters.Args, result: number) => string>
> = {
  select({ nfds, read, write, except, timeout }, result) {
    if (result === 0) return "0 (Timeout)";
    const ready = Object.entries({ in: read, out: write, except })
      .map(([set, bytes]) => `${set} ${formatters.fdsOf(bytes as Uint8Array, nfds as number)}`)
      .filter((text) => !text.endsWith("[]"));
    if (timeout !== null) ready.push(`left ${formatters.timevalOf(timeout as Int32Array)}`);
    return `${result} (${ready.join(", ")})`;
  },
  poll({ fds, count }, result) {
    if (result === 0) return "0 (Timeout)";
    const ready = formatters.pollfdsOf(fds as Uint8Array, count as number, (entries, index) => {
      const revents = entries.revents(index);
      return revents === 0 ? null : `{fd=${entries.fd(index)}, revents=${eventNames(revents)}}`;
    });
    return `${result} (${ready})`;
  },
  mmap: (_, result) => hexadecimal(result),
  fcntl({ cmd }, result) {
    const text = fileFlagsOf(cmd as number, result);
    return text === "" ? `${result}` : `0x${result.toString(16)} (flags ${text})`;
  },
};

function fileFlagsOf(command: number, result: number): string {
  if (command === constants.F_GETFD && result > 0) return "FD_CLOEXEC";
  if (command !== constants.F_GETFL) return "";
  return formatters.openFlagsOf(result);
}
