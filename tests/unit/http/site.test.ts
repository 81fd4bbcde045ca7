import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { site } from "#day29/http/site.js";
import { www } from "../../support/http.js";
import { ask } from "../../support/site.js";

describe("the site", () => {
  it("has no link to another host, and none that is broken", () => {
    const { respond } = site(www);
    const files = readdirSync(www, { recursive: true }).map(String);
    const links = files
      .filter((name) => /\.(html|svg|css)$/.test(name))
      .map((name) => readFileSync(join(www, name), "utf8"))
      .flatMap((text) => [...text.matchAll(/(?:href|src|action)="([^"]*)"|url\(([^)]*)\)/g)])
      .map(([, quoted, unquoted]) => `${quoted ?? unquoted}`)
      .filter((link) => !link.startsWith("#"));
    assert.ok(links.length > 5);
    const expected = new Map([
      ["/missing", 404],
      ["/form", 301],
      ["/echo", 405],
    ]);
    for (const link of links) {
      assert.match(link, /^\/(?!\/)/);
      assert.equal(ask(respond, link).status, expected.get(link) ?? 200, link);
    }
  });
});
