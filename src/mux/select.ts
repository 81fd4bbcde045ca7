/** select(2), with the semantics of Python's `select.select`. */
import { constants as os } from "node:os";
import { POLLERR, POLLHUP, POLLIN, POLLNVAL, POLLOUT, POLLPRI } from "../constants.js";
import { osError } from "../errors.js";
import type { FileDescriptorLike } from "../file-descriptor.js";
import * as libc from "../sys/libc.js";
import { pollOne } from "../sys/poll-one.js";
import { Timeval } from "../sys/structs.js";
import { checkTimeout } from "../validators.js";
import {
  closedSince,
  closings,
  type Deadline,
  deadlineIn,
  shouldYield,
  syscallTimeout,
  waitUntilReady,
  yieldToEventLoop,
} from "../wait/index.js";
import { DescriptorList } from "./descriptor-list.js";

const { EBADF, EINTR } = os.errno;

/** The events that make a member of `rlist`, `wlist` and `xlist` ready, as select(2) defines them. */
const EVENTS = [POLLIN | POLLHUP | POLLERR, POLLOUT | POLLERR, POLLPRI];

// Shared by all calls, because what is in them is saved before an `await`.
const readers = new DescriptorList("rlist");
const writers = new DescriptorList("wlist");
const excepts = new DescriptorList("xlist");
const lists = [readers, writers, excepts];
const timeval = new Timeval();

/**
 * Waits until a member of one of the lists is ready.
 *
 * Returns `[rs, ws, xs]`: the members of each list that are ready, as the objects and in the order that
 * the caller passed. Three empty lists mean that the timeout expired.
 *
 * - `rlist`: ready when reading does not block, because there is data, a connection to accept, or the
 *   end of the stream (`recv()` returns zero bytes).
 * - `wlist`: ready when there is room to write, which is usually the case.
 * - `xlist`: ready when there is urgent data, see `MSG_OOB`. Errors make a descriptor readable and
 *   writable instead.
 * - `timeout`: in seconds; `null` (the default) waits indefinitely, 0 does not wait.
 *
 * Throws `RangeError` for a negative timeout and for a descriptor of `FD_SETSIZE` (1024) or more, for
 * which `Poll` exists, and `OSError` (`EBADF`) for a closed descriptor.
 *
 * See select(2) and [select.select](https://docs.python.org/3/library/select.html#select.select).
 *
 * @example
 * const [left, right] = socketpair();
 * await right.send("hello");
 * const [rs, ws, xs] = await select([left, right], [left], [], 1.5);
 * assert.deepEqual([rs, ws, xs], [[left], [left], []]);
 * for (const socket of [left, right]) socket.close();
 */
export async function select<
  R extends FileDescriptorLike,
  W extends FileDescriptorLike,
  X extends FileDescriptorLike,
>(
  rlist: readonly R[],
  wlist: readonly W[],
  xlist: readonly X[] = [],
  timeout: number | null = null,
): Promise<[R[], W[], X[]]> {
  checkTimeout(timeout, "seconds", 0);
  const deadline = deadlineIn(timeout);
  if (shouldYield()) await yieldToEventLoop();
  const highest = Math.max(readers.fill(rlist), writers.fill(wlist), excepts.fill(xlist));
  const started = closings();
  let saved: Int32Array[] | undefined;
  while (true) {
    const count = libc.select(
      highest + 1,
      readers.bytes,
      writers.bytes,
      excepts.bytes,
      timevalFor(deadline),
    );
    if (count > 0) return [readers.ready(rlist), writers.ready(wlist), excepts.ready(xlist)];
    if (count < 0 && count !== -EINTR) {
      const culprit = find(isClosed, (fd) => `fd ${fd}`);
      throw osError(-count, "select", culprit ?? "of the given descriptors");
    }
    if (count === 0 && performance.now() >= deadline) return [[], [], []];
    saved ??= lists.map((list) => list.save());
    if (count === 0)
      await waitUntilReady(
        saved.flatMap((fds) => [...fds]),
        eventsOf(saved),
        deadline,
      );
    else await yieldToEventLoop();
    for (const [i, fds] of saved.entries()) lists[i]?.restore(fds);
    // The kernel would not notice if another socket had the descriptor by now.
    if (closings() !== started) {
      const isGone = (fd: number): boolean => closedSince(fd, started);
      const closed = find(isGone, () => "closed");
      if (closed !== undefined) throw osError(EBADF, "select", closed);
    }
  }
}

/** Returns the timeout of the system call; `null` blocks indefinitely. */
function timevalFor(deadline: Deadline): Int32Array | null {
  const milliseconds = syscallTimeout(deadline);
  if (milliseconds < 0) return null;
  timeval.setMilliseconds(milliseconds);
  return timeval.words;
}

/** Returns the events that make the descriptors of the three lists ready. */
function eventsOf(saved: readonly Int32Array[]): number[] {
  return saved.flatMap((fds, i) => Array<number>(fds.length).fill(EVENTS[i] as number));
}

/** Describes the first descriptor that passes a test, because EBADF does not say which one it is. */
function find(test: (fd: number) => boolean, describe: (fd: number) => string): string | undefined {
  for (const list of lists) {
    const found = list.find(test, describe);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isClosed(fd: number): boolean {
  return (pollOne(fd, 0, 0) & POLLNVAL) !== 0;
}
