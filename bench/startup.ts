/** Times of the import, of a kernel's first output and its shutdown, of each notebook, and of all pages. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { python, root, source } from "./paths.js";
import { type Summary, summary } from "./statistics.js";

/** The milliseconds that an import of the package adds to an empty script. */
export function measureImport(rounds: number): Summary {
  const time = (script: string): number => {
    const start = performance.now();
    const options = ["--input-type=module", "--eval", script];
    const { status, stderr } = spawnSync(process.execPath, options, { cwd: root });
    if (status !== 0) throw new Error(`${stderr}`);
    return performance.now() - start;
  };
  const differences: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const difference = time('import "day29";') - time(";");
    // The first one fills the disk cache.
    if (round >= 0) differences.push(difference);
  }
  return summary(differences);
}

/** The seconds that a kernel took for something, or a notebook from the start of its kernel to its end. */
export interface NotebookFigures {
  readonly name: string;
  readonly seconds: number;
  /** Of the cell that took longest. */
  readonly slowestCell?: number;
}

/** The names of the figures that are not about a notebook. */
export const KERNEL_FIGURES = ["first readiness", "shutdown of a kernel that serves"] as const;

/** The name of the time that all pages take. */
export const HTML_FIGURE = "npm run html, all notebooks";

/** Times the export of all notebooks, which are run for it. */
export function measureHtml(): NotebookFigures {
  const folder = mkdtempSync(join(tmpdir(), "day29-html-"));
  const script = join(root, "tools/commands/main.mjs");
  const started = performance.now();
  const options = [script, "html", "--output", folder];
  const { status, stderr } = spawnSync(process.execPath, options, { encoding: "utf8" });
  const seconds = (performance.now() - started) / 1000;
  rmSync(folder, { recursive: true });
  if (status !== 0) throw new Error(stderr);
  return { name: HTML_FIGURE, seconds };
}

/** Times a kernel from its start to its first readiness, the end of one, and all notebooks if `all` is set. */
export function measureNotebooks(all: boolean): NotebookFigures[] {
  const options = [source("startup/notebooks.py"), ...(all ? ["--all"] : [])];
  const { status, stdout, stderr } = spawnSync(python, options, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}
