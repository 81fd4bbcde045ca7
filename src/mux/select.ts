/** select(2), with the semantics of Python's `select.select`. */
import { constants as os } from "node:os";
import { FD_SETSIZE, POLLERR, POLLHUP, POLLIN, POLLNVAL, POLLOUT, POLLPRI } from "../constants.js";
import { osError } from "../errors.js";
import { checkedFileno, type FileDescriptorLike, rawFilenoOf } from "../file-descriptor.js";
import * as libc from "../sys/libc.js";
import { pollOne } from "../sys/poll-one.js";
import { FdSet, Timeval } from "../sys/structs.js";
import { checkArray, checkTimeout, isInt } from "../validators.js";
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
  checkTimeout(timeout, "seconds", 0);
  const deadline = deadlineIn(timeout);
  if (shouldYield()) await yieldToEventLoop();
  // As in Python, each member is asked once, so that all attempts watch the same descriptors.
  const lists: Lists = {
    rlist: descriptorsOf(rlist, "rlist"),
    wlist: descriptorsOf(wlist, "wlist"),
    xlist: descriptorsOf(xlist, "xlist"),
  };
  const started = closings();
  while (true) {
    const highest = Math.max(
      fill(readSet, lists.rlist),
      fill(writeSet, lists.wlist),
      fill(exceptSet, lists.xlist),
    );
    const count = libc.select(
      highest + 1,
      readSet.bytes,
      writeSet.bytes,
      exceptSet.bytes,
      timevalFor(deadline),
    );
    if (count > 0) {
      return [
        members(rlist, readSet, lists.rlist),
        members(wlist, writeSet, lists.wlist),
        members(xlist, exceptSet, lists.xlist),
      ];
    }
    if (count === -EINTR) {
      await yieldToEventLoop();
    } else if (count < 0) {
      const culprit = firstOf(lists, isClosed, (fd) => `fd ${fd}`);
      throw osError(-count, "select", culprit ?? "of the given descriptors");
    } else if (performance.now() >= deadline) {
      return [[], [], []];
    } else {
      const { fds, events } = interests(lists);
      await waitUntilReady(fds, events, deadline);
    }
    // The kernel would not notice if another socket had its descriptor by now.
    if (closings() !== started) {
      const closed = firstOf(
        lists,
        (fd) => closedSince(fd, started),
        () => "closed",
      );
      if (closed !== undefined) throw osError(EBADF, "select", closed);
    }
  }
}

/** The descriptors of the members of each list. */
type Lists = Readonly<Record<"rlist" | "wlist" | "xlist", readonly number[]>>;

function descriptorsOf(list: readonly FileDescriptorLike[], name: string): readonly number[] {
  checkArray(name, list);
  const fds: number[] = [];
  for (let i = 0; i < list.length; i++) {
    const source = list[i] as FileDescriptorLike;
    const fd = rawFilenoOf(source);
    fds.push(isInt(fd) && fd >= 0 && fd < FD_SETSIZE ? fd : invalid(source, fd, name, i));
  }
  return fds;
}

/** Throws the error of a member that select(2) cannot watch. */
function invalid(source: FileDescriptorLike, fd: number, list: string, index: number): never {
  const name = `${list}[${index}]`;
  if (checkedFileno(source, fd, name) < 0) throw osError(EBADF, "select", `${name} (closed)`);
  throw new RangeError(
    `${name} is fd ${fd}, and select stops at FD_SETSIZE (${FD_SETSIZE}): use Poll`,
  );
}

/** Fills a set with descriptors and returns the highest one; -1 if there are none. */
function fill(set: FdSet, fds: readonly number[]): number {
  set.clear();
  let highest = -1;
  for (const fd of fds) {
    set.add(fd);
    if (fd > highest) highest = fd;
  }
  return highest;
}

/** Returns the members of a list whose descriptors are in a set. */
function members<T>(list: readonly T[], set: FdSet, fds: readonly number[]): T[] {
  const found: T[] = [];
  for (let i = 0; i < fds.length; i++) if (set.has(fds[i] as number)) found.push(list[i] as T);
  return found;
}

/** Returns the timeout of the system call; `null` blocks indefinitely. */
function timevalFor(deadline: Deadline): Int32Array | null {
  const milliseconds = syscallTimeout(deadline);
  if (milliseconds < 0) return null;
  timeval.setMilliseconds(milliseconds);
  return timeval.words;
}

function interests({ rlist, wlist, xlist }: Lists): { fds: number[]; events: number[] } {
  return {
    fds: [...rlist, ...wlist, ...xlist],
    events: [
      ...rlist.map(() => READ_EVENTS),
      ...wlist.map(() => WRITE_EVENTS),
      ...xlist.map(() => EXCEPT_EVENTS),
    ],
  };
}

/** Describes the first member that passes a test, because EBADF does not say which one it is. */
function firstOf(
  lists: Lists,
  test: (fd: number) => boolean,
  describe: (fd: number) => string,
): string | undefined {
  for (const [name, fds] of Object.entries(lists)) {
    const index = fds.findIndex(test);
    if (index >= 0) return `${name}[${index}] (${describe(fds[index] as number)})`;
  }
  return undefined;
}

function isClosed(fd: number): boolean {
  return (pollOne(fd, 0, 0) & POLLNVAL) !== 0;
}
