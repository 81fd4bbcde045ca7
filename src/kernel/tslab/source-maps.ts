/** Maps a place in the JavaScript that runs to the place in the cell that the student wrote. */
import { SourceMap } from "node:module";

interface CompilerOptions {
  [option: string]: unknown;
}

/** The functions of TypeScript with which tslab's converter converts a cell to CommonJS in two steps. */
export interface TypeScript {
  createWatchCompilerHost(files: string[], options: CompilerOptions, ...rest: unknown[]): unknown;
  transpileModule(
    code: string,
    options: { compilerOptions: CompilerOptions },
  ): { outputText: string };
}

/** A line and a column, both counted from one, as in a stack trace. */
export interface Place {
  line: number;
  column: number;
}

const MAP = /\n\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/;

/** Splits a script into its code and the source map at its end. */
function splitMap(script: string): [code: string, map: string | undefined] {
  const found = MAP.exec(script);
  return found ? [script.slice(0, found.index), found[1]] : [script, undefined];
}

/** Returns a variant of `typescript` with which the output of tslab's converter ends with the maps of both steps. */
export function keepSourceMaps<T extends TypeScript>(typescript: T): T {
  return {
    ...typescript,
    createWatchCompilerHost: (files, options, ...rest) =>
      typescript.createWatchCompilerHost(files, { ...options, inlineSourceMap: true }, ...rest),
    transpileModule(code, options) {
      const [plain] = splitMap(code);
      const compilerOptions = { ...options.compilerOptions, inlineSourceMap: true };
      const { outputText } = typescript.transpileModule(plain, { ...options, compilerOptions });
      return { outputText: outputText.trimEnd() + code.slice(plain.length) };
    },
  };
}

function readMap(base64: string | undefined): SourceMap {
  return new SourceMap(JSON.parse(Buffer.from(base64 ?? "", "base64").toString()));
}

/** Maps a place through one map. Here lines and columns count from zero; -1 means that the map has no entry. */
function follow(map: SourceMap, { line, column }: Place): Place {
  const found = map.findEntry(line, column) as { originalLine?: number; originalColumn?: number };
  return { line: found.originalLine ?? -1, column: found.originalColumn ?? -1 };
}

/** The code of a converted cell, without its source maps. */
export interface MappedScript {
  code: string;
  /** Returns the place in the cell, or undefined for code that the compiler added. */
  locate(place: Place): Place | undefined;
}

/** tslab adds a line before the cell, which makes it a module. */
const LINES_BEFORE_CELL = 1;

/** Parses the output of a converter whose maps were kept by {@link keepSourceMaps}. */
export function mapScript(output: string): MappedScript {
  const [inner, typescriptMap] = splitMap(output);
  const [code, commonjsMap] = splitMap(inner);
  let maps: SourceMap[] | undefined;
  const lines = code.split("\n").length;
  return {
    code,
    locate({ line, column }) {
      if (line > lines) return undefined;
      maps ??= [readMap(commonjsMap), readMap(typescriptMap)];
      const inScript = { line: line - 1, column: column - 1 };
      const inModule = maps.reduce((place, map) => follow(map, place), inScript);
      if (inModule.line < LINES_BEFORE_CELL) return undefined;
      return { line: inModule.line - LINES_BEFORE_CELL + 1, column: inModule.column + 1 };
    },
  };
}
