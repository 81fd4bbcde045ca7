/** The hook of `libc.ts` through which a tracer sees every system call. */

/** Makes the system call and returns its result, or `-errno`. */
export type Invoke = (...args: unknown[]) => number;

/**
 * Called in place of a system call. Must make the call with `invoke` and return its result.
 * `prototype` is the call's C prototype.
 */
export type Tracer = (prototype: string, args: readonly unknown[], invoke: Invoke) => number;

/** The current tracer. Without one, tracing costs each system call one comparison. */
export let tracer: Tracer | null = null;

export function setTracer(next: Tracer | null): void {
  tracer = next;
}

/** Calls `work` without a tracer, for system calls that are not those of the traced code. */
export function untraced<T>(work: () => T): T {
  const earlier = tracer;
  tracer = null;
  try {
    return work();
  } finally {
    tracer = earlier;
  }
}
