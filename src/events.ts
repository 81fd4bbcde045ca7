/** Event masks by name: `POLLIN|POLLHUP` instead of 17. */
import { POLLERR, POLLHUP, POLLIN, POLLNVAL, POLLOUT, POLLPRI, POLLRDHUP } from "./constants.js";

const names: readonly (readonly [bit: number, name: string])[] = [
  [POLLIN, "POLLIN"],
  [POLLPRI, "POLLPRI"],
  [POLLOUT, "POLLOUT"],
  [POLLERR, "POLLERR"],
  [POLLHUP, "POLLHUP"],
  [POLLNVAL, "POLLNVAL"],
  [POLLRDHUP, "POLLRDHUP"],
];

/**
 * The names of the events in a poll mask, joined by `|`; bits without a name print in
 * hexadecimal, and the empty mask prints as `0`.
 *
 * @example
 * import assert from "node:assert/strict";
 * assert.equal(eventNames(POLLIN | POLLHUP), "POLLIN|POLLHUP");
 */
export function eventNames(mask: number): string {
  const present = names.filter(([bit]) => (mask & bit) !== 0);
  const rest = present.reduce((left, [bit]) => left & ~bit, mask);
  const parts = present.map(([, name]) => name);
  if (rest !== 0) parts.push(`0x${(rest >>> 0).toString(16)}`);
  return parts.join("|") || "0";
}
