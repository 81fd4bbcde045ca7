// Reads the cells of a notebook from standard input, as JSON, and writes one TypeScript module.
import { readFileSync } from "node:fs";
import { CellScript } from "./cell-script.mjs";

/** @type {{ type: string, source: string, raises: boolean }[]} */
const cells = JSON.parse(readFileSync(0, "utf8"));
const script = new CellScript();
for (const { type, source, raises } of cells) {
  if (type === "code") script.addCode(source, raises);
  else script.addProse(source);
}
process.stdout.write(script.toString());
