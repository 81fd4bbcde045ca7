import assert from "node:assert/strict";
import { rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { HttpConnection, type Responder } from "#day29/http/connection.js";
import { FileCache } from "#day29/http/files/cache.js";
import { site } from "#day29/http/site.js";
import { ask, folder, openDescriptors, request } from "../../../support/site.js";

describe("files that are small and have not changed for a while,", () => {
  /** Whether a descriptor is open while the answer is on its way. */
  function isRead(respond: Responder, target: string): boolean {
    const before = openDescriptors();
    const connection = new HttpConnection(respond);
    connection.receive(request(target));
    const opened = openDescriptors() - before;
    connection.close();
    return opened > 0;
  }

  const later = (): number => Date.now() + 60_000;

  it("are read once", async (t) => {
    const { root } = await folder(t);
    writeFileSync(join(root, "large"), Buffer.alloc(64 * 1024 + 1));
    const patient = site(root, later).respond;
    for (const target of ["/page.html", "/none", "/indexed/", "/inside"]) {
      assert.ok(!isRead(patient, target), target);
    }
    assert.ok(isRead(patient, "/large"));
    const whole = ask(patient, "/page.html");
    assert.equal(whole.body, "0123456789");
    const { etag } = whole.headers;
    assert.equal(ask(patient, "/page.html", ["Range: bytes=2-5"]).body, "2345");
    assert.equal(ask(patient, "/page.html", [`If-None-Match: ${etag}`]).status, 304);
    assert.equal(ask(patient, "/page.html", [], "HEAD").headers["content-length"], "10");
    for (let i = 0; i < 2; i++) assert.equal(ask(patient, "/page.html/").status, 404);
    assert.equal(ask(patient, "/page.html", [], "DELETE").status, 405);
    assert.equal(ask(patient, "/page.html?again").body, "0123456789");
  });

  it("are read again when they have changed, and are missing when they are deleted", async (t) => {
    const { root } = await folder(t);
    const { respond } = site(root, later);
    const body = (target: string): string => ask(respond, target).body;
    for (const target of ["/page.html", "/inside", "/indexed/"]) body(target);
    const file = join(root, "page.html");
    writeFileSync(file, "9876543210");
    utimesSync(file, 1e9, 1e9);
    assert.equal(body("/page.html"), "9876543210");
    assert.equal(body("/inside"), "9876543210");
    rmSync(join(root, "inside"));
    symlinkSync("../secret.txt", join(root, "inside"));
    assert.equal(ask(respond, "/inside").status, 403);
    rmSync(join(root, "indexed/index.html"));
    assert.equal(ask(respond, "/indexed/").status, 403);
    rmSync(file);
    assert.equal(ask(respond, "/page.html").status, 404);
  });

  it("are not cached before that: the time of a second change may be the same", async (t) => {
    const { root, respond } = await folder(t);
    for (let i = 0; i < 50; i++) {
      const body = `${i}`.padStart(10, "0");
      writeFileSync(join(root, "page.html"), body);
      assert.equal(ask(respond, "/page.html").body, body);
    }
  });

  it("are dropped from the cache beyond its limit, the oldest first", async (t) => {
    const { root } = await folder(t);
    const files = new FileCache<number>();
    // Many paths of the same file.
    const paths = Array.from({ length: 257 }, (_, i) => `${root}${"/".repeat(i + 1)}page.html`);
    const state = statSync(join(root, "page.html"), { bigint: true });
    for (const [i, path] of paths.entries()) files.add(path, path, state, i);
    assert.deepEqual(
      [0, 1, 256].map((i) => files.find(`${paths[i]}`)),
      [undefined, 1, 256],
    );
  });
});
