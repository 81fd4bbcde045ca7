/** A folder that is exchanged with a link while it is served. */
import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { openByKernel, openStepwise, setOpener } from "#day29/http/files/open.js";
import { site } from "#day29/http/site.js";
import { whileExchanging } from "../../../support/exchange.js";
import { temporaryFolder } from "../../../support/project.js";
import { ask, openDescriptors } from "../../../support/site.js";

/** Enough that hundreds of responses leaked when a path was checked first and then opened. */
const REQUESTS = 10_000;

describe("a folder that is exchanged with a link to a folder outside of the root", () => {
  after(() => setOpener(undefined));

  for (const [name, opener] of [
    ["openat2(2)", openByKernel],
    ["openat(2), step by step", openStepwise],
  ] as const) {
    it(`never lets a response leave the root, with ${name}`, async (t) => {
      const base = await temporaryFolder(t);
      const root = join(base, "root");
      for (const folder of ["", "a/in/deep", "b/in/deep"]) {
        mkdirSync(join(folder.startsWith("b") ? base : root, folder), { recursive: true });
      }
      writeFileSync(join(root, "a/in/deep/file.txt"), "public");
      writeFileSync(join(base, "b/in/deep/file.txt"), "secret");
      symlinkSync(join(base, "b"), join(root, "link"));
      setOpener(opener);
      const { respond } = site(root);
      const before = openDescriptors();
      const counts = new Map<string, number>();
      await whileExchanging(t, join(root, "a"), join(root, "link"), () => {
        for (let i = 0; i < REQUESTS; i++) {
          const { status, body } = ask(respond, "/a/in/deep/file.txt");
          const outcome = status === 200 ? body : `${status}`;
          counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
        }
      });
      assert.equal(counts.get("secret"), undefined, `${counts.get("secret")} responses leaked`);
      for (const [outcome, count] of counts) {
        assert.ok(["public", "403", "404"].includes(outcome), `${count} times ${outcome}`);
      }
      assert.ok((counts.get("public") ?? 0) > 0 && (counts.get("403") ?? 0) > 0);
      assert.equal(openDescriptors(), before);
    });
  }
});
