/** Tests of io_uring, where the system allows it. */
import type { TestContext } from "node:test";
import { IoUring, type IoUringOptions } from "day29";
import { closing } from "./sockets.js";

const reason = IoUring.unsupportedReason();

/** An option of `describe()` and `it()`: skips where there is no io_uring, but not in CI, where the tests must run. */
export const needsUring: { readonly skip: string | false } = {
  skip: process.env.CI ? false : (reason ?? false),
};

/** Returns a ring that is closed at the end of the test. */
export function ring<T = unknown>(
  t: TestContext,
  entries?: number,
  options?: IoUringOptions,
): IoUring<T> {
  return closing(t, new IoUring<T>(entries, options));
}
