/** Copies the results into docs/ (tables and pictures) and data/ (the figures). */
import { readFileSync, writeFileSync } from "node:fs";
import { root } from "./paths.js";

const PAGE = `${root}docs/results/benchmark.md`;

/** The results follow this heading of the page. */
const HEADING = "\n## Results\n";

/** `text` is the tables in Markdown, `json` the same figures, `pictures` is keyed by file name. */
export function publish(text: string, json: string, pictures: ReadonlyMap<string, string>): void {
  const [before] = readFileSync(PAGE, "utf8").split(HEADING);
  writeFileSync(PAGE, `${before}${HEADING}\n${text.replace(/^## /gm, "### ")}`);
  for (const [file, svg] of pictures) writeFileSync(`${root}docs/results/${file}`, svg);
  writeFileSync(`${root}data/benchmark.json`, json);
}
