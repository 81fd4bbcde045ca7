/** The global names that the kernel adds to those of Node.js, and their types for cells. */
import { fileURLToPath } from "node:url";

declare global {
  /**
   * Asks the user for a line, and waits for it. Returns the line, or `defaultValue` if it is empty. Throws if the front end
   * does not support input, and `InterruptedError` if the user interrupts the kernel.
   */
  function prompt(message?: string, defaultValue?: string): string | null;
}

interface CompilerOptions {
  [option: string]: unknown;
}

interface TypeScript {
  createWatchCompilerHost(files: string[], options: CompilerOptions, ...rest: unknown[]): unknown;
}

/** The declarations of this file. */
const DECLARATIONS = fileURLToPath(new URL("./globals.d.ts", import.meta.url));

/** Returns a variant of `typescript` with which tslab's converter knows the names that are declared here. */
export function declareGlobals<T extends TypeScript>(typescript: T): T {
  return {
    ...typescript,
    createWatchCompilerHost: (files, options, ...rest) =>
      typescript.createWatchCompilerHost(
        files,
        { ...options, types: ["node", DECLARATIONS] },
        ...rest,
      ),
  };
}
