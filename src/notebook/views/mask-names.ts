/** The names of events: select's lists, the flags of poll and epoll, or the operations of io_uring. */
import { POLLIN, POLLOUT, POLLPRI, POLLRDNORM } from "../../constants.js";
import type { Observation } from "../../inspect/readiness.js";
import { maskNames } from "../../mux/event-names.js";

/** One of the four mechanisms. */
export type Call = Observation["call"];

/** What a descriptor is watched for: `rlist, wlist` or `POLLIN|POLLOUT`. */
export function watchedNames(call: Call, mask: number): string {
  if (call === "uring") return operationNames(mask);
  return call === "select" ? listNames(["rlist", "wlist", "xlist"], mask) : maskNames[call](mask);
}

/** What a descriptor is ready for: `rs, ws` or `POLLIN|POLLHUP`. */
export function readyNames(call: Call, mask: number): string {
  if (call === "uring") return operationNames(mask);
  return call === "select" ? listNames(["rs", "ws", "xs"], mask) : maskNames[call](mask);
}

const OPERATIONS: readonly (readonly [bit: number, name: string])[] = [
  [POLLRDNORM, "accept"],
  [POLLIN, "recv"],
  [POLLOUT, "send"],
];

function operationNames(mask: number): string {
  const names = OPERATIONS.filter(([bit]) => (mask & bit) !== 0).map(([, name]) => name);
  return names.join(", ");
}

const SELECT_BITS = [POLLIN, POLLOUT, POLLPRI];

function listNames(names: readonly string[], mask: number): string {
  return names.filter((_, index) => (mask & (SELECT_BITS[index] as number)) !== 0).join(", ");
}
