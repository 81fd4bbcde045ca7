/** select(2), with the semantics of Python's `select.select`. */
import { constants as os } from "node:os";
import { FD_SETSIZE, POLLERR, POLLHUP, POLLIN, POLLNVAL, POLLOUT, POLLPRI } from "../constants.js";
import { osError } from "../errors.js";
import { type FileDescriptorLike, filenoOf } from "../file-descriptor.js";
import * as libc from "../sys/libc.js";
import { pollOne } from "../sys/poll-one.js";
import { FdSet, Timeval } from "../sys/structs.js";
import { checkNonNegativeTimeout } from "../validators.js";
import {
  type Deadline,
  deadlineIn,
  shouldYield,
  syscallTimeout,
  waitUntilReady,
  yieldToEventLoop,
} from "../wait/index.js";

const { EBADF, EINTR } = os.errno;

/** The events that make a member of each list ready, as select(2) defines them. */
const READ_EVENTS = POLLIN | POLLHUP | POLLERR;
const WRITE_EVENTS = POLLOUT | POLLERR;
const EXCEPT_EVENTS = POLLPRI;

// Shared by all calls, because there is no `await` between filling and reading them.
const readSet = new FdSet();
const writeSet = new FdSet();
const exceptSet = new FdSet();
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
  checkNonNegativeTimeout(timeout);
  const deadline = deadlineIn(timeout);
  if (shouldYield()) await yieldToEventLoop();
  while (true) {
    const highest = Math.max(
      fill(readSet, rlist, "rlist"),
      fill(writeSet, wlist, "wlist"),
      fill(exceptSet, xlist, "xlist"),
    );
    const count = libc.select(
      highest + 1,
      readSet.bytes,
      writeSet.bytes,
      exceptSet.bytes,
      timevalFor(deadline),
    );
    if (count > 0) {
      return [members(readSet, rlist), members(writeSet, wlist), members(exceptSet, xlist)];
    }
    if (count === -EINTR) {
      await yieldToEventLoop();
    } else if (count < 0) {
      throw osError(-count, "select", firstClosed({ rlist, wlist, xlist }));
    } else if (performance.now() >= deadline) {
      return [[], [], []];
    } else {
      const { fds, events } = interests(rlist, wlist, xlist);
      await waitUntilReady(fds, events, deadline);
    }
  }
}

function filenoForSelect(source: FileDescriptorLike, list: string, index: number): number {
  // This runs for each member in each call, so build the name only for an error.
  const fd = typeof source === "number" ? source : source?.fileno?.();
  if (Number.isInteger(fd) && fd >= 0 && fd < FD_SETSIZE) return fd;
  const name = `${list}[${index}]`;
  if (filenoOf(source, name) < 0) throw osError(EBADF, "select", `${name} (closed)`);
  throw new RangeError(
    `${name} is fd ${fd}, and select stops at FD_SETSIZE (${FD_SETSIZE}): use Poll`,
  );
}

/** Fills a set with the descriptors of a list and returns the highest one; -1 for an empty list. */
function fill(set: FdSet, list: readonly FileDescriptorLike[], name: string): number {
  if (!Array.isArray(list)) throw new TypeError(`${name} must be an array, not ${list}`);
  set.clear();
  let highest = -1;
  for (let i = 0; i < list.length; i++) {
    const fd = filenoForSelect(list[i] as FileDescriptorLike, name, i);
    set.add(fd);
    if (fd > highest) highest = fd;
  }
  return highest;
}

/** Returns the members of a list that are in a set. */
function members<T extends FileDescriptorLike>(set: FdSet, list: readonly T[]): T[] {
  return list.filter((source) => set.has(typeof source === "number" ? source : source.fileno()));
}

/** Returns the timeout of the system call; `null` blocks indefinitely. */
function timevalFor(deadline: Deadline): Int32Array | null {
  const milliseconds = syscallTimeout(deadline);
  if (milliseconds < 0) return null;
  timeval.setMilliseconds(milliseconds);
  return timeval.words;
}

function interests(
  rlist: readonly FileDescriptorLike[],
  wlist: readonly FileDescriptorLike[],
  xlist: readonly FileDescriptorLike[],
): { fds: number[]; events: number[] } {
  const fds: number[] = [];
  const events: number[] = [];
  const add = (list: readonly FileDescriptorLike[], wanted: number): void => {
    for (const source of list) {
      fds.push(typeof source === "number" ? source : source.fileno());
      events.push(wanted);
    }
  };
  add(rlist, READ_EVENTS);
  add(wlist, WRITE_EVENTS);
  add(xlist, EXCEPT_EVENTS);
  return { fds, events };
}

/** Describes the first member that is not open, because EBADF does not say which one it is. */
function firstClosed(lists: Record<string, readonly FileDescriptorLike[]>): string {
  for (const [name, list] of Object.entries(lists)) {
    for (const [index, source] of list.entries()) {
      const fd = filenoForSelect(source, name, index);
      if ((pollOne(fd, 0, 0) & POLLNVAL) !== 0) return `${name}[${index}] (fd ${fd})`;
    }
  }
  return "of the given descriptors";
}
