/**
 * Modules of Node.js that few cells import. Their declarations, a quarter of all, are read when something imports them.
 * Those of Node.js itself refer to them only in the type of `process.getBuiltinModule()`.
 */
import { dirname, join } from "node:path";
import type ts from "typescript";

/** The modules by the files of @types/node that declare them. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  "cluster.d.ts": ["cluster", "node:cluster"],
  "http2.d.ts": ["http2", "node:http2"],
  "inspector.generated.d.ts": [
    ...["inspector", "node:inspector"],
    ...["inspector/promises", "node:inspector/promises"],
  ],
  "repl.d.ts": ["repl", "node:repl"],
  "test.d.ts": ["node:test", "node:test/reporters"],
};

/** The files whose reading was put off, by the names of the modules. */
const putOff = new Map<string, string>();
/** The folders of @types/node. */
const folders = new Set<string>();

/**
 * Puts off the reading of a file of @types/node if it declares only rare modules. Returns whether it did.
 * @param text its content
 */
export function putOffIfRare(index: string, path: string, text: string): boolean {
  const folder = dirname(index);
  const names = Object.entries(FILES).find(([file]) => path === join(folder, file))?.[1];
  const declared = [...text.matchAll(/^declare module ["']([^"']+)["']/gm)].map(([, name]) => name);
  if (!names || declared.length === 0) return false;
  if (!declared.every((name) => names.includes(`${name}`))) return false;
  folders.add(folder);
  for (const name of names) putOff.set(name, path);
  return true;
}

/** Returns what an import of a module of Node.js refers to: no file if its declarations have been read. */
export function resolveBuiltin(
  typescript: typeof ts,
  name: string,
  importer: string,
): ts.ResolvedModuleFull | undefined {
  const resolvedFileName = putOff.get(name);
  if (resolvedFileName === undefined || folders.has(dirname(importer))) return undefined;
  return { resolvedFileName, extension: typescript.Extension.Dts, isExternalLibraryImport: true };
}

/** Calls `use` with a type checker that lists rare modules, too, when it is asked for all. */
export function withRareModules<T>(checker: ts.TypeChecker, use: () => T): T {
  const { getAmbientModules } = checker;
  checker.getAmbientModules = () => {
    const modules = getAmbientModules();
    const known = new Set(modules.map(({ name }) => name));
    const rare = [...putOff.keys()].map((name) => ({ name: `"${name}"` }) as ts.Symbol);
    return [...modules, ...rare.filter(({ name }) => !known.has(name))];
  };
  try {
    return use();
  } finally {
    checker.getAmbientModules = getAmbientModules;
  }
}
