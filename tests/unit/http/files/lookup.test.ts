/** Which file a target names, and which it must not. */
import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { site } from "#day29/http/site.js";
import { temporaryFolder } from "../../../support/project.js";
import { ask, folder, openDescriptors } from "../../../support/site.js";

describe("files below a root", () => {
  it("are found by their decoded names, and links that stay below the root are followed", async (t) => {
    const { respond } = await folder(t);
    for (const [target, body] of [
      ["/page.html", "0123456789"],
      ["/none", ""],
      ["/100%25%20%E5%A5%BD%3F.txt", "odd"],
      ["/sub/deep/file.json", "{}"],
      ["/sub/../sub/./deep//file.json", "{}"],
      ["/indexed/", "index"],
      ["/inside", "0123456789"],
      ["/folder/deep/file.json", "{}"],
    ]) {
      const answer = ask(respond, `${target}`);
      assert.deepEqual([answer.status, answer.body], [200, body], target);
    }
  });

  it("are refused if they are missing or not public", async (t) => {
    const { respond } = await folder(t);
    const before = openDescriptors();
    for (const [target, status] of [
      ["/outside", 403],
      ["/twin/secret.txt", 403],
      ["/up/secret.txt", 403],
      ["/up/root/page.html", 200],
      ["/..", 403],
      ["/../root-twin/secret.txt", 403],
      ["/.env", 403],
      ["/.hidden/file", 403],
      ["/sub/", 403],
      ["/empty/", 403],
      ["/fifo", 403],
      ["/loop", 403],
      ["/broken", 404],
      ["/page.html/", 404],
      ["/page.html/x", 404],
      [`/${"x".repeat(256)}`, 404],
      ["/empty", 301],
    ] as const) {
      const answer = ask(respond, target);
      assert.equal(answer.status, status, target);
      assert.ok(!answer.body.includes("secret"), target);
      assert.ok(!answer.body.includes("day29-"), "no path is told");
    }
    assert.equal(openDescriptors(), before);
  });

  it("are refused if they may not be read", async (t) => {
    const { root, respond } = await folder(t);
    chmodSync(join(root, "page.html"), 0);
    // Root may read everything, and so becomes somebody else, who may enter the folder.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) chmodSync(dirname(root), 0o755);
    if (isRoot) process.seteuid?.(65534);
    try {
      assert.equal(ask(respond, "/none").status, 200);
      assert.equal(ask(respond, "/page.html").status, 403);
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });

  it("have the media type of their extension", async (t) => {
    const root = await temporaryFolder(t);
    const { respond } = site(root);
    for (const [name, type] of [
      ["a.html", "text/html; charset=utf-8"],
      ["a.css", "text/css; charset=utf-8"],
      ["a.js", "text/javascript; charset=utf-8"],
      ["a.json", "application/json"],
      ["a.svg", "image/svg+xml"],
      ["a.png", "image/png"],
      ["a", "application/octet-stream"],
    ]) {
      writeFileSync(join(root, `${name}`), "");
      assert.equal(ask(respond, `/${name}`).headers["content-type"], type);
    }
  });
});
