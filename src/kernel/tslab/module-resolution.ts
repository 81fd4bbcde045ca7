/** Finds the files that imports in cells and in the student's files refer to. */
import { dirname } from "node:path";
import type ts from "typescript";

type Resolve = NonNullable<ts.ProgramHost<ts.BuilderProgram>["resolveModuleNameLiterals"]>;

interface Resolver {
  resolve: Resolve;
  /** Returns whether the imports of a file must be resolved anew when a program is made. */
  isInvalidated(path: string): boolean;
}

/**
 * Returns a resolver that finds a file as soon as it exists, and notices that one has gone. TypeScript's own would
 * remember failures until the operating system reports a change.
 */
export function resolveModules(typescript: typeof ts, host: ts.ModuleResolutionHost): Resolver {
  /** What imports of packages refer to, by the importing folder and the package's name. */
  const packages = new Map<string, ts.ResolvedModuleWithFailedLookupLocations>();

  return {
    resolve: (literals, importer, redirect, options, file) =>
      literals.map((literal) => {
        const name = literal.text;
        const key = `${dirname(importer)}\0${name}`;
        const known = packages.get(key);
        if (known && host.fileExists(known.resolvedModule?.resolvedFileName ?? "")) return known;
        const mode = typescript.getModeForUsageLocation(file, literal, options);
        const resolved = typescript.resolveModuleName(
          name,
          importer,
          options,
          host,
          undefined,
          redirect,
          mode,
        );
        if (resolved.resolvedModule?.isExternalLibraryImport) packages.set(key, resolved);
        else packages.delete(key);
        return resolved;
      }),
    isInvalidated: (path) => !isPackageFile(path),
  };
}

/** Returns whether a file belongs to an installed package. */
export function isPackageFile(path: string): boolean {
  return path.includes("/node_modules/");
}
