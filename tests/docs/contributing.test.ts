/** CONTRIBUTING.md names files, tests and commands that exist. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, it } from "node:test";
import { root } from "../support/project.js";

const text = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");

/** The first groups of all matches. */
const all = (pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found = ""]) => found);

describe("CONTRIBUTING.md", () => {
  it("names files that exist", () => {
    const folders = readdirSync(root).filter((name) => /^\.?\w+$/.test(name) && name !== "build");
    const paths = all(/`([\w.-]+\/[\w./-]*)`/g).filter((path) =>
      folders.includes(path.split("/")[0] ?? ""),
    );
    assert.ok(paths.length > 20);
    const missing = paths.filter((path) => !existsSync(join(root, path)));
    assert.deepEqual(missing, []);
  });

  it("names scripts of package.json", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const missing = all(/`npm run ([\w:]+)/g).filter((name) => !(name in scripts));
    assert.deepEqual(missing, []);
  });

  it("names tests that exist", () => {
    const files = readdirSync(join(root, "tests"), { recursive: true, encoding: "utf8" });
    const tests = files.map((file) => basename(file)).filter((file) => file.endsWith(".test.ts"));
    const names = all(/`npm (?:test|run test:unit) -- ([^`]+)`/g).flatMap((list) =>
      list.split(" "),
    );
    assert.ok(names.length > 10);
    const missing = names.filter((name) => !tests.includes(`${name}.test.ts`));
    assert.deepEqual(missing, []);
  });
});
