/** Warns before the kernel runs out of memory. */
import { readFileSync } from "node:fs";
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
    const used = residentSize();
    const wasClose = isClose;
    isClose = used > limit * WARN_AT;
    if (isClose && !wasClose) warn(used);
  }, POLL_MS).unref();
}

/**
 * Returns the bytes in use. process.memoryUsage.rss() ends the process where a cell has closed descriptor 1 or 2: its
 * file gets that number, and libuv aborts rather than close a standard descriptor.
 */
function residentSize(): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync("/proc/self/status", "latin1")) ?? [];
  return Number(kilobytes) * 1024;
}
