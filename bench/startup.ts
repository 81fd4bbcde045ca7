/** Times of the import, of a kernel's first output and its shutdown, and of each notebook. */
import { spawnSync } from "node:child_process";
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
