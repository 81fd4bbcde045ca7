/** Finds the cell to run first when a cell uses a name that has not been declared. */
import { readFileSync } from "node:fs";
import type { Diagnostic } from "./tslab/adapter.js";
import { declarationsOf } from "./tslab/declarations.js";

interface NotebookCell {
  source: string;
  /** The nearest heading above the cell. */
  heading: string | undefined;
}

const MISSING =
  /^(?:Cannot find (?:name|namespace)|No value exists in scope for the shorthand property) '([^']+)'/;
const FIRST_RUN = "先运行声明它的单元格 · first run the cell that declares it";
const IN_GENERAL =
  "如果别的单元格声明了它，就先运行那个单元格 · if another cell declares it, first run that one";

/**
 * Adds to TypeScript's message about a missing name which cell of the notebook declares that name, once per name.
 * That is more certain than a hint of the coach, and replaces it.
 *
 * @param code the source of the cell that failed
 * @param file the notebook; by default the value of the variable that Jupyter sets for its kernels
 */
export function explainMissingNames(
  diagnostics: Diagnostic[],
  code: string,
  file = process.env.JPY_SESSION_NAME,
): Diagnostic[] {
  if (!diagnostics.some(({ messageText }) => MISSING.test(messageText))) return diagnostics;
  const cells = readCells(file);
  const explained = new Set<string>();
  return diagnostics.map((diagnostic) => {
    const name = MISSING.exec(diagnostic.messageText)?.[1];
    if (name === undefined || explained.has(name)) return diagnostic;
    explained.add(name);
    const { hint, ...error } = diagnostic;
    const isUnexplained = hint === undefined && !error.messageText.includes("Did you mean");
    const advice = cells ? adviceFrom(cells, name, code) : isUnexplained && IN_GENERAL;
    if (!advice) return diagnostic;
    return { ...error, messageText: `Cannot find name '${name}': ${advice}` };
  });
}

/** Returns advice with the nearest cell above that declares `name`, or else the first one below, if any. */
function adviceFrom(cells: NotebookCell[], name: string, code: string): string | undefined {
  const here = cells.findIndex(({ source }) => source.trim() === code.trim());
  const above = cells.slice(0, Math.max(here, 0)).reverse();
  for (const { source, heading } of [...above, ...cells.slice(here + 1)]) {
    const line = declarationsOf(source).find((declaration) => declaration.name === name)?.line;
    if (line !== undefined) return `${FIRST_RUN}${heading ? ` (${heading})` : ""}: ${line}`;
  }
  return undefined;
}

/** Returns the code cells of a notebook; undefined if it cannot be read. */
function readCells(file: string | undefined): NotebookCell[] | undefined {
  if (!file?.endsWith(".ipynb")) return undefined;
  try {
    const { cells } = JSON.parse(readFileSync(file, "utf8"));
    let heading: string | undefined;
    const code: NotebookCell[] = [];
    for (const cell of cells) {
      const source = [cell.source].flat().join("");
      const headings = [...source.matchAll(/^#{1,6} (.*)$/gm)];
      if (cell.cell_type === "code") code.push({ source, heading });
      else heading = headings.at(-1)?.[1] ?? heading;
    }
    return code;
  } catch {
    return undefined; // moved, unreadable, or in an older format
  }
}
