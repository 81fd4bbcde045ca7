/** Stack traces that show the student's code as it was written, without the frames of kernel and libraries. */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { findCell, isCellName } from "./cell-registry.js";
import { withoutGeneratedNames } from "./tslab/generated-names.js";
import { findLocalScript } from "./tslab/local-modules.js";

/** The number of frames that V8 records: enough to include those of the cell below those of a library. */
const RECORDED_FRAMES = 50;
const SHOWN_FRAMES = 10;

const KERNEL = fileURLToPath(new URL(".", import.meta.url));
const PACKAGE = fileURLToPath(new URL("../", import.meta.url));

/** Changes the `stack` of every error from now on. */
export function cleanStackTraces(): void {
  Error.stackTraceLimit = RECORDED_FRAMES;
  Error.prepareStackTrace = (error, sites) =>
    [header(error), ...frames(sites).map((frame) => `    at ${frame}`)].join("\n");
}

function header(error: unknown): string {
  try {
    return withoutGeneratedNames(Error.prototype.toString.call(error));
  } catch {
    return "Error";
  }
}

/** Returns the frames of cells and of files that belong to the student or, if there are none, those of libraries. */
function frames(sites: NodeJS.CallSite[]): string[] {
  const visible = sites.filter((site) => !isInternal(fileOf(site)));
  const own = visible.filter((site) => !isLibrary(fileOf(site)));
  return (own.length > 0 ? own : visible)
    .flatMap((site) => describe(site) ?? [])
    .slice(0, SHOWN_FRAMES);
}

function fileOf(site: NodeJS.CallSite): string {
  const name = site.getScriptNameOrSourceURL() ?? "";
  return name.startsWith("file:") ? fileURLToPath(name) : name;
}

function isInternal(file: string): boolean {
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

/** Formats a frame as V8 does, but with the place in the cell. Returns undefined for code that the compiler added. */
function describe(site: NodeJS.CallSite): string | undefined {
  const name = site.getScriptNameOrSourceURL() ?? "";
  const text = withoutGeneratedNames(String(site));
  const [line, column] = [site.getLineNumber(), site.getColumnNumber()];
  const withPlace = `${name}:${line}:${column}`;
  if (!isCellName(name)) {
    const shown = relative(process.cwd(), fileOf(site));
    const place = line && column ? findLocalScript(name)?.locate({ line, column }) : undefined;
    if (!place) return text.replace(name, shown);
    return text.replace(withPlace, `${shown}:${place.line}:${place.column}`);
  }
  const cell = findCell(name);
  if (!cell) return text.replace(withPlace, name);
  const place = line && column ? cell.locate({ line, column }) : undefined;
  return place && text.replace(withPlace, `${name}:${place.line}:${place.column}`);
}
