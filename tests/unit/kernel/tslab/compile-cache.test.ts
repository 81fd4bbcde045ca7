import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { CachedModule } from "#day29/kernel/tslab/compile-cache.js";
import { temporaryFolder } from "../../../support/project.js";

interface Exports {
  name: string;
  add(a: number, b: number): number;
  nodePath: object;
}

async function place(t: TestContext) {
  const folder = await temporaryFolder(t);
  const path = join(folder, "sum.js");
  writeFileSync(
    path,
    `exports.name = require("node:path").basename(__filename);
exports.add = (a, b) => a + b;
module.exports.nodePath = require("node:path");`,
  );
  const cache = join(folder, "cache/day29");
  const load = (version = "1.0") => new CachedModule(path, version, cache);
  const files = () => readdirSync(cache);
  return { load, cache, files };
}

function assertWorks(loaded: CachedModule): void {
  const { name, add, nodePath } = loaded.exports as Exports;
  assert.equal(name, "sum.js");
  assert.equal(add(1, 2), 3);
  assert.equal(typeof nodePath, "object");
}

describe("a module with a cache", () => {
  it("is loaded without the cache, and with it", async (t) => {
    const { load, files } = await place(t);
    const first = load();
    assertWorks(first);
    first.store();
    first.store();
    assert.equal(files().length, 1);
    assertWorks(load());
  });

  it("is loaded although the cache is damaged or unreadable, and stored anew", async (t) => {
    const { load, cache, files } = await place(t);
    load().store();
    for (const name of files()) writeFileSync(join(cache, name), "not machine code");
    const next = load();
    assertWorks(next);
    next.store();
    assert.equal(files().length, 1);
    assertWorks(load());
  });

  it("has a cache for each version", async (t) => {
    const { load, files } = await place(t);
    load("1.0").store();
    load("1.1").store();
    assert.equal(files().length, 2);
  });

  it("works where the cache cannot be written", async (t) => {
    const { load, cache } = await place(t);
    mkdirSync(join(cache, ".."), { recursive: true });
    writeFileSync(cache, "a file");
    const loaded = load();
    loaded.store();
    assertWorks(loaded);
    assertWorks(load());
  });
});
