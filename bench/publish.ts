/** Puts results where readers find them: into docs/, whose page has the tables, and into data/. */
import { readFileSync, writeFileSync } from "node:fs";
import { root } from "./paths.js";

const PAGE = `${root}docs/results/benchmark.md`;

/** Behind this heading of the page stand the results. */
const HEADING = "\n## Results\n";

/** Takes the tables, the same figures as JSON, and the pictures by file name. */
export function publish(text: string, json: string, pictures: ReadonlyMap<string, string>): void {
  const [before] = readFileSync(PAGE, "utf8").split(HEADING);
  writeFileSync(PAGE, `${before}${HEADING}\n${text.replace(/^## /gm, "### ")}`);
  for (const [file, svg] of pictures) writeFileSync(`${root}docs/results/${file}`, svg);
  writeFileSync(`${root}data/benchmark.json`, json);
}
