/**
 * Presents TypeScript's declarations of JavaScript as one file, and those of Node.js as another. The type checker of each
 * cell merges the global declarations of all files anew, but not those of one file.
 */
import { dirname, join } from "node:path";
import type ts from "typescript";

/** The name of the file with all parts of JavaScript's library. */
export const MERGED_LIB = "lib.day29.d.ts";

const NODE_TYPES = "/node_modules/@types/node/index.d.ts";

/** A `/// <reference … />`, which `path` or `lib` names. */
const REFERENCE = /^\/\/\/ *<reference +(path|lib|no-default-lib)="([^"]*)" *\/>.*$/gm;

type ReadFile = ts.System["readFile"];

/** TypeScript with the names of the parts of its library, in the order in which they are read. */
type TypeScript = typeof ts & { libs: string[] };

/**
 * Returns a function that reads files as `readFile` does, except for the declarations of JavaScript and Node.js.
 * @param libs the parts of JavaScript's library, such as `es2023`
 */
export function mergeDeclarations(
  typescript: typeof ts,
  libs: readonly string[],
  readFile: ReadFile,
): ReadFile {
  const folder = dirname(typescript.getDefaultLibFilePath({}));
  const parts = libFiles(typescript as TypeScript, libs, (file) => readFile(join(folder, file)));
  return (path, encoding) => {
    if (path.startsWith(folder)) {
      const name = path.slice(folder.length + 1);
      if (name === MERGED_LIB) return [...parts.values()].map(withoutReferences).join("\n");
      // Packages refer to parts of the library, too.
      if (parts.has(name)) return "";
    }
    return path.endsWith(NODE_TYPES) ? nodeTypes(path, readFile) : readFile(path, encoding);
  };
}

/** Returns the texts of the given parts of the library and of all that they refer to, by file name. */
function libFiles(
  typescript: TypeScript,
  libs: readonly string[],
  read: (file: string) => string | undefined,
): Map<string, string> {
  const texts = new Map<string, string>();
  const add = (lib: string) => {
    const file = `lib.${lib}.d.ts`;
    if (texts.has(file)) return;
    const text = read(file) ?? "";
    texts.set(file, text);
    for (const [, kind, target = ""] of text.matchAll(REFERENCE)) if (kind === "lib") add(target);
  };
  libs.forEach(add);
  const ordered = typescript.libs.map((lib) => `lib.${lib}.d.ts`);
  return new Map(
    [...texts].sort(([one], [other]) => ordered.indexOf(one) - ordered.indexOf(other)),
  );
}

/** Returns the text of `index.d.ts` of @types/node with the files that it refers to in it, except for those that are modules. */
function nodeTypes(index: string, readFile: ReadFile): string {
  const modules: string[] = [];
  const scripts: string[] = [];
  const seen = new Set<string>();
  const add = (path: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    const text = readFile(path) ?? "";
    for (const [, kind, target = ""] of text.matchAll(REFERENCE)) {
      if (kind === "path") add(join(dirname(path), target));
    }
    // What is not global there would become so.
    if (/^(?:import|export)\b/m.test(text)) modules.push(path);
    else scripts.push(withoutReferences(text));
  };
  add(index);
  return [...modules.map((path) => `/// <reference path="${path}" />`), ...scripts].join("\n");
}

function withoutReferences(text: string): string {
  return text.replaceAll(REFERENCE, "");
}
