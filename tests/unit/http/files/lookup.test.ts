/** Which file a target names, and which it must not. */
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
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

  /** Calls `work` as a user who may not read everything, as root may. */
  function asUser(root: string, work: () => void): void {
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) chmodSync(dirname(root), 0o755);
    if (isRoot) process.seteuid?.(65534);
    try {
      work();
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  }

  it("are refused if they may not be read", async (t) => {
    const { root, respond } = await folder(t);
    chmodSync(join(root, "page.html"), 0);
    asUser(root, () => {
      assert.equal(ask(respond, "/none").status, 200);
      assert.equal(ask(respond, "/page.html").status, 403);
    });
  });

  it("are found in a folder that may be entered but not listed", async (t) => {
    const { root, respond } = await folder(t);
    const closed = join(root, "closed");
    chmodSync(closed, 0o711);
    asUser(root, () => {
      for (const target of ["/closed/", "/closed/index.html"]) {
        const { status, body } = ask(respond, target);
        assert.deepEqual([status, body], [200, "index"], target);
      }
      const { status, headers } = ask(respond, "/closed?x");
      assert.deepEqual([status, headers.location], [301, "/closed/?x"]);
      assert.equal(ask(respond, "/closed/missing").status, 404);
    });
    chmodSync(closed, 0o700);
    asUser(root, () => {
      for (const target of ["/closed/", "/closed/index.html"]) {
        assert.equal(ask(respond, target).status, 403, target);
      }
    });
    rmSync(join(closed, "index.html"));
    chmodSync(closed, 0o711);
    asUser(root, () => assert.equal(ask(respond, "/closed/").status, 403));
  });

  it("have any names that the system allows", async (t) => {
    const { root, respond } = await folder(t);
    const gbk = Buffer.from([0xb2, 0xe2]);
    const at = (name: Buffer | string): Buffer =>
      Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name)]);
    writeFileSync(at(Buffer.concat([gbk, Buffer.from(".txt")])), "gbk");
    mkdirSync(at(gbk));
    writeFileSync(at("back\\slash.html"), "backslash");
    symlinkSync(Buffer.concat([gbk, Buffer.from(".txt")]), join(root, "link"));
    for (const [target, body] of [
      ["/%b2%e2.txt", "gbk"],
      ["/back%5Cslash.html", "backslash"],
      ["/back\\slash.html", "backslash"],
      ["/link", "gbk"],
    ]) {
      const answer = ask(respond, `${target}`);
      assert.deepEqual([answer.status, answer.body], [200, body], target);
    }
    assert.equal(ask(respond, "/%b2%e2").headers.location, "/%B2%E2/");
    assert.equal(ask(respond, "/%b2%e3").status, 404);
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
      ...["ts", "mts", "cts", "tsx", "TS", "py", "rs"].map((extension) => [
        `a.${extension}`,
        "text/plain; charset=utf-8",
      ]),
    ]) {
      writeFileSync(join(root, `${name}`), "");
      assert.equal(ask(respond, `/${name}`).headers["content-type"], type);
    }
  });

  it("are sent as they can be read, if the system reports another size", {
    skip: existsSync("/sys/kernel/mm") ? false : "no sysfs",
  }, () => {
    for (const [root, name] of [
      ["/sys/kernel", "/fscaps"],
      ["/sys/kernel", "/mm/transparent_hugepage/enabled"],
      ["/proc/self", "/status"],
      ["/proc/sys/kernel", "/ostype"],
    ] as const) {
      if (!existsSync(root + name)) continue;
      const { respond } = site(root);
      const before = openDescriptors();
      const { status, headers, body } = ask(respond, name);
      assert.equal(status, 200, name);
      assert.ok(body.length > 0, name);
      assert.equal(headers["content-length"], `${body.length}`);
      assert.equal(ask(respond, name, ["Range: bytes=0-0"]).body, body.slice(0, 1));
      assert.equal(openDescriptors(), before);
    }
  });
});
