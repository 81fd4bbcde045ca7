/** Small notebooks, made by hand. */
import { readFile, writeFile } from "node:fs/promises";

export interface Output {
  output_type: string;
  name?: string;
  text?: string;
  data?: Record<string, string>;
  metadata?: object;
}

export interface Cell {
  id: string;
  cell_type: "code" | "markdown";
  source: string | string[];
  metadata: { tags?: string[] } & Record<string, unknown>;
  outputs: Output[];
  execution_count?: number | null;
}

export function prose(source: string, metadata: Cell["metadata"] = {}) {
  return { id: "", cell_type: "markdown", metadata, source };
}

export function code(source: string, outputs: Output[] = [], metadata: Cell["metadata"] = {}) {
  return { id: "", cell_type: "code", execution_count: null, metadata, source, outputs };
}

export function stdout(text: string): Output {
  return { output_type: "stream", name: "stdout", text };
}

export function display(data: Record<string, string>): Output {
  return { output_type: "display_data", metadata: {}, data };
}

export async function writeNotebook(
  file: string,
  cells: (ReturnType<typeof code> | ReturnType<typeof prose>)[],
  metadata: object = {},
): Promise<string> {
  const numbered = cells.map((cell, index) => ({ ...cell, id: cell.id || `cell-${index}` }));
  const notebook = { cells: numbered, metadata, nbformat: 4, nbformat_minor: 5 };
  await writeFile(file, JSON.stringify(notebook));
  return file;
}

export async function readNotebook(
  file: string,
): Promise<{ cells: Cell[]; metadata: Record<string, unknown> }> {
  return JSON.parse(await readFile(file, "utf8"));
}
