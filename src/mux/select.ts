/** select(2), with the semantics of Python's `select.select`. */
import { constants as os } from "node:os";
import { FD_SETSIZE, POLLERR, POLLHUP, POLLIN, POLLNVAL, POLLOUT, POLLPRI } from "../constants.js";
import { osError } from "../errors.js";
import { type FileDescriptorLike, filenoOf } from "../file-descriptor.js";
import * as libc from "../sys/libc.js";
import { pollOne } from "../sys/poll-one.js";
import {
  checkTimeout,
  type Deadline,
  deadlineIn,
  shouldYield,
  syscallTimeout,
  waitUntilReady,
  yieldToEventLoop,
} from "../wait/index.js";

const { EBADF, EINTR } = os.errno;

/** What wakes a wait for each of the three lists; the kernel's own sets for select(2). */
const READ_EVENTS = POLLIN | POLLHUP | POLLERR;
const WRITE_EVENTS = POLLOUT | POLLERR;
const EXCEPT_EVENTS = POLLPRI;

/** An `fd_set`: one bit per descriptor. Reused: no select awaits between filling and reading it. */
class FdSet {
  readonly bits = new Uint8Array(FD_SETSIZE / 8);

  has(fd: number): boolean {
    return ((this.bits[fd >> 3] as number) & (1 << (fd & 7))) !== 0;
  }

  /** Fills in the descriptors of a list and answers the highest one. */
  fill(list: readonly FileDescriptorLike[], name: string): number {
    if (!Array.isArray(list)) throw new TypeError(`${name} must be an array, not ${list}`);
    this.bits.fill(0);
    let highest = -1;
    for (let i = 0; i < list.length; i++) {
      const fd = filenoForSelect(list[i] as FileDescriptorLike, name, i);
      this.bits[fd >> 3] = (this.bits[fd >> 3] as number) | (1 << (fd & 7));
      if (fd > highest) highest = fd;
    }
    return highest;
  }

  /** The members of a list that are in the set. */
  filter<T extends FileDescriptorLike>(list: readonly T[]): T[] {
    return list.filter((source) => this.has(typeof source === "number" ? source : source.fileno()));
  }
}

const readSet = new FdSet();
const writeSet = new FdSet();
const exceptSet = new FdSet();
/** `struct timeval` of two 64-bit integers; Linux is little-endian here, so the low words do. */
const timeval = new Int32Array(4);

/**
 * Waits until something in one of the lists is ready.
 *
 * Answers `[rs, ws, xs]`: the members of each list that are ready, in the caller's own
 * objects and order. Three empty lists mean that the time was over.
 *
 * - `rlist`: ready when reading does not block. That is data, a connection to accept, or
 *   the end of the stream (a `recv` of zero bytes).
 * - `wlist`: ready when there is room to write, which is nearly always.
 * - `xlist`: ready when urgent data waits, see `MSG_OOB`. It is no list of errors: those
 *   make a descriptor readable and writable.
 * - `timeout`: in seconds; `null` or left out waits for ever, 0 only looks.
 *
 * Throws `RangeError` for a negative timeout and for a descriptor >= `FD_SETSIZE` (1024,
 * use `Poll` for those), `OSError` with `EBADF` for one that is closed.
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
  checkTimeout(timeout, "seconds");
  if (timeout !== null && timeout < 0) {
    throw new RangeError(`timeout must be null or a number of seconds >= 0, not ${timeout}`);
  }
  const deadline = deadlineIn(timeout);
  if (shouldYield()) await yieldToEventLoop();
  while (true) {
    const highest = Math.max(
      readSet.fill(rlist, "rlist"),
      writeSet.fill(wlist, "wlist"),
      exceptSet.fill(xlist, "xlist"),
    );
    const count = libc.select(
      highest + 1,
      readSet.bits,
      writeSet.bits,
      exceptSet.bits,
      timevalFor(deadline),
    );
    if (count > 0) {
      return [readSet.filter(rlist), writeSet.filter(wlist), exceptSet.filter(xlist)];
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
  // The name is made only where it is needed: this runs for each member at each call.
  const fd = typeof source === "number" ? source : source?.fileno?.();
  if (Number.isInteger(fd) && fd >= 0 && fd < FD_SETSIZE) return fd;
  const name = `${list}[${index}]`;
  if (filenoOf(source, name) < 0) throw osError(EBADF, "select", `${name} (closed)`);
  throw new RangeError(
    `${name} is fd ${fd}, and select stops at FD_SETSIZE (${FD_SETSIZE}): use Poll`,
  );
}

/** The `struct timeval` for the call itself; `null` blocks for ever. Rounded up, to wait long enough. */
function timevalFor(deadline: Deadline): Int32Array | null {
  const milliseconds = syscallTimeout(deadline);
  if (milliseconds < 0) return null;
  const microseconds = Math.ceil(milliseconds * 1000);
  timeval[0] = Math.min(Math.floor(microseconds / 1e6), 2 ** 31 - 1);
  timeval[2] = microseconds % 1e6;
  return timeval;
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

/** Names the member that is not open, as select(2) only says that there is one. */
function firstClosed(lists: Record<string, readonly FileDescriptorLike[]>): string {
  for (const [name, list] of Object.entries(lists)) {
    for (const [index, source] of list.entries()) {
      const fd = filenoForSelect(source, name, index);
      if ((pollOne(fd, 0, 0) & POLLNVAL) !== 0) return `${name}[${index}] (fd ${fd})`;
    }
  }
  return "on its lists";
}
