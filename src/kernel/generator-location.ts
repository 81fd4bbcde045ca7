/** Finds the line of the source at which a generator is suspended: implements `Host.locationOf`. */
import { readFileSync } from "node:fs";
import { Session } from "node:inspector";
import { SourceMap } from "node:module";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import type { SourceLocation } from "../sys/host.js";
import { findCell, isCellName } from "./cell-registry.js";
import { findLocalScript } from "./tslab/local-modules.js";
import type { Place } from "./tslab/source-maps.js";

/** A place in the JavaScript that runs; both numbers count from zero. */
interface ScriptPlace {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

let session: Session | undefined;
const urls = new Map<string, string>();

/** Returns where a generator is suspended; undefined if it has ended, or if its source is not known. */
export function locationOf(generator: object): SourceLocation | undefined {
  const place = suspendedAt(generator);
  const url = place && urlOf(place.scriptId);
  if (!place || !url) return undefined;
  const { lineNumber, columnNumber } = place;
  return sourceAt(url, { line: lineNumber + 1, column: columnNumber + 1 });
}

/** V8 calls back before `post()` returns. */
function ask<Result>(method: string, params: object = {}): Result | undefined {
  if (session === undefined) {
    session = new Session();
    session.connect();
    session.on("Debugger.scriptParsed", ({ params: { scriptId, url } }) => urls.set(scriptId, url));
  }
  let result: Result | undefined;
  session.post(method, params, (_error, value) => {
    result = value as Result;
  });
  return result;
}

const SUBJECT = Symbol.for("day29.generator-location.subject");

function suspendedAt(generator: object): ScriptPlace | undefined {
  const holder = globalThis as { [SUBJECT]?: object };
  holder[SUBJECT] = generator;
  const expression = `globalThis[Symbol.for("${SUBJECT.description}")]`;
  const found = ask<{ result: { objectId?: string } }>("Runtime.evaluate", { expression });
  delete holder[SUBJECT];
  const objectId = found?.result.objectId;
  if (objectId === undefined) return undefined;
  const properties = ask<{
    internalProperties?: { name: string; value?: { value: ScriptPlace } }[];
  }>("Runtime.getProperties", { objectId, ownProperties: true });
  ask("Runtime.releaseObject", { objectId });
  const location = properties?.internalProperties?.find(
    ({ name }) => name === "[[GeneratorLocation]]",
  );
  return location?.value?.value;
}

function urlOf(scriptId: string): string | undefined {
  if (!urls.has(scriptId)) {
    // V8 reports all scripts when the debugger is enabled, which slows them down while it is.
    ask("Debugger.enable");
    ask("Debugger.disable");
  }
  return urls.get(scriptId);
}

function sourceAt(url: string, place: Place): SourceLocation | undefined {
  if (isCellName(url)) {
    const cell = findCell(url);
    const line = cell?.locate(place)?.line;
    return cell && line ? { name: url, source: cell.source, line, whole: true } : undefined;
  }
  try {
    const file = url.startsWith("file:") ? fileURLToPath(url) : url;
    const local = findLocalScript(url) ?? findLocalScript(file);
    if (local) {
      const line = local.locate(place)?.line;
      const { source } = local;
      return line ? { name: basename(file), source, line, whole: false } : undefined;
    }
    const { originalSource, originalLine } = mapOf(file).findEntry(
      place.line - 1,
      place.column - 1,
    ) as { originalSource?: string; originalLine?: number };
    if (originalSource === undefined || originalLine === undefined) return undefined;
    return sourceOf(fileURLToPath(new URL(originalSource, `file://${file}`)), originalLine + 1);
  } catch {
    return undefined; // a file that is missing, or that has no map
  }
}

const maps = new Map<string, SourceMap>();
const texts = new Map<string, string>();

function mapOf(file: string): SourceMap {
  const map = maps.get(file) ?? new SourceMap(JSON.parse(readFileSync(`${file}.map`, "utf8")));
  maps.set(file, map);
  return map;
}

function sourceOf(file: string, line: number): SourceLocation {
  const source = texts.get(file) ?? readFileSync(file, "utf8");
  texts.set(file, source);
  return { name: basename(file), source, line, whole: false };
}
