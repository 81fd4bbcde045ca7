/** Exchanges two files or folders again and again, in a process of its own. */
import assert from "node:assert/strict";
import type { Cleanup } from "./cleanup.js";
import { HANG_MS } from "./hang.js";
import { script } from "./script.js";

/** Calls renameat2(2), which both the C library and the kernel need to have. */
const source = (one: string, other: string): string => `
  import koffi from "koffi";
  const rename = koffi.load(null).func(
    "int renameat2(int olddir, const char *old, int newdir, const char *new, unsigned int flags)",
  );
  const [AT_FDCWD, RENAME_EXCHANGE] = [-100, 2];
  console.log(rename(AT_FDCWD, "${one}", AT_FDCWD, "${other}", RENAME_EXCHANGE));
  const end = Date.now() + ${HANG_MS};
  while (Date.now() < end) rename(AT_FDCWD, "${one}", AT_FDCWD, "${other}", RENAME_EXCHANGE);`;

/** Exchanges two paths while `work` runs. */
export async function whileExchanging<T>(
  t: Cleanup,
  one: string,
  other: string,
  work: () => T | Promise<T>,
): Promise<T> {
  const run = script(t, source(one, other));
  try {
    assert.equal(await run.line(), "0");
    return await work();
  } finally {
    run.process.kill("SIGKILL");
    await run.exit();
  }
}
