import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { MERGED_LIB, mergeDeclarations } from "#day29/kernel/tslab/merged-declarations.js";
import { typescript } from "#day29/kernel/tslab/typescript.js";

const libs = dirname(typescript.getDefaultLibFilePath({}));
const types = "/project/node_modules/@types/node";

function reader(files: Record<string, string>) {
  return mergeDeclarations(
    typescript,
    ["es2016", "esnext.array", "es2025.iterator"],
    (path) => files[path],
  );
}

describe("merged declarations", () => {
  const read = reader({
    [join(libs, "lib.esnext.array.d.ts")]: "interface Newest {}",
    [join(libs, "lib.es2016.d.ts")]:
      '/// <reference no-default-lib="true"/>\n/// <reference lib="es2015" />\n/// <reference lib="es2016.intl" />\ninterface Newer {}',
    [join(libs, "lib.es2015.d.ts")]: "interface Old {}",
    [join(libs, "lib.es2016.intl.d.ts")]: "interface Intl {}",
    [join(libs, "lib.es2025.iterator.d.ts")]: "export {};\ndeclare global { interface It {} }",
    [join(libs, "lib.dom.d.ts")]: "interface Dom {}",
    [join(types, "index.d.ts")]:
      '// index\n/// <reference lib="es2020" />\n/// <reference path="fs.d.ts" />\n/// <reference path="web/fetch.d.ts" />\n/// <reference path="fs.d.ts" />',
    [join(types, "fs.d.ts")]:
      '/// <reference path="buffer.d.ts" />\ndeclare module "fs" { import * as url from "node:url"; }',
    [join(types, "buffer.d.ts")]: 'declare module "buffer" {\n    export {};\n}',
    [join(types, "web/fetch.d.ts")]: "export {};\ndeclare global {}",
    "/project/util.ts": "export const a = 1;",
  });

  it("have all parts of the library in the order of TypeScript, each once", () => {
    const text = read(join(libs, MERGED_LIB)) ?? "";
    assert.deepEqual(text.match(/interface \w+/g), [
      "interface Old",
      "interface Newer",
      "interface Intl",
      "interface Newest",
    ]);
    assert.deepEqual(text.match(/^\/\/\/.*/gm), ['/// <reference lib="es2025.iterator" />']);
  });

  it("leave nothing in the files of these parts unless they are modules, and the others as they are", () => {
    assert.match(read(join(libs, "lib.es2025.iterator.d.ts")) ?? "", /interface It/);
    assert.equal(read(join(libs, "lib.es2015.d.ts")), "");
    assert.equal(read(join(libs, "lib.dom.d.ts")), "interface Dom {}");
    assert.equal(read("/project/util.ts"), "export const a = 1;");
    assert.equal(read("/project/missing.ts"), undefined);
  });

  it("have all files of @types/node, and refer to those that are modules", () => {
    const text = read(join(types, "index.d.ts")) ?? "";
    assert.deepEqual(text.match(/^(?:declare|export|\/\/\/).*/gm), [
      `/// <reference path="${types}/web/fetch.d.ts" />`,
      'declare module "buffer" {',
      'declare module "fs" { import * as url from "node:url"; }',
    ]);
  });
});
