/** Maps a place in the JavaScript that runs to the place in the cell that the student wrote. */
import { SourceMap } from "node:module";

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

/**
 * Parses the output of TypeScript, which ends with its source map.
 * @param added the number of lines that stand before the student's in the source
 */
export function mapScript(output: string, added: number): MappedScript {
  const [code, base64] = splitMap(output);
  const lines = code.split("\n").length;
  let map: SourceMap | undefined;
  return {
    code,
    locate({ line, column }) {
      if (line > lines) return undefined;
      map ??= readMap(base64);
      const place = follow(map, { line: line - 1, column: column - 1 });
      if (place.line < added) return undefined;
      return { line: place.line - added + 1, column: place.column + 1 };
    },
  };
}
