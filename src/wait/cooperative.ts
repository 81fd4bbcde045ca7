/**
 * Waits that leave Node's event loop running, thousands of them without a thread each.
 *
 * A single epoll, which Node's event loop watches, holds every descriptor that has been waited for. It
 * is edge-triggered and watches for all events, so each descriptor is registered only once. No event
 * is missed: a wait starts in the same turn of the event loop as the call that found nothing ready, so
 * anything that happens after that call is a new edge. A wake-up is only a hint; the waiter repeats
 * its system call.
 */
import { constants } from "node:os";
import { EPOLL_CLOEXEC, EPOLLET, POLLIN, POLLOUT, POLLPRI } from "../constants.js";
import { check, InterruptedError } from "../errors.js";
import { epoll_create1, epoll_ctl, epoll_wait, type LoopWatch, watchInLoop } from "../sys/libc.js";
import { platform } from "../sys/platform.js";
import { EpollEventArray } from "../sys/structs.js";
import { type CancelScope, currentScope, foreground } from "./cancel-scope.js";
import { type Deadline, millisecondsLeft } from "./deadline.js";

const { EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLL_CTL_MOD } = platform.constants;
const { EEXIST, EINTR, EPERM } = constants.errno;

/** EPOLLIN, EPOLLOUT and EPOLLPRI equal the POLL constants. EPOLLERR and EPOLLHUP are always reported. */
const ALL_EVENTS = (POLLIN | POLLOUT | POLLPRI) + EPOLLET;
const MAX_EVENTS = 256;

/** A wait on a descriptor, and the events that wake it. */
interface Waiter {
  readonly wait: Wait;
  readonly events: number;
}

/** A descriptor that has been waited for. */
interface Watch {
  waiters: Waiter[];
  /** Whether it is registered with epoll. */
  registered: boolean;
  /** Whether `untrackFd()` will be called before it is closed. */
  readonly tracked: boolean;
}

/** Indexed by descriptor. */
const watches: (Watch | undefined)[] = [];

class Wait {
  readonly promise: Promise<void>;
  readonly #scope: CancelScope = currentScope();
  readonly #fds: ArrayLike<number>;
  #timer: NodeJS.Timeout | undefined;
  #resolve!: () => void;
  #reject!: (reason: Error) => void;

  /** Throws when the current scope is closed. */
  constructor(fds: ArrayLike<number>, events: ArrayLike<number>, deadline: Deadline) {
    this.#fds = fds;
    this.#scope.add(this);
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    if (deadline !== Number.POSITIVE_INFINITY) {
      const delay = Math.ceil(millisecondsLeft(deadline));
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

/** Suspends the code of a detached scope. */
function never(): Promise<never> {
  return new Promise(() => {});
}

/**
 * Waits until one of the descriptors has one of its events or the deadline passes; may also resolve
 * early. Rejects when the caller's scope is interrupted or closed.
 */
export async function waitForEvents(
  fds: ArrayLike<number>,
  events: ArrayLike<number>,
  deadline: Deadline,
): Promise<void> {
  operations = 0;
  if (currentScope().detached) await never();
  await outcome(new Wait(fds, events, deadline));
}

/**
 * Waits until `work` is fulfilled or rejected, or the deadline passes. Rejects when the caller's scope is
 * interrupted or closed; the work itself continues.
 */
export async function waitForWork(work: Promise<unknown>, deadline: Deadline): Promise<void> {
  if (currentScope().detached) await never();
  const wait = new Wait([], [], deadline);
  const wake = (): void => wait.wake();
  work.then(wake, wake);
  await outcome(wait);
}

/** The number of operations between two turns of the event loop: 1 to 2 ms of work. */
const OPERATIONS_PER_TURN = 512;
let operations = 0;

/**
 * Counts an operation. Returns `true` when the caller should await `yieldToEventLoop()`, so that sockets
 * that are always ready do not starve timers and signal handlers.
 */
export function shouldYield(): boolean {
  return ++operations >= OPERATIONS_PER_TURN;
}

/** Runs one turn of the event loop: timers, I/O, other waits. Rejects when the user interrupts. */
export async function yieldToEventLoop(): Promise<void> {
  operations = 0;
  if (currentScope().detached) await never();
  const wait = new Wait([], [], Number.POSITIVE_INFINITY);
  setImmediate(() => wait.wake());
  await outcome(wait);
}

/** Replaces an interrupt's error by one created here, whose stack shows the waiting code. */
async function outcome(wait: Wait): Promise<void> {
  try {
    await wait.promise;
  } catch (reason) {
    throw reason instanceof InterruptedError ? interrupted() : reason;
  }
}

/** Creates the error of a wait that the user interrupted. */
export function interrupted(): InterruptedError {
  return new InterruptedError("[EINTR] the wait was interrupted by the user", "wait", EINTR);
}

/** Declares that `untrackFd()` will be called before this open descriptor is closed. */
export function trackFd(fd: number): void {
  watches[fd] = { waiters: [], registered: false, tracked: true };
}

let closeCount = 0;
/** The value of `closeCount` at the latest closing of each descriptor. */
const closedAt: (number | undefined)[] = [];

/** Returns how often `untrackFd()` has been called. */
export function closings(): number {
  return closeCount;
}

/** Whether a descriptor was closed or handed over after `closings()` returned `count`. */
export function closedSince(fd: number, count: number): boolean {
  return (closedAt[fd] ?? 0) > count;
}

/** Stops watching a descriptor that is about to be closed or handed over, and wakes its waiters. */
export function untrackFd(fd: number): void {
  closedAt[fd] = ++closeCount;
  const watch = watches[fd];
  if (watch === undefined) return;
  watches[fd] = undefined;
  if (watch.registered) epoll_ctl(notifier().epfd, EPOLL_CTL_DEL, fd, entry.bytes);
  for (const { wait } of watch.waiters) wait.wake();
}

function watchFor(fd: number): Watch {
  let watch = watches[fd];
  if (watch === undefined) {
    watch = { waiters: [], registered: false, tracked: false };
    watches[fd] = watch;
  }
  // An untracked descriptor may have been closed, and its number reused, since it was registered.
  if (!watch.registered || !watch.tracked) watch.registered = register(fd);
  return watch;
}

const entry = EpollEventArray.allocate(1);

/** Returns `false` for a regular file: it is always ready, and epoll rejects it. */
function register(fd: number): boolean {
  const { epfd } = notifier();
  entry.set(0, ALL_EVENTS, fd);
  let result = epoll_ctl(epfd, EPOLL_CTL_ADD, fd, entry.bytes);
  if (result === -EEXIST) result = epoll_ctl(epfd, EPOLL_CTL_MOD, fd, entry.bytes);
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
    // libuv callbacks do not drain microtasks; `setImmediate` does.
    instance = { epfd, loop: watchInLoop(epfd, () => setImmediate(dispatch)) };
  }
  return instance;
}

/**
 * Opens what waits need. Without it the first wait does, which may come when no descriptor is free.
 * Throws `OSError`.
 */
export function prepareWaits(): void {
  notifier();
}

let alive = false;

function keepAlive(): void {
  const wanted = foreground.size > 0;
  if (wanted === alive) return;
  alive = wanted;
  if (wanted) notifier().loop.ref();
  else notifier().loop.unref();
}

const batch = EpollEventArray.allocate(MAX_EVENTS);

/** Wakes the waiters of the events that the epoll reports. */
function dispatch(): void {
  const { epfd } = notifier();
  const count = epoll_wait(epfd, batch.bytes, MAX_EVENTS, 0);
  for (let i = 0; i < count; i++) {
    const events = batch.events(i);
    const watch = watches[batch.fd(i)];
    if (watch === undefined) continue;
    for (const waiter of watch.waiters) {
      if ((waiter.events & events) !== 0) waiter.wait.wake();
    }
  }
}
