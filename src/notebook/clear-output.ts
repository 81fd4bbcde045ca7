/** Removing output. */
import { getHost } from "../sys/host.js";
import { checkBoolean, checkOptions } from "../validators.js";

/** How {@link clearOutput} removes output. */
export interface ClearOutputOptions {
  /** Removes it when the cell shows something new, so that nothing flickers. False by default. */
  readonly wait?: boolean;
}

/**
 * Removes what the running cell has printed and shown so far. Does nothing in a plain script.
 *
 * @example
 * for (const count of [3, 2, 1]) {
 *   clearOutput({ wait: true });
 *   console.log(count);
 * }
 * // 3
 * // 2
 * // 1
 */
export function clearOutput(options: ClearOutputOptions = {}): void {
  checkOptions(options);
  const { wait = false } = options;
  checkBoolean("wait", wait);
  getHost()?.clearOutput?.(options);
}
