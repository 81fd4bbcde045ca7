/** Traces the system calls of this library, as strace(1) does, from inside the process. */
import { AsyncLocalStorage } from "node:async_hooks";
import { setTracer, type Tracer } from "../../sys/trace-hook.js";
import { checkFunction } from "../../validators.js";
import { observeCall, type SystemCall } from "./system-call.js";

export { SystemCall } from "./system-call.js";

type Listener = (call: SystemCall) => void;

const listeners = new Set<Listener>();

const tracer: Tracer = (prototype, args, invoke) => {
  const [result, call] = observeCall(prototype, args, invoke);
  // The system calls of the listeners, for example to print a socket, are not traced.
  setTracer(null);
  try {
    for (const listener of listeners) listener(call);
  } finally {
    setTracer(listeners.size > 0 ? tracer : null);
  }
  return result;
};

/**
 * Calls `listener` after every system call of this thread, until the returned function is called. Errors
 * that the listener throws propagate to the traced code.
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
  checkFunction("listener", listener);
  // A new function each time, so that the same listener can be registered twice.
  const registration: Listener = (call) => listener(call);
  listeners.add(registration);
  setTracer(tracer);
  return () => {
    listeners.delete(registration);
    if (listeners.size === 0) setTracer(null);
  };
}

/** The result of `trace()`. */
export interface Trace<T> {
  /** The value that the traced function returned, or that its promise resolved to. */
  readonly result: T;
  /** Its system calls, in order. */
  readonly calls: readonly SystemCall[];
}

/** Collects the calls of the running code; traces can be nested. */
interface Recorder {
  readonly calls: SystemCall[];
  readonly outer: Recorder | undefined;
}

const storage = new AsyncLocalStorage<Recorder>();

/**
 * Collects the system calls of `work` and of everything that it awaits, but not those of concurrent
 * code, such as a background server. Rejects with the error that `work` throws.
 *
 * With cooperative waiting, the trace of a call that has to wait includes how it waits: the library
 * registers the descriptor with an internal epoll.
 *
 * @example
 * const { result, calls } = await trace(() => new Socket());
 * for (const call of calls) console.log(call);
 * // socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK, IPPROTO_IP) = ... <...>
 * result.close();
 */
export async function trace<T>(work: () => T | Promise<T>): Promise<Trace<T>> {
  checkFunction("work", work);
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
