/** Describes what a ring of io_uring has under way, and what is done, as a round of readiness is described. */
import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDNORM } from "../constants.js";
import type { OperationState } from "../mux/io-uring.js";
import type { UringOperation } from "../mux/uring/operations.js";
import { describeSocket, type Observation, type Readiness, type Reason } from "./readiness.js";

/** The bits that stand for operations in the masks of an `Observation`. */
const BITS: Partial<Record<UringOperation, number>> = {
  accept: POLLRDNORM,
  recv: POLLIN,
  read: POLLIN,
  send: POLLOUT,
  write: POLLOUT,
  // Servers poll only for space in a send buffer.
  poll: POLLOUT,
};

/**
 * Returns the descriptors of operations, with those that are under way as `watched`, and those that have completed as
 * `ready`. The listener comes first, then the descriptors in the order of their numbers.
 */
export function observeCompletions(operations: readonly OperationState[]): Observation {
  const entries = new Map<number, { watched: number; ready: number; reasons: Reason[] }>();
  for (const { operation, fd, completions } of operations) {
    const bit = BITS[operation];
    if (bit === undefined) continue;
    const entry = entries.get(fd) ?? { watched: 0, ready: 0, reasons: [] };
    entries.set(fd, entry);
    entry.watched |= bit;
    if (completions.length === 0) continue;
    entry.ready |= bit;
    entry.reasons.push(...reasonsOf(operation, completions));
  }
  const described = [...entries].map(
    ([fd, entry]): Readiness => ({ ...describeSocket(fd), ...entry }),
  );
  described.sort((a, b) => Number(b.listening) - Number(a.listening) || a.fd - b.fd);
  return { call: "uring", entries: described };
}

function reasonsOf(
  operation: UringOperation,
  completions: OperationState["completions"],
): Reason[] {
  const done = completions.filter(({ res }) => res >= 0);
  const bytes = done.reduce((sum, { res }) => sum + res, 0);
  const reasons: Reason[] = [];
  if (operation === "accept" && done.length > 0) {
    reasons.push({ kind: "accepted", count: done.length });
  } else if (operation === "poll") {
    const mask = done.reduce((all, { res }) => all | res, 0);
    if ((mask & POLLERR) !== 0) reasons.push({ kind: "error" });
    if ((mask & POLLHUP) !== 0) reasons.push({ kind: "hangup" });
    if ((mask & POLLOUT) !== 0) reasons.push({ kind: "room" });
  } else if (operation === "send" || operation === "write") {
    if (done.length > 0) reasons.push({ kind: "sent", bytes });
  } else if (operation !== "accept") {
    if (bytes > 0) reasons.push({ kind: "received", bytes });
    if (done.some(({ res }) => res === 0)) reasons.push({ kind: "end" });
  }
  if (done.length < completions.length) reasons.push({ kind: "error" });
  return reasons;
}
