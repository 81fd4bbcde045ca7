/** A round of a selector, told as the servers tell it that call select, poll or epoll themselves. */

import type { PollEvent } from "../../mux/event-names.js";
import { toPollMask } from "../../mux/selectors/events.js";
import {
  EVENT_READ,
  EVENT_WRITE,
  type SelectorKey,
  type SelectorMap,
} from "../../mux/selectors/index.js";
import type { Socket } from "../../socket/socket.js";
import type { EpollReady, PollReady, SelectReady } from "../events.js";

/** The system call that a selector waits with. */
export type Mux = "select" | "poll" | "epoll";

/**
 * What a selector of sockets watches, and what it answered. A selector tells reading and writing
 * apart and no more, so the masks have no other bits. The lists are made when they are asked for:
 * most rounds are seen by nobody.
 */
export function muxReady(
  call: Mux,
  keys: SelectorMap,
  answer: readonly (readonly [key: SelectorKey, events: number])[],
): SelectReady | PollReady | EpollReady {
  const type = "ready";
  const watched = (): (readonly [SelectorKey, number])[] =>
    [...keys.values()].map((key) => [key, key.events]);
  if (call === "select") {
    return {
      ...{ type, call, xlist: [], xs: [] },
      get rlist() {
        return socketsFor(EVENT_READ, watched());
      },
      get wlist() {
        return socketsFor(EVENT_WRITE, watched());
      },
      get rs() {
        return socketsFor(EVENT_READ, answer);
      },
      get ws() {
        return socketsFor(EVENT_WRITE, answer);
      },
    };
  }
  return {
    ...{ type, call },
    get registered() {
      return new Map(watched().map(([{ fd }, events]) => [fd, toPollMask(events)]));
    },
    get fdmap() {
      return new Map(watched().map(([{ fd, fileobj }]) => [fd, fileobj as Socket]));
    },
    get events() {
      return answer.map(([{ fd }, events]): PollEvent => [fd, toPollMask(events)]);
    },
  };
}

function socketsFor(
  event: number,
  pairs: readonly (readonly [key: SelectorKey, events: number])[],
): Socket[] {
  return pairs.filter(([, events]) => (events & event) !== 0).map(([key]) => key.fileobj as Socket);
}
