/** The cells that have run, for stack traces: their source, and the mapping from the running code to it. */
import { type MappedScript, mapScript } from "./tslab/source-maps.js";

interface Cell extends MappedScript {
  source: string;
}

/**
 * The maximum number of cells; the oldest are dropped. Functions of a dropped cell still run, but their stack frames
 * show no line and column.
 */
export const MAX_CELLS = 500;

/** The cells by the name that V8 has for their code, the oldest first. */
const cells = new Map<string, Cell>();

/** tslab adds a line before a cell, which makes it a module. */
const LINES_BEFORE_CELL = 1;

/** Registers a converted cell under a name such as `In[3]`. Returns the code to run. */
export function registerCell(name: string, source: string, output: string): string {
  const script = mapScript(output, LINES_BEFORE_CELL);
  cells.delete(name); // the name is reused after a cell that does not count, such as a silent one
  cells.set(name, { ...script, source });
  const [oldest] = cells.keys();
  if (cells.size > MAX_CELLS && oldest !== undefined) cells.delete(oldest);
  return script.code;
}

/** Returns the cell of that name, unless it has been dropped. */
export function findCell(name: string): Cell | undefined {
  return cells.get(name);
}

/** Returns whether a script of this name is a cell. */
export function isCellName(name: string): boolean {
  return /^In\[\d+\]$/.test(name);
}
