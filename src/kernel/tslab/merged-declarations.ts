/**
 * Presents TypeScript's declarations of JavaScript as one file, and those of Node.js as another. The type checker of each
 * cell merges the global declarations of all files anew, but not those of one file.
 */
import { dirname, join } from "node:path";
import type ts from "typescript";
import { putOffIfRare } from "./rare-modules.js";

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
  const pathOf = (lib: string) => join(folder, `lib.${lib}.d.ts`);
  const parts = libFiles(typescript as TypeScript, libs, (lib) => readFile(pathOf(lib)));
  const merged = merge(parts, (lib) => `/// <reference lib="${lib}" />`);
  const scripts = [...parts].filter(([, text]) => !isModule(text)).map(([lib]) => pathOf(lib));
  // Packages refer to parts of the library, too.
  const replaced = new Map([[join(folder, MERGED_LIB), merged], ...scripts.map(empty)]);
  return (path, encoding) => {
    if (path.endsWith(NODE_TYPES)) return nodeTypes(path, readFile);
    return replaced.get(path) ?? readFile(path, encoding);
  };
}

const empty = (path: string) => [path, ""] as const;

/** Returns the texts of the given parts of the library and of all that they refer to, by their names. */
function libFiles(
  typescript: TypeScript,
  libs: readonly string[],
  read: (lib: string) => string | undefined,
): Map<string, string> {
  const texts = new Map<string, string>();
  const add = (lib: string) => {
    if (texts.has(lib)) return;
    const text = read(lib) ?? "";
    texts.set(lib, text);
    for (const [, kind, target = ""] of text.matchAll(REFERENCE)) if (kind === "lib") add(target);
  };
  libs.forEach(add);
  const { libs: order } = typescript;
  return new Map([...texts].sort(([one], [other]) => order.indexOf(one) - order.indexOf(other)));
}

/** Returns the text of `index.d.ts` of @types/node with the files that it refers to in it, except for rare modules. */
function nodeTypes(index: string, readFile: ReadFile): string {
  const texts = new Map<string, string>();
  const seen = new Set<string>();
  const add = (path: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    const text = readFile(path) ?? "";
    if (putOffIfRare(index, path, text)) return;
    for (const [, kind, target = ""] of text.matchAll(REFERENCE)) {
      if (kind === "path") add(join(dirname(path), target));
    }
    texts.set(path, text); // as in TypeScript, after the files that it refers to
  };
  add(index);
  return merge(texts, (path) => `/// <reference path="${path}" />`);
}

/** Returns one text with the given ones, but with references to those that are modules, whose own names are not global. */
function merge(texts: ReadonlyMap<string, string>, referenceTo: (name: string) => string): string {
  const modules = [...texts].filter(([, text]) => isModule(text));
  const scripts = [...texts.values()].filter((text) => !isModule(text));
  return [
    ...modules.map(([name]) => referenceTo(name)),
    ...scripts.map((text) => text.replaceAll(REFERENCE, "")),
  ].join("\n");
}

function isModule(text: string): boolean {
  return /^(?:import|export)\b/m.test(text);
}
