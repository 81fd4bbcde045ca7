import assert from "node:assert/strict";
import { it } from "node:test";
import { declarationsOf } from "#day29/kernel/tslab/declarations.js";

it("a cell declares variables, functions, types and imports, each by a line", () => {
  const source = `
import a, { b as c } from "x";
import * as d from "y";
const [e, , { f: g, ...h }] = value, i = 1;
async function j() {
  const inner = 1;
}
class K {}
interface L {}
use(a);`;
  const declared = declarationsOf(source);
  assert.deepEqual(
    declared.map(({ name }) => name),
    ["a", "c", "d", "e", "g", "h", "i", "j", "K", "L"],
  );
  assert.equal(declared[7]?.line, "async function j() {");
});

it("a cell with a syntax error declares what can be parsed", () => {
  assert.deepEqual(declarationsOf("const a = 1;\n) (\n"), [{ name: "a", line: "const a = 1;" }]);
});
