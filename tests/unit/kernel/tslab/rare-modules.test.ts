/** Modules whose declarations are read when something imports them. */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Session } from "#day29/kernel/tslab/adapter.js";
import { errors, folder } from "../../../support/kernel/session.js";

describe("a rare module of Node.js", () => {
  it("is not in the program of a cell that does not import it", () => {
    const { checked } = new Session(folder).convert("1 + 1");
    const files = checked?.program.getSourceFiles().map(({ fileName }) => fileName) ?? [];
    assert.ok(files.some((file) => file.endsWith("/@types/node/index.d.ts")));
    assert.deepEqual(
      files.filter((file) => /(http2|inspector\.generated)\.d\.ts$/.test(file)),
      [],
    );
  });

  for (const [code, expected] of [
    ['import { constants } from "node:http2"; constants.none;', /1:51 TS2339 .*'none'/],
    ['import test from "node:test"; test.none;', /1:36 TS2339 .*'none'/],
    ['import { Session } from "inspector"; new Session().none;', /1:52 TS2339 .*'none'/],
    ['import { Session } from "node:inspector/promises"; new Session().none;', /'none'/],
    ['(await import("node:repl")).none;', /1:29 TS2339 .*'none'/],
    ['import cluster from "cluster"; cluster.none;', /1:40 TS2339 .*'none'/],
    ['import { spec } from "node:test/reporters"; spec.none;', /1:50 TS2339 .*'none'/],
  ] as const) {
    it(`has its types in ${code}`, () => {
      const found = errors(code);
      assert.equal(found.length, 1);
      assert.match(`${found}`, expected);
      assert.deepEqual(errors(code.replace(".none", "")), []);
    });
  }

  it("has its types where a local file or a package imports it", () => {
    writeFileSync(
      join(folder, "serving.ts"),
      'import { createServer } from "node:http2"; export const open = () => createServer();',
    );
    const installed = join(folder, "node_modules/using-http2");
    mkdirSync(installed, { recursive: true });
    writeFileSync(join(installed, "package.json"), '{ "name": "using-http2", "version": "1.0.0" }');
    writeFileSync(join(installed, "index.js"), "");
    writeFileSync(
      join(installed, "index.d.ts"),
      'import { Http2Server } from "http2"; export declare const server: Http2Server;',
    );
    assert.match(`${errors('import { open } from "./serving"; open().none;')}`, /'Http2Server</);
    assert.match(
      `${errors('import { server } from "using-http2"; server.none;')}`,
      /'Http2Server</,
    );
  });

  it("is completed in the string of an import", () => {
    const session = new Session(folder);
    const completed = (code: string) =>
      session.complete(code, code.length).candidates.map(({ text }) => text);
    assert.deepEqual(completed('import x from "node:http'), [
      "node:http",
      "node:https",
      "node:http2",
    ]);
    assert.deepEqual(completed('import x from "clus'), ["cluster"]);
    assert.deepEqual(completed('import x from "node:inspector/p'), ["promises"]);
  });
});
