/** The line of a cell in which an error is. */
import type { Fault } from "./fault.js";

/** Returns whether the error is one that code in another language has: of syntax, or a word that is no name. */
export function isSyntaxFault({ code }: Fault): boolean {
  return (code >= 1000 && code < 2000) || [2303, 2304, 2503, 2552, 4000, 18016].includes(code);
}

/** Returns the text of the line in which the error begins, without indentation and trailing semicolon or comment. */
export function lineAt({ file, range, message }: Fault): string {
  // After `import x`, TypeScript misses `= require(...)`, and marks the next word, in whichever line it is.
  const isImport = message === "'=' expected.";
  const pos = isImport ? file.text.slice(0, range.pos).trimEnd().length : range.pos;
  const begin = file.text.lastIndexOf("\n", pos - 1) + 1;
  const end = file.text.indexOf("\n", pos);
  const line = file.text.slice(begin, end < 0 ? undefined : end).trim();
  return line.replace(/(?<=\S)\s+#.*$/, "").replace(/\s*;$/, "");
}
