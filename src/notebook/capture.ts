/** Collects what code shows, instead of showing it below the cell. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { MimeBundle } from "../sys/host.js";

/** More parts than this are a mistake, such as a loop that shows every round. */
const MAX_PARTS = 20;

/** What is shown, by the display that shows it: one that changes in place has only its last frame here. */
type Parts = Map<object, MimeBundle>;

const captures = new AsyncLocalStorage<Parts>();

/** Runs `work`, and resolves to its result and to what it has shown. */
export async function capture<T>(
  work: () => T | PromiseLike<T>,
): Promise<{ result: T; parts: MimeBundle[] }> {
  const parts: Parts = new Map();
  const result = await captures.run(parts, async () => work());
  return { result, parts: [...parts.values()] };
}

/** Adds a bundle to the capture of the running code. Returns `false` if there is none. */
export function captured(bundle: MimeBundle, display: object = {}): boolean {
  const parts = captures.getStore();
  if (parts === undefined) return false;
  if (!parts.has(display) && parts.size === MAX_PARTS) {
    throw new RangeError(`a drawing has at most ${MAX_PARTS} parts`);
  }
  parts.set(display, bundle);
  return true;
}
