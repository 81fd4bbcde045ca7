/** Stack traces that show the student's code as it was written, and nothing of the machinery below it. */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { type MappedScript, mapScript, type Place } from "./tslab/source-maps.js";

interface Cell extends MappedScript {
  source: string;
}

/** The cells that ran, by the name that V8 knows them by. */
const cells = new Map<string, Cell>();

/** V8 keeps this many frames, so that those of a cell are there below a library's own. */
const FRAMES_KEPT = 50;
const FRAMES_SHOWN = 10;

const KERNEL = fileURLToPath(new URL(".", import.meta.url));
const PACKAGE = fileURLToPath(new URL("../", import.meta.url));

/** Registers a converted cell under a name such as `In[3]`. @returns the code to run, which bears that name. */
export function nameCell(name: string, source: string, output: string): string {
  const script = mapScript(output);
  cells.set(name, { ...script, source });
  return `${script.code}\n//# sourceURL=${name}`;
}

/** Makes every error's `stack` one that students can read. */
export function cleanStacks(): void {
  Error.stackTraceLimit = FRAMES_KEPT;
  Error.prepareStackTrace = (error, sites) =>
    [header(error), ...frames(sites).map((frame) => `    at ${frame}`)].join("\n");
}

function header(error: unknown): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "Error";
  }
}

/** The student's own frames; when there are none, those of the library that was at work. */
function frames(sites: NodeJS.CallSite[]): string[] {
  const visible = sites.filter((site) => !isMachinery(fileOf(site)));
  const own = visible.filter((site) => !isLibrary(fileOf(site)));
  return (own.length > 0 ? own : visible).map(describe).filter(isShown).slice(0, FRAMES_SHOWN);
}

function fileOf(site: NodeJS.CallSite): string {
  const name = site.getScriptNameOrSourceURL() ?? "";
  return name.startsWith("file:") ? fileURLToPath(name) : name;
}

function isMachinery(file: string): boolean {
  return (
    file === "" ||
    file.startsWith("node:") ||
    file.startsWith(KERNEL) ||
    /[\\/]node_modules[\\/]tslab[\\/]/.test(file)
  );
}

function isLibrary(file: string): boolean {
  return file.startsWith(PACKAGE) || /[\\/]node_modules[\\/]/.test(file);
}

function isShown(frame: string | undefined): frame is string {
  return frame !== undefined;
}

/** A frame as V8 writes it, but with the place in the cell instead of the one in the JavaScript. */
function describe(site: NodeJS.CallSite): string | undefined {
  const name = site.getScriptNameOrSourceURL() ?? "";
  // Cells call what earlier cells declared through tslab's Proxy of their exports.
  const text = String(site).replace(/^((?:async )?)Proxy\./, "$1");
  const cell = cells.get(name);
  if (!cell) return text.replace(name, relative(process.cwd(), fileOf(site)));
  const [line, column] = [site.getLineNumber(), site.getColumnNumber()];
  const place = line && column ? cell.locate({ line, column }) : undefined;
  return (
    place && text.replace(`${name}:${line}:${column}`, `${name}:${place.line}:${place.column}`)
  );
}

/** The first line that `stack` names, quoted from its cell with a caret under the column. */
export function quoteFirstFrame(stack: string): string[] {
  const found = / \(?(In\[\d+\]):(\d+):(\d+)\)?$/m.exec(stack);
  const source = cells.get(found?.[1] ?? "")?.source;
  if (!found || source === undefined) return [];
  return [
    `${found[1]}:${found[2]}`,
    ...quote(source, { line: Number(found[2]), column: Number(found[3]) }),
  ];
}

/** A line of source with carets under the `length` characters at `place`. */
export function quote(source: string, { line, column }: Place, length = 1): string[] {
  const text = source.split("\n")[line - 1] ?? "";
  const indent = text.slice(0, column - 1).replace(/[^\t]/g, " ");
  const carets = "^".repeat(Math.max(1, Math.min(length, text.length - column + 1)));
  return [`  ${text}`, `  ${indent}${carets}`];
}
