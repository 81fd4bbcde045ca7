/** The cells that ran, for stack traces: their source, and the way from the code that runs back to it. */
import { type MappedScript, mapScript } from "./tslab/source-maps.js";

interface Cell extends MappedScript {
  source: string;
}

/**
 * The newest executions are kept. A function of an older cell still runs, but a frame of it is shown without its line
 * and column.
 */
export const MAX_CELLS = 500;

/** By the name that V8 knows the cell's code by, the oldest first. */
const cells = new Map<string, Cell>();

/** Registers a converted cell under a name such as `In[3]`. Returns the code to run, which has that name. */
export function registerCell(name: string, source: string, output: string): string {
  const script = mapScript(output);
  cells.delete(name); // a cell that is not counted leaves its name to the next one
  cells.set(name, { ...script, source });
  const [oldest] = cells.keys();
  if (cells.size > MAX_CELLS && oldest !== undefined) cells.delete(oldest);
  return `${script.code}\n//# sourceURL=${name}`;
}

/** Returns the cell of that name, unless it has been forgotten. */
export function findCell(name: string): Cell | undefined {
  return cells.get(name);
}

/** Whether V8 knows a cell's code by this name. */
export function isCellName(name: string): boolean {
  return /^In\[\d+\]$/.test(name);
}
