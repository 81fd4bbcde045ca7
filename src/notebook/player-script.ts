/** The scripts of src/player that outputs contain, as the build bundles them. */
import { readFileSync } from "node:fs";

const scripts = new Map<string, string>();

/** Reads a script when it is first needed: in a bundle of another project the file may be missing. */
export function playerScript(name: "inline" | "knobs" | "playground"): string {
  let script = scripts.get(name);
  if (script === undefined) {
    script = readFileSync(new URL(`../player/${name}.js`, import.meta.url), "utf8").trim();
    scripts.set(name, script);
  }
  return script;
}
