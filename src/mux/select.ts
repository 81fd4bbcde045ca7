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

/** The events that make a member of each list ready, as select(2) defines them. */
const READ_EVENTS = POLLIN | POLLHUP | POLLERR;
const WRITE_EVENTS = POLLOUT | POLLERR;
const EXCEPT_EVENTS = POLLPRI;

// Shared by all calls, because what is in them is saved before an `await`.
const readers = new DescriptorList("rlist");
const writers = new DescriptorList("wlist");
const excepts = new DescriptorList("xlist");
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
  let round: Round<R, W, X> | undefined;
  while (true) {
    const count = libc.select(
      highest + 1,
      readers.bytes,
      writers.bytes,
      excepts.bytes,
      timevalFor(deadline),
    );
    if (count > 0) {
      const { rs, ws, xs } = round ?? { rs: rlist, ws: wlist, xs: xlist };
      return [readers.ready(rs), writers.ready(ws), excepts.ready(xs)];
    }
    if (count < 0 && count !== -EINTR) {
      const culprit = find(isClosed, (fd) => `fd ${fd}`);
      throw osError(-count, "select", culprit ?? "of the given descriptors");
    }
    if (count === 0 && isIgnored(highest)) {
      throw osError(EBADF, "select", find(isClosed, (fd) => `fd ${fd}`) ?? `fd ${highest}`);
    }
    if (count === 0 && performance.now() >= deadline) return [[], [], []];
    round ??= save(rlist, wlist, xlist);
    if (count === 0) await waitUntilReady(round.fds, round.events, deadline);
    else await yieldToEventLoop();
    restore(round);
    // The kernel would not notice if another socket had the descriptor by now.
    if (closings() !== started) {
      const isGone = (fd: number): boolean => closedSince(fd, started);
      const closed = find(isGone, () => "closed");
      if (closed !== undefined) throw osError(EBADF, "select", closed);
    }
  }
}

/** A call that waits: its lists, which the caller may change meanwhile, and their descriptors. */
interface Round<R, W, X> {
  readonly rs: readonly R[];
  readonly ws: readonly W[];
  readonly xs: readonly X[];
  readonly fds: number[];
  /** The events that make each of `fds` ready. */
  readonly events: number[];
}

function save<R, W, X>(
  rlist: readonly R[],
  wlist: readonly W[],
  xlist: readonly X[],
): Round<R, W, X> {
  const [fds, events]: [number[], number[]] = [[], []];
  readers.appendTo(fds);
  while (events.length < fds.length) events.push(READ_EVENTS);
  writers.appendTo(fds);
  while (events.length < fds.length) events.push(WRITE_EVENTS);
  excepts.appendTo(fds);
  while (events.length < fds.length) events.push(EXCEPT_EVENTS);
  return { rs: [...rlist], ws: [...wlist], xs: [...xlist], fds, events };
}

function restore({ rs, ws, xs, fds }: Round<unknown, unknown, unknown>): void {
  readers.restore(fds, 0, rs.length);
  writers.restore(fds, rs.length, ws.length);
  excepts.restore(fds, rs.length + ws.length, xs.length);
}

/** Returns the timeout of the system call; `null` blocks indefinitely. */
function timevalFor(deadline: Deadline): Int32Array | null {
  const milliseconds = syscallTimeout(deadline);
  if (milliseconds < 0) return null;
  timeval.setMilliseconds(milliseconds);
  return timeval.words;
}

/** Describes the first descriptor that passes a test, because EBADF does not say which one it is. */
function find(test: (fd: number) => boolean, describe: (fd: number) => string): string | undefined {
  return (
    readers.find(test, describe) ?? writers.find(test, describe) ?? excepts.find(test, describe)
  );
}

/**
 * Whether the kernel has left the highest descriptor in its set, although it is not ready. That is how
 * select(2) ignores one that is closed and beyond the end of the table of descriptors, which grows.
 */
function isIgnored(fd: number): boolean {
  return fd >= 0 && (readers.has(fd) || writers.has(fd) || excepts.has(fd));
}

function isClosed(fd: number): boolean {
  return (pollOne(fd, 0, 0) & POLLNVAL) !== 0;
}
