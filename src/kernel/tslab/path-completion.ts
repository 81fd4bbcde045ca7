/** Completes the paths of files in strings of which TypeScript knows nothing, such as `readFileSync("data/…")`. */
import { opendirSync } from "node:fs";
import { resolve } from "node:path";
import type { Completion, Cursor } from "./language.js";

/** The number of files of a folder that are examined, so that a huge folder does not stop the kernel. */
const MAX_FILES = 10_000;

/** Returns the files that the string at the cursor can name, or undefined outside a string. */
export function completePath({
  typescript,
  program,
  file,
  position,
}: Cursor): Completion | undefined {
  const token = typescript.findPrecedingToken(position, file);
  if (!token || !typescript.isStringLiteralLike(token)) return undefined;
  if (!typescript.isInString(file, position, token)) return undefined;
  const text = file.text.slice(token.getStart(file) + 1, position);
  const slash = text.lastIndexOf("/") + 1;
  const typed = text.slice(slash);
  const start = position - typed.length;
  const folder = resolve(program.getCurrentDirectory(), text.slice(0, slash));
  const candidates = text === "" ? [] : filesIn(folder, typed);
  const rest = /^[^"'`/\s]*/.exec(file.text.slice(position, token.end))?.[0] ?? "";
  return { start, end: position + rest.length, candidates };
}

function filesIn(path: string, typed: string): Completion["candidates"] {
  const names: string[] = [];
  try {
    const folder = opendirSync(path);
    try {
      for (let i = 0; i < MAX_FILES; i++) {
        const entry = folder.readSync();
        if (!entry) break;
        // A name with a quote, a backslash or a control character would have to be escaped.
        if (!entry.name.startsWith(typed) || /["'`\\\p{C}]/u.test(entry.name)) continue;
        if (entry.name.startsWith(".") && typed === "") continue;
        names.push(entry.isDirectory() ? `${entry.name}/` : entry.name);
      }
    } finally {
      folder.closeSync();
    }
  } catch {
    // It does not exist, or is not readable.
  }
  return names.sort().map((text) => ({ text, kind: "path" }));
}
