/** Calls of select, poll and epoll that show their rounds. */
import type { FileDescriptorLike } from "../file-descriptor.js";
import {
  type EpollRound,
  observe,
  type PollRound,
  type SelectRound,
} from "../inspect/readiness.js";
import { Epoll } from "../mux/epoll.js";
import type { PollEvent } from "../mux/event-names.js";
import { Poll } from "../mux/poll.js";
import { select } from "../mux/select.js";
import { checkInstance } from "../validators.js";
import { output } from "./host.js";
import { roundBundle } from "./views/round/bundle.js";

/** The default timeout, in seconds: no cell waits forever. */
const TIMEOUT = 5;

/**
 * Calls `select()`, shows the round and its duration, and returns the result of `select()`.
 * `timeout` is in seconds, 5 by default. Everything else, errors included, is as for `select()`.
 *
 * @example
 * const [left, right] = socketpair();
 * await right.send("hello");
 * const [rs] = await showSelect([left, right], [], [], 1);
 * assert.deepEqual(rs, [left]);
 * for (const socket of [left, right]) socket.close();
 */
export function showSelect<
  R extends FileDescriptorLike,
  W extends FileDescriptorLike,
  X extends FileDescriptorLike,
>(
  rlist: readonly R[],
  wlist: readonly W[],
  xlist: readonly X[] = [],
  timeout: number | null = TIMEOUT,
): Promise<[R[], W[], X[]]> {
  return showingRound(
    () => select(rlist, wlist, xlist, timeout),
    ([rs, ws, xs]) => ({ call: "select", rlist, wlist, xlist, rs, ws, xs }),
  );
}

/**
 * Calls `poller.poll()`, shows the round and its duration, and returns the result of `poll()`.
 * `timeout` is in milliseconds, 5000 by default. Throws what `poll()` throws.
 *
 * @example
 * const [left, right] = socketpair();
 * const poller = new Poll();
 * poller.register(left, POLLIN);
 * await right.send("hello");
 * assert.deepEqual(await showPoll(poller), [[left.fileno(), POLLIN]]);
 * for (const socket of [left, right]) socket.close();
 */
export function showPoll(
  poller: Poll,
  timeout: number | null = TIMEOUT * 1000,
): Promise<PollEvent[]> {
  return showingRound(
    () => {
      checkInstance("poller", poller, Poll);
      return poller.poll(timeout);
    },
    (events) => ({ call: "poll", registered: poller.registered, events }),
  );
}

/**
 * Calls `epoll.poll()`, shows the round and its duration, and returns the result of `poll()`.
 * `timeout` is in seconds, 5 by default; `maxevents` is as for `poll()`. Throws what `poll()` throws.
 *
 * @example
 * const [left, right] = socketpair();
 * const epoll = new Epoll();
 * epoll.register(left, EPOLLIN);
 * await right.send("hello");
 * assert.deepEqual(await showEpoll(epoll), [[left.fileno(), EPOLLIN]]);
 * for (const resource of [epoll, left, right]) resource.close();
 */
export function showEpoll(
  epoll: Epoll,
  timeout: number | null = TIMEOUT,
  maxevents: number = -1,
): Promise<PollEvent[]> {
  return showingRound(
    () => {
      checkInstance("epoll", epoll, Epoll);
      return epoll.poll(timeout, maxevents);
    },
    (events) => ({ call: "epoll", registered: epoll.registered, events }),
  );
}

async function showingRound<T>(
  call: () => Promise<T>,
  roundOf: (result: T) => SelectRound | PollRound | EpollRound,
): Promise<T> {
  const start = performance.now();
  const result = await call();
  const milliseconds = performance.now() - start;
  output(roundBundle(observe(roundOf(result)), { milliseconds }));
  return result;
}
