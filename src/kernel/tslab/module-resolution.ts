/** Finds the files that imports in cells and in the student's files refer to. */
import { isBuiltin } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type ts from "typescript";
import { resolveBuiltin } from "./rare-modules.js";

type Resolve = NonNullable<ts.ProgramHost<ts.BuilderProgram>["resolveModuleNameLiterals"]>;
type Resolution = ts.ResolvedModuleWithFailedLookupLocations;

interface Resolver {
  resolve: Resolve;
  /** Returns whether the imports of a file that has not changed must be resolved anew. */
  isInvalidated(path: string): boolean;
}

/**
 * Returns a resolver that finds a file as soon as it exists, and notices that one has gone. TypeScript's own would
 * remember failures until the operating system reports a change.
 */
export function resolveModules(typescript: typeof ts, host: ts.ModuleResolutionHost): Resolver {
  /** What imports of packages refer to, by the importing folder and the package's name. */
  const packages = new Map<string, Resolution>();
  /** What a file imports; undefined for what was not found. */
  const imports = new Map<string, (string | undefined)[]>();

  const resolveOne = (
    literal: ts.StringLiteralLike,
    importer: string,
    redirect: ts.ResolvedProjectReference | undefined,
    options: ts.CompilerOptions,
    file: ts.SourceFile,
  ): Resolution => {
    const name = literal.text;
    const key = `${dirname(importer)}\0${name}`;
    const known = packages.get(key);
    if (known && host.fileExists(known.resolvedModule?.resolvedFileName ?? "")) return known;
    const mode = typescript.getModeForUsageLocation(file, literal, options);
    const resolution = typescript.resolveModuleName(
      name,
      importer,
      options,
      host,
      undefined,
      redirect,
      mode,
    );
    // A package that imports itself by its name, as this one's notebooks do, is not external.
    const isPackage = resolution.resolvedModule && !typescript.isExternalModuleNameRelative(name);
    if (isPackage) packages.set(key, resolution);
    else packages.delete(key);
    return resolution;
  };

  return {
    resolve: (literals, importer, redirect, options, file) => {
      const targets: (string | undefined)[] = [];
      const resolutions = literals.map((literal) => {
        // @types/node declares the modules of Node.js, most of them in a file that is a part of every program.
        if (isBuiltin(literal.text)) {
          return { resolvedModule: resolveBuiltin(typescript, literal.text, importer) };
        }
        const resolution = resolveOne(literal, importer, redirect, options, file);
        targets.push(resolution.resolvedModule?.resolvedFileName);
        return resolution;
      });
      imports.set(importer, targets);
      return resolutions;
    },
    isInvalidated: (path) =>
      !isPackageFile(path) &&
      imports.get(path)?.some((target) => target === undefined || !host.fileExists(target)) ===
        true,
  };
}

/** The folder of this library's own code. */
const LIBRARY = fileURLToPath(new URL("../../", import.meta.url));

/** Returns whether a file belongs to an installed package or to this library. */
export function isPackageFile(path: string): boolean {
  return path.includes("/node_modules/") || path.startsWith(LIBRARY);
}
