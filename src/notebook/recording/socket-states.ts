/** The sockets of a recorded round, with their buffers in the kernel. */
import { OSError } from "../../errors.js";
import { kernelBuffers } from "../../inspect/kernel-buffers.js";
import type { Observation } from "../../inspect/readiness.js";
import { acceptQueue } from "../../inspect/tcp-info.js";
import { namer } from "../keep.js";
import { reasonPhrase } from "../render/event-phrases.js";
import { readyNames, watchedNames } from "../views/mask-names.js";
import type { Fill, SocketState } from "./format.js";

/** Further sockets are left out, first those that are not ready. */
export const MAX_SOCKETS = 12;

/** The state of the sockets that a round watched. Ready ones come before others if there are too many. */
export function statesOf({ call, entries }: Observation): SocketState[] {
  const nameOf = namer();
  const ready = entries.filter((entry) => entry.ready !== 0);
  const idle = entries.filter((entry) => entry.ready === 0);
  const chosen = new Set([...ready, ...idle].slice(0, MAX_SOCKETS));
  return entries
    .filter((entry) => chosen.has(entry))
    .map((entry) => ({
      fd: entry.fd,
      name: nameOf(entry),
      listening: entry.listening,
      watched: entry.watched,
      ready: entry.ready,
      watchedText: watchedNames(call, entry.watched),
      readyText: entry.ready === 0 ? "" : readyNames(call, entry.ready),
      why: entry.reasons.map(reasonPhrase),
      ...buffersOf(entry.fd, entry.listening),
    }));
}

/** A client that was accepted after the call had returned. */
export function newClientState(fd: number, name: string): SocketState {
  const unwatched = { watched: 0, ready: 0, watchedText: "", readyText: "", why: [] };
  return { fd, name, listening: false, ...unwatched, ...buffersOf(fd, false) };
}

/** The same sockets with their buffers as they are now. */
export function refreshed(states: readonly SocketState[]): SocketState[] {
  return states.map((state) => ({ ...state, ...buffersOf(state.fd, state.listening) }));
}

type Buffers = Pick<SocketState, "receive" | "send" | "acceptQueue">;

const NONE: Buffers = { receive: null, send: null, acceptQueue: null };

function buffersOf(fd: number, listening: boolean): Buffers {
  try {
    if (listening) {
      const queue = acceptQueue(fd);
      return { ...NONE, acceptQueue: queue && { used: queue.length, size: queue.limit } };
    }
    const { receive, send } = kernelBuffers(fd);
    return {
      ...NONE,
      receive: fillOf(receive.waiting, receive.size),
      send: fillOf(send.pending, send.size),
    };
  } catch (error) {
    // The server has closed it meanwhile.
    if (error instanceof OSError) return NONE;
    throw error;
  }
}

function fillOf(used: number | null, size: number | null): Fill | null {
  return used === null || size === null ? null : { used, size };
}
