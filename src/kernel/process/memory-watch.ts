/** Warns before the kernel runs out of memory. */
import { getHeapStatistics } from "node:v8";

const POLL_MS = 500;
/** The fraction of the limit at which the warning is given. */
const WARN_AT = 0.85;

/** Returns how much memory the process may use, in bytes: V8's limit for this thread, or less if its container has less. */
export function memoryLimit(): number {
  const { heap_size_limit } = getHeapStatistics();
  const constrained = process.constrainedMemory?.() ?? 0;
  return constrained > 0 ? Math.min(heap_size_limit, constrained) : heap_size_limit;
}

/** Calls `warn` with the bytes in use whenever the process comes close to its limit. */
export function watchMemory(limit: number, warn: (used: number) => void): void {
  let isClose = false;
  setInterval(() => {
    const used = process.memoryUsage.rss();
    const wasClose = isClose;
    isClose = used > limit * WARN_AT;
    if (isClose && !wasClose) warn(used);
  }, POLL_MS).unref();
}
