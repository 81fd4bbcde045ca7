/** The folder that the servers serve. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cleanup } from "../tests/support/cleanup.js";
import { temptingRoot } from "../tests/support/mutations.js";
import { smallFile } from "./talk.js";

/** The size of a file that fits in no socket buffer, in bytes. */
export const LARGE = 32 * 2 ** 20;

/** A request for it. */
export const askForLargeFile = Buffer.from("GET /large.bin HTTP/1.1\r\nHost: soak\r\n\r\n");

/** A folder with three files, removed at the end. The files around it must not be served. */
export function makeRoot(t: Cleanup): string {
  const base = mkdtempSync(join(tmpdir(), "day29-"));
  t.after(() => rmSync(base, { recursive: true }));
  const root = temptingRoot(base);
  writeFileSync(join(root, smallFile.name), smallFile.bytes);
  const bytes = Buffer.alloc(LARGE, "0123456789abcdef");
  writeFileSync(join(root, "large.bin"), bytes);
  writeFileSync(join(root, "megabyte.bin"), bytes.subarray(0, 2 ** 20));
  return root;
}
