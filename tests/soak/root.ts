/** The folder that the servers serve. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cleanup } from "../support/cleanup.js";
import { smallFile } from "./talk.js";

/** A file that no socket buffer takes whole, in bytes. */
export const LARGE = 32 * 2 ** 20;

/** A folder with a small and a large file, gone at the end. */
export function makeRoot(t: Cleanup): string {
  const root = mkdtempSync(join(tmpdir(), "day29-"));
  t.after(() => rmSync(root, { recursive: true }));
  writeFileSync(join(root, smallFile.name), smallFile.bytes);
  writeFileSync(join(root, "large.bin"), Buffer.alloc(LARGE, "0123456789abcdef"));
  return root;
}
