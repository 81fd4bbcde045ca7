/** How the value of a cell's last expression is shown. */
import { EventEmitter } from "node:events";
import { inspect, types } from "node:util";

/** Data by MIME type. */
export type ResultBundle = Record<string, unknown>;

/** The method by which an object shows itself, as in Deno's kernel. It returns data by MIME type, or a promise for it. */
const DISPLAY = Symbol.for("Jupyter.display");

const timer = setTimeout(() => {}, 0);
clearTimeout(timer);
const immediate = setImmediate(() => {});
clearImmediate(immediate);
const TIMERS = [timer.constructor, immediate.constructor] as (new () => unknown)[];

/** Methods that a statement calls for what they do. They return whether a stream is full, or their own object. */
const EFFECTS = new Set([
  ...["write", "end", "on", "once", "off", "addListener", "removeListener", "prependListener"],
]);

/**
 * Returns whether a value is only a by-product of a statement, which nobody wants to see.
 * @param method the name of the method that returned it, if it was one
 */
export function isByProduct(value: unknown, method: string | undefined): boolean {
  if (TIMERS.some((Timer) => value instanceof Timer)) return true;
  if (types.isPromise(value)) {
    return /^[^{]*\{\s+(?:<pending>|undefined\b)/.test(inspect(value, { depth: 0 }));
  }
  const isFromEffect = method !== undefined && EFFECTS.has(method);
  return isFromEffect && (typeof value === "boolean" || value instanceof EventEmitter);
}

/** Returns the data that shows a value. Rejects if the value's own methods throw. */
export async function resultBundle(value: unknown): Promise<ResultBundle> {
  const bundle = await ownBundle(value);
  return bundle ?? { "text/plain": inspect(value) };
}

async function ownBundle(value: unknown): Promise<ResultBundle | undefined> {
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    return undefined;
  if (types.isProxy(value)) return undefined; // its traps are not meant for this
  const display = (value as Record<symbol, unknown>)[DISPLAY];
  if (typeof display !== "function") return undefined;
  const bundle: unknown = await display.call(value);
  if (typeof bundle === "object" && bundle !== null) return bundle as ResultBundle;
  throw new TypeError(
    `[Symbol.for("Jupyter.display")]() returned ${inspect(bundle)}, not an object`,
  );
}
