/** Watching system calls, as strace(1) does, from within. */
import { AsyncLocalStorage } from "node:async_hooks";
import { setTracer, type Tracer } from "../../sys/trace-hook.js";
import { observeCall, type SystemCall } from "./system-call.js";

export { SystemCall } from "./system-call.js";

type Listener = (call: SystemCall) => void;

const listeners = new Set<Listener>();

const tracer: Tracer = (prototype, args, perform) => {
  const [result, call] = observeCall(prototype, args, perform);
  // The calls of a listener itself, such as those that print a socket, are not watched.
  setTracer(null);
  try {
    for (const listener of listeners) listener(call);
  } finally {
    setTracer(listeners.size > 0 ? tracer : null);
  }
  return result;
};

/**
 * Calls `listener` with every system call of this thread, right after it was made, until the
 * function that it answers is called. What the listener throws, the traced code gets.
 *
 * @example
 * const names: string[] = [];
 * const stop = traceCalls((call) => names.push(call.name));
 * const socket = new Socket();
 * socket.close();
 * stop();
 * console.log(names.join(" ")); // socket close
 */
export function traceCalls(listener: (call: SystemCall) => void): () => void {
  // A function of its own, so that the same listener may be given twice.
  const own: Listener = (call) => listener(call);
  listeners.add(own);
  setTracer(tracer);
  return () => {
    listeners.delete(own);
    if (listeners.size === 0) setTracer(null);
  };
}

/** What a piece of code did. */
export interface Trace<T> {
  /** What it answered. */
  readonly result: T;
  /** Its system calls, in their order. */
  readonly calls: readonly SystemCall[];
}

/** Where the calls of the running code are collected; a trace may stand within another one. */
interface Recorder {
  readonly calls: SystemCall[];
  readonly outer: Recorder | undefined;
}

const storage = new AsyncLocalStorage<Recorder>();

/**
 * Collects the system calls of `work` and of all that it awaits; other work of the same time, such
 * as a server in the background, is left out. Rejects with what `work` throws.
 *
 * With cooperative waiting, a call that has to wait shows how: the library tells its own epoll of
 * the descriptor.
 *
 * @example
 * const { result, calls } = await trace(() => new Socket());
 * for (const call of calls) console.log(call);
 * // socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK, IPPROTO_IP) = ... <...>
 * result.close();
 */
export async function trace<T>(work: () => T | Promise<T>): Promise<Trace<T>> {
  const recorder: Recorder = { calls: [], outer: storage.getStore() };
  const stop = traceCalls((call) => {
    for (let at = storage.getStore(); at !== undefined; at = at.outer) {
      if (at === recorder) recorder.calls.push(call);
    }
  });
  try {
    return { result: await storage.run(recorder, work), calls: recorder.calls };
  } finally {
    stop();
  }
}
