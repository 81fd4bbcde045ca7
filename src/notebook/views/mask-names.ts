/** The names of events: select's lists, or the flags of poll and epoll. */
import { POLLIN, POLLOUT, POLLPRI } from "../../constants.js";
import type { Observation } from "../../inspect/readiness.js";
import { maskNames } from "../../mux/event-names.js";

/** One of the three mechanisms. */
export type Call = Observation["call"];

/** What a descriptor is watched for: `rlist, wlist` or `POLLIN|POLLOUT`. */
export function watchedNames(call: Call, mask: number): string {
  return call === "select" ? listNames(["rlist", "wlist", "xlist"], mask) : maskNames[call](mask);
}

/** What a descriptor is ready for: `rs, ws` or `POLLIN|POLLHUP`. */
export function readyNames(call: Call, mask: number): string {
  return call === "select" ? listNames(["rs", "ws", "xs"], mask) : maskNames[call](mask);
}

const SELECT_BITS = [POLLIN, POLLOUT, POLLPRI];

function listNames(names: readonly string[], mask: number): string {
  return names.filter((_, index) => (mask & (SELECT_BITS[index] as number)) !== 0).join(", ");
}
