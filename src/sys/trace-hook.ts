/** The hook of `libc.ts` through which a tracer sees every system call. */

/** Makes the system call and returns its result, or `-errno`. */
export type Invoke = (...args: unknown[]) => number;

/**
 * Called instead of a system call, which it has to make with `invoke`. `prototype` is the call's C
 * prototype.
 */
export type Tracer = (prototype: string, args: readonly unknown[], invoke: Invoke) => number;

/** The current tracer. Without one, a system call only costs a comparison more. */
export let tracer: Tracer | null = null;

export function setTracer(next: Tracer | null): void {
  tracer = next;
}
