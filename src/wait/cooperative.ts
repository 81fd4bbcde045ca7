/**
 * Waiting that leaves Node's event loop running: thousands of waits, no thread.
 *
 * One epoll descriptor holds every descriptor that was ever waited for, edge-triggered
 * and for all events, so that each is registered once in its life. Node's own loop
 * watches that one descriptor. Edges suffice because a wait always follows an attempt
 * that found nothing, with no event loop turn in between: what comes later is an edge.
 * A wake-up is a hint, never a result: whoever is woken asks the real system call again.
 */
import { constants } from "node:os";
import { EPOLL_CLOEXEC, EPOLLET, POLLIN, POLLOUT, POLLPRI } from "../constants.js";
import { check, InterruptedError } from "../errors.js";
import { epoll_create1, epoll_ctl, epoll_wait, type LoopWatch, watchInLoop } from "../sys/libc.js";
import { platform } from "../sys/platform.js";
import { type CancelScope, currentScope, foreground } from "./cancel-scope.js";
import { type Deadline, millisecondsLeft } from "./deadline.js";

const { EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLL_CTL_MOD, event } = platform.epoll;
const { EEXIST, EINTR, EPERM } = constants.errno;

/** POLLERR and POLLHUP come unasked; the values of EPOLLIN and POLLIN are the same. */
const ALL_EVENTS = (POLLIN | POLLOUT | POLLPRI) + EPOLLET;
const BATCH = 256;
/** `setTimeout` takes no more; a longer wait is woken in between and waits on. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Whoever waits for a descriptor, with the events that wake it. */
interface Waiter {
  readonly wait: Wait;
  readonly events: number;
}

/** A descriptor that is waited for. */
interface Watch {
  waiters: Waiter[];
  /** Whether epoll has it. */
  registered: boolean;
  /** Whether a `Socket` owns it and will say when it is closed. */
  readonly owned: boolean;
}

/** By descriptor. */
const watches: (Watch | undefined)[] = [];

class Wait {
  readonly promise: Promise<void>;
  readonly #scope: CancelScope = currentScope();
  readonly #fds: ArrayLike<number>;
  #timer: NodeJS.Timeout | undefined;
  #resolve!: () => void;
  #reject!: (reason: Error) => void;

  /** Throws when the scope is closed. */
  constructor(fds: ArrayLike<number>, events: ArrayLike<number>, deadline: Deadline) {
    this.#fds = fds;
    this.#scope.add(this);
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    if (deadline !== Number.POSITIVE_INFINITY) {
      const delay = Math.min(Math.ceil(millisecondsLeft(deadline)), MAX_TIMER_MS);
      this.#timer = setTimeout(() => this.wake(), delay);
      if (this.#scope.background) this.#timer.unref();
    }
    keepAlive();
    try {
      for (let i = 0; i < fds.length; i++) {
        watchFor(fds[i] as number).waiters.push({ wait: this, events: events[i] as number });
      }
    } catch (error) {
      this.cancel(error as Error);
    }
  }

  wake(): void {
    this.#end();
    this.#resolve();
  }

  cancel(reason: Error): void {
    this.#end();
    this.#reject(reason);
  }

  detach(): void {
    this.#end();
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#scope.delete(this);
    for (let i = 0; i < this.#fds.length; i++) {
      const watch = watches[this.#fds[i] as number];
      if (watch !== undefined) watch.waiters = watch.waiters.filter(({ wait }) => wait !== this);
    }
    keepAlive();
  }
}

/** Waits for ever: for code that is left where it stands. */
function never(): Promise<never> {
  return new Promise(() => {});
}

/**
 * Resolves when one of the descriptors has one of its events, at the deadline, or for no
 * reason at all. Rejects when the scope of the caller is interrupted.
 */
export async function waitForEvents(
  fds: ArrayLike<number>,
  events: ArrayLike<number>,
  deadline: Deadline,
): Promise<void> {
  if (currentScope().detached) await never();
  await ended(new Wait(fds, events, deadline));
}

/**
 * Resolves when `work` settles, whichever way, or at the deadline. Rejects when the scope of the
 * caller is interrupted; the work itself goes on.
 */
export async function waitForWork(work: Promise<unknown>, deadline: Deadline): Promise<void> {
  if (currentScope().detached) await never();
  const wait = new Wait([], [], deadline);
  const wake = (): void => wait.wake();
  work.then(wake, wake);
  await ended(wait);
}

/** Resolves after everything else had a turn: timers, input and output, other waits. */
export async function waitForTurn(): Promise<void> {
  if (currentScope().detached) await never();
  const wait = new Wait([], [], Number.POSITIVE_INFINITY);
  setImmediate(() => wait.wake());
  await ended(wait);
}

/** An interrupt's error is made here, where its stack still tells who waited. */
async function ended(wait: Wait): Promise<void> {
  try {
    await wait.promise;
  } catch (reason) {
    throw reason instanceof InterruptedError ? interrupted() : reason;
  }
}

/** The error of a wait that the user interrupted. */
export function interrupted(): InterruptedError {
  return new InterruptedError("[EINTR] the wait was interrupted by the user", "wait", EINTR);
}

/** Says that a `Socket` owns this new descriptor, and will `untrackFd` it before it is closed. */
export function trackFd(fd: number): void {
  watches[fd] = { waiters: [], registered: false, owned: true };
}

/** Forgets a descriptor that is about to be closed or given away, and wakes its waiters. */
export function untrackFd(fd: number): void {
  const watch = watches[fd];
  if (watch === undefined) return;
  watches[fd] = undefined;
  if (watch.registered) epoll_ctl(notifier().epfd, EPOLL_CTL_DEL, fd, entry);
  for (const { wait } of watch.waiters) wait.wake();
}

function watchFor(fd: number): Watch {
  let watch = watches[fd];
  if (watch === undefined) {
    watch = { waiters: [], registered: false, owned: false };
    watches[fd] = watch;
  }
  // A number without an owner may by now be another file than the one registered before.
  if (!watch.registered || !watch.owned) watch.registered = register(fd);
  return watch;
}

const entry = new Uint8Array(event.size);
const entryView = new DataView(entry.buffer);

/** Whether epoll takes the descriptor; it refuses regular files, which are always ready. */
function register(fd: number): boolean {
  const { epfd } = notifier();
  entryView.setUint32(0, ALL_EVENTS, true);
  entryView.setInt32(event.data, fd, true);
  let result = epoll_ctl(epfd, EPOLL_CTL_ADD, fd, entry);
  if (result === -EEXIST) result = epoll_ctl(epfd, EPOLL_CTL_MOD, fd, entry);
  if (result === -EPERM) return false;
  check(result, "epoll_ctl", fd);
  return true;
}

interface Notifier {
  readonly epfd: number;
  readonly loop: LoopWatch;
}

let instance: Notifier | undefined;

function notifier(): Notifier {
  if (instance === undefined) {
    const epfd = check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1", "for waiting");
    // Straight out of libuv nothing drains promises; an immediate of the same turn does.
    instance = { epfd, loop: watchInLoop(epfd, () => setImmediate(dispatch)) };
  }
  return instance;
}

let alive = false;

function keepAlive(): void {
  const wanted = foreground.size > 0;
  if (wanted === alive) return;
  alive = wanted;
  if (wanted) notifier().loop.ref();
  else notifier().loop.unref();
}

const batch = new Uint8Array(BATCH * event.size);
const batchView = new DataView(batch.buffer);

/** Wakes whoever waits for what epoll reports. */
function dispatch(): void {
  const { epfd } = notifier();
  const count = epoll_wait(epfd, batch, BATCH, 0);
  for (let i = 0; i < count; i++) {
    const events = batchView.getUint32(i * event.size, true);
    const watch = watches[batchView.getInt32(i * event.size + event.data, true)];
    if (watch === undefined) continue;
    for (const waiter of watch.waiters) {
      if ((waiter.events & events) !== 0) waiter.wait.wake();
    }
  }
}
