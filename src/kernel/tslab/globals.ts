/** The global names that the kernel adds to those of Node.js, and their types for cells. */
import { fileURLToPath } from "node:url";

declare global {
  interface ImportMeta {
    /** The folder of the notebook. */
    dirname: string;
    /** The path of the notebook. */
    filename: string;
  }

  /**
   * Asks the user for a line, and waits for it. Returns the line, or `defaultValue` if it is empty. Throws if the front end
   * does not support input, and `InterruptedError` if the user interrupts the kernel.
   */
  function prompt(message?: string, defaultValue?: string): string | null;
}

/** The declarations of this file. */
export const GLOBALS = fileURLToPath(new URL("./globals.d.ts", import.meta.url));
