/** The exported pages, for the tests of a suite. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { after, before } from "node:test";
import { python, root } from "./project.js";

/**
 * Exports the notebooks of these names, or all of them, with their saved outputs before the tests of the
 * suite. Returns a function that returns their folder.
 */
export function pagesForTests(...names: string[]): () => string {
  let folder: string;
  before(async () => {
    // A Chromium that comes as a snap sees no temporary folder, but this one.
    await mkdir(join(root, "build"), { recursive: true });
    folder = await mkdtemp(join(root, "build/pages-"));
    const exported = await python("export.py", "--saved", "--output", folder, ...names);
    assert.equal(exported.code, 0, exported.stdout + exported.stderr);
  });
  after(() => rm(folder, { recursive: true }));
  return () => folder;
}
