/** Event masks by name: `POLLIN|POLLHUP` instead of 17. */
import { type InspectOptionsStylized, inspect } from "node:util";
import * as constants from "../constants.js";
import { checkMask } from "../validators.js";

type Names = readonly (readonly [bit: number, name: string])[];

const pollNames: Names = [
  [constants.POLLIN, "POLLIN"],
  [constants.POLLPRI, "POLLPRI"],
  [constants.POLLOUT, "POLLOUT"],
  [constants.POLLERR, "POLLERR"],
  [constants.POLLHUP, "POLLHUP"],
  [constants.POLLNVAL, "POLLNVAL"],
  [constants.POLLRDNORM, "POLLRDNORM"],
  [constants.POLLRDBAND, "POLLRDBAND"],
  [constants.POLLWRNORM, "POLLWRNORM"],
  [constants.POLLWRBAND, "POLLWRBAND"],
  [constants.POLLMSG, "POLLMSG"],
  [constants.POLLRDHUP, "POLLRDHUP"],
];

/** The events of poll except POLLNVAL, which have the same bits, and the flags of epoll. */
const epollNames: Names = [
  ...pollNames
    .filter(([bit]) => bit !== constants.POLLNVAL)
    .map(([bit, name]) => [bit, `E${name}`] as const),
  [constants.EPOLLEXCLUSIVE, "EPOLLEXCLUSIVE"],
  [constants.EPOLLONESHOT, "EPOLLONESHOT"],
  [constants.EPOLLET, "EPOLLET"],
];

/**
 * Returns the names of the events in a poll mask, joined by `|`. Bits without a name are in hexadecimal;
 * the empty mask is `0`.
 *
 * @example
 * import assert from "node:assert/strict";
 * assert.equal(eventNames(POLLIN | POLLHUP), "POLLIN|POLLHUP");
 */
export function eventNames(mask: number): string {
  return join(mask, pollNames);
}

/**
 * Returns the names of the events and flags in an epoll mask, in the format of `eventNames()`.
 *
 * @example
 * import assert from "node:assert/strict";
 * assert.equal(epollEventNames(EPOLLIN | EPOLLET), "EPOLLIN|EPOLLET");
 */
export function epollEventNames(mask: number): string {
  return join(mask, epollNames);
}

/** The function that formats the masks of each call. */
export const maskNames = { poll: eventNames, epoll: epollEventNames };

function join(mask: number, names: Names): string {
  checkMask("mask", mask);
  const present = names.filter(([bit]) => (mask & bit) !== 0);
  const rest = present.reduce((left, [bit]) => left & ~bit, mask);
  const parts = present.map(([, name]) => name);
  if (rest !== 0) parts.push(`0x${(rest >>> 0).toString(16)}`);
  return parts.join("|") || "0";
}

/** A ready descriptor: its number and the mask of its events. */
export type PollEvent = [fd: number, event: number];

/** Makes the array that `Poll` returns print its masks by name. */
export const namedPollEvents = printedWith(eventNames);

/** Makes the array that `Epoll` returns print its masks by name. */
export const namedEpollEvents = printedWith(epollEventNames);

function printedWith(nameOf: (mask: number) => string): (events: PollEvent[]) => PollEvent[] {
  const property: PropertyDescriptor & ThisType<PollEvent[]> = {
    value(_depth: number, { stylize }: InspectOptionsStylized): string {
      const number = (text: string): string => stylize(text, "number");
      const entries = this.map(([fd, mask]) => `[ ${number(`${fd}`)}, ${number(nameOf(mask))} ]`);
      return entries.length === 0 ? "[]" : `[ ${entries.join(", ")} ]`;
    },
  };
  return (events) => Object.defineProperty(events, inspect.custom, property);
}
