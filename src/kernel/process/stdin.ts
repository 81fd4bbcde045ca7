/** The standard input of cells: the user is asked in the front end. */
import { syncBuiltinESMExports } from "node:module";
import { readFilesFrom } from "./stdin-files.js";
import { type Asker, StdinStream } from "./stdin-stream.js";

/**
 * Makes `process.stdin`, `node:readline`, reads of descriptor 0 by `node:fs` and the global `prompt()` ask the user.
 * Returns the stream behind `process.stdin`.
 */
export function captureStdin(asker: Asker): StdinStream {
  const stream = new StdinStream(asker);
  stream.install();
  readFilesFrom(asker);
  syncBuiltinESMExports();
  Object.assign(globalThis, {
    prompt(message?: unknown, defaultValue?: unknown): string | null {
      const line = asker.askSync(message === undefined ? "" : String(message));
      return line === "" && defaultValue !== undefined ? String(defaultValue) : line;
    },
  });
  return stream;
}
