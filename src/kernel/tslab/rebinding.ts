/** Closes sockets that can no longer be reached because a cell declares their variables again, as CPython does. */
import { loopIteration } from "../event-loop.js";
import { collectGarbage } from "../process/garbage.js";

/** The number of iterations of the event loop in which V8 runs the finalizers of what it has collected. */
const MAX_ITERATIONS = 10;
/** How deep, and among how many elements, descriptors are looked for. */
const MAX_DEPTH = 3;
const MAX_ELEMENTS = 1000;

let releasing = false;

/** Returns whether objects are being closed on purpose, so that a warning about it would only confuse. */
export function isReleasing(): boolean {
  return releasing;
}

/** Returns whether a value has a file descriptor, or contains objects that have one. */
export function holdsDescriptor(value: unknown, depth = MAX_DEPTH): boolean {
  if (typeof value !== "object" || value === null) return false;
  try {
    if (typeof (value as { fileno?: unknown }).fileno === "function") return true;
    if (depth === 0) return false;
    return elements(value).some((element) => holdsDescriptor(element, depth - 1));
  } catch {
    return false; // a getter or a proxy that throws
  }
}

function elements(value: object): unknown[] {
  if (Array.isArray(value)) return value.slice(0, MAX_ELEMENTS);
  if (value instanceof Map) return [...value.keys(), ...value.values()].slice(0, MAX_ELEMENTS);
  if (value instanceof Set) return [...value].slice(0, MAX_ELEMENTS);
  const prototype = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype || prototype === null;
  return isPlain ? Object.values(value).slice(0, MAX_ELEMENTS) : [];
}

/**
 * Runs the finalizers of objects that nothing else refers to, which closes their descriptors. Objects that are still in
 * use, such as a socket that a server waits for, remain open.
 *
 * @param unbind removes the last references of the cells' variables
 */
export async function release(objects: WeakRef<object>[], unbind: () => void): Promise<void> {
  releasing = true;
  try {
    unbind();
    // A WeakRef that was created or read keeps its object alive until the end of the current job.
    await loopIteration();
    let finalized = false;
    const registry = new FinalizationRegistry(() => {
      finalized = true;
    });
    registry.register({}, undefined);
    collectGarbage();
    if (objects.every((object) => object.deref() !== undefined)) return;
    // V8 runs all finalizers in one task, and reports warnings in the next iteration.
    for (let i = 0; i < MAX_ITERATIONS && !finalized; i++) await loopIteration();
    await loopIteration();
  } finally {
    releasing = false;
  }
}
