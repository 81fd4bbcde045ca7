/** Where the choke point of `libc.ts` lets somebody watch. */

/** A native function with its errno: answers the result, or `-errno`. */
export type Perform = (...args: unknown[]) => number;

/**
 * Stands between the library and a system call, which it has to perform.
 * `prototype` is the call's own in C; `args` are as many as any call has.
 */
export type Tracer = (prototype: string, args: readonly unknown[], invoke: Perform) => number;

/** Who watches; nobody costs a comparison. */
export let tracer: Tracer | null = null;

/** Sets who watches. */
export function setTracer(next: Tracer | null): void {
  tracer = next;
}
