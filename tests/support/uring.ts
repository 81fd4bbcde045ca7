/** Tests of io_uring, where the system allows it. */
import type { TestContext } from "node:test";
import { type Completion, IoUring, type IoUringOptions, setWaiting, type Waiting } from "day29";
import { errnoName } from "#day29/errors.js";
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

/** Waits in this way until the test ends. */
export function waitingFor(t: TestContext, mode: Waiting): void {
  setWaiting(mode);
  t.after(() => setWaiting("cooperative"));
}

/** Submits, and removes completions until there are `count`. */
export async function complete<T>(uring: IoUring<T>, count: number = 1): Promise<Completion<T>[]> {
  const all: Completion<T>[] = [];
  while (all.length < count) {
    await uring.submitAndWait();
    all.push(...uring.completions());
  }
  return all;
}

/** The result of each operation by its `userData`: a number, or the symbol of the error. */
export function results(
  completions: readonly Completion<string>[],
): Record<string, number | string> {
  return Object.fromEntries(
    completions.map(({ userData, res }) => [userData, res < 0 ? errnoName(-res) : res]),
  );
}
