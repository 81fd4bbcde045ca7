/** How each system call is shown: its arguments in order, and what follows its result. */
import { eventNames } from "../../mux/event-names.js";
import { platform } from "../../sys/platform.js";
import * as formatters from "./formatters.js";
import * as names from "./names.js";
import { option, optionAnswer, optionGiven } from "./sockopt.js";
import { flagsOf } from "./text.js";

const { number, oneOf, someOf } = formatters;
const { constants } = platform;

// biome-ignore lint/suspicious/noExplicitAny: each argument has its own type.
type AnyShow = formatters.Show<any>;

const messageFlags = someOf(names.messageFlags, "MSG_");
const level = oneOf(names.levels, "SOL_");

/** The arguments of each call, in the order of its prototype. */
export const parameters: Readonly<Record<string, readonly AnyShow[]>> = {
  socket: [oneOf(names.families, "AF_"), formatters.socketType, formatters.protocol],
  socketpair: [oneOf(names.families, "AF_"), formatters.socketType, number, formatters.pair],
  bind: [number, formatters.sockaddr, number],
  listen: [number, number],
  accept4: [number, formatters.sockaddrAnswer, formatters.room, someOf(names.typeFlags, "SOCK_")],
  connect: [number, formatters.sockaddr, number],
  recv: [number, formatters.received, number, messageFlags],
  send: [number, formatters.sent, number, messageFlags],
  sendfile: [number, number, formatters.position, number],
  recvfrom: [
    number,
    formatters.received,
    number,
    messageFlags,
    formatters.sockaddrAnswer,
    formatters.room,
  ],
  sendto: [number, formatters.sent, number, messageFlags, formatters.sockaddr, number],
  shutdown: [number, oneOf(names.directions, "SHUT_")],
  close: [number],
  getsockname: [number, formatters.sockaddrAnswer, formatters.room],
  getpeername: [number, formatters.sockaddrAnswer, formatters.room],
  getsockopt: [number, level, option, optionAnswer, formatters.room],
  setsockopt: [number, level, option, optionGiven, number],
  ioctl: [number, oneOf(names.requests, "_IOC_"), formatters.ioctlArgument],
  fcntl: [number, oneOf(names.commands, "F_"), formatters.fcntlArgument],
  select: [number, formatters.fdSet, formatters.fdSet, formatters.fdSet, formatters.timeval],
  poll: [formatters.pollfds, number, number],
  epoll_create1: [someOf(names.epollFlags, "EPOLL_")],
  epoll_ctl: [number, oneOf(names.operations, "EPOLL_CTL_"), number, formatters.epollEvent],
  epoll_wait: [number, formatters.epollEvents, number, number],
};

/** The good result of a call, where it is more than a number. */
export const resultFormatters: Readonly<
  Record<string, (args: formatters.Args, result: number) => string>
> = {
  select({ nfds, read, write, except, timeout }, result) {
    if (result === 0) return "0 (Timeout)";
    const ready = Object.entries({ in: read, out: write, except })
      .map(([set, bits]) => `${set} ${formatters.fdsOf(bits as Uint8Array, nfds as number)}`)
      .filter((text) => !text.endsWith("[]"));
    if (timeout !== null) ready.push(`left ${formatters.timevalOf(timeout as Int32Array)}`);
    return `${result} (${ready.join(", ")})`;
  },
  poll({ fds, count }, result) {
    if (result === 0) return "0 (Timeout)";
    const ready = formatters
      .pollfdsOf(fds as Uint8Array, count as number)
      .filter(({ revents }) => revents !== 0)
      .map(({ fd, revents }) => `{fd=${fd}, revents=${eventNames(revents)}}`);
    return `${result} ([${ready.join(", ")}])`;
  },
  fcntl({ cmd }, result) {
    const flags = fileFlagsOf(cmd as number, result);
    return flags === "" ? `${result}` : `0x${result.toString(16)} (flags ${flags})`;
  },
};

function fileFlagsOf(command: number, result: number): string {
  if (command === constants.F_GETFD && result > 0) return "FD_CLOEXEC";
  if (command !== constants.F_GETFL) return "";
  const mode = names.accessModes.get(result & 3) ?? "O_ACCMODE";
  const flags = flagsOf(result & ~3, names.fileFlags, "O_");
  return flags === "0" ? mode : `${mode}|${flags}`;
}
