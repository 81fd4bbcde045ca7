/** The benchmark runs, in its shortest form; how fast anything is, is not asked. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { IoUring } from "day29";
import { root, run, temporaryFolder } from "../support/project.js";

describe("npm run bench", () => {
  it("measures every contestant, and writes tables and pictures", async (t) => {
    const folder = await temporaryFolder(t);
    const script = join(root, "tools/commands/main.mjs");
    const { code, stdout, stderr } = await run(process.execPath, [
      script,
      "bench",
      "--short",
      `--output=${folder}`,
    ]);
    assert.equal(code, 0, stderr);
    const calls = ["select", "poll", "epoll"];
    const results = JSON.parse(readFileSync(join(folder, "results.json"), "utf8"));
    assert.equal(readFileSync(join(folder, "results.md"), "utf8").trim(), stdout.trim());

    if (IoUring.supported()) calls.push("uring");
    for (const call of calls) {
      const contestants = results.echo
        .filter((one: { call: string; clients: number }) => one.call === call && one.clients === 50)
        .map((one: { contestant: string }) => one.contestant);
      const names = ["day29 blocking", "day29 cooperative"];
      if (call !== "uring") names.push("CPython");
      for (const name of names) assert.ok(contestants.includes(name), `${name}, ${call}`);
      const made = results.calls.find((one: { call: string }) => one.call === call).calls;
      // A message is received and answered, whatever else happens in its round.
      if (call === "uring") assert.ok(!("recv" in made) && !("send" in made), JSON.stringify(made));
      else assert.ok(made.recv >= 1 && made.send >= 1, JSON.stringify(made));
    }
    for (const { contestant, rate } of [...results.echo, ...results.http, ...results.workers]) {
      assert.ok(rate.median > 0, contestant);
    }
    const hasNginx = spawnSync("nginx", ["-v"]).error === undefined;
    for (const requests of ["equal", "different"]) {
      const contestants = results.http
        .filter((one: { requests: string }) => one.requests === requests)
        .map((one: { contestant: string }) => one.contestant);
      assert.ok(contestants.includes("day29 on epoll"), requests);
      assert.equal(contestants.includes("day29 on io_uring"), IoUring.supported(), requests);
      assert.equal(contestants.includes("nginx"), hasNginx, requests);
    }
    assert.equal(/nginx was left out: it is not installed/.test(stdout), !hasNginx);
    assert.deepEqual(
      results.workers.map(({ workers }: { workers: number }) => workers),
      [1, 2],
    );
    assert.ok(results.notebooks[0].seconds > 0);
    for (const name of ["echo", "http", "rounds"]) {
      assert.match(
        readFileSync(join(folder, `benchmark-${name}.svg`), "utf8"),
        /^<svg [\s\S]*<\/svg>\s*$/,
      );
    }
  });
});
