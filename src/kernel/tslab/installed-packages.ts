/** Loads installed packages, also those that are made only for `import`. */
import { constants, Script } from "node:vm";
import type ts from "typescript";
import { typescript } from "./typescript.js";

/**
 * Loads a package with `require`, even if it has no exports for that.
 * @param importer the path of a file in the folder where the package is looked for
 */
export function requirePackage(
  require: NodeJS.Require,
  specifier: string,
  importer: string,
): unknown {
  try {
    return require(specifier);
  } catch (error) {
    if ((error as NodeJS.ErrnoException)?.code !== "ERR_PACKAGE_PATH_NOT_EXPORTED") throw error;
    const path = resolveImport(specifier, importer);
    if (path === undefined) throw error;
    return require(path);
  }
}

const ASYNC_MODULE = "ERR_REQUIRE_ASYNC_MODULE";

/** The error of `require` for a local file that uses `await` at the top level, as Node.js has one for packages. */
export class AsyncModuleError extends Error {
  readonly code = ASYNC_MODULE;

  constructor(path: string) {
    super(`${path} uses await at its top level, so it must be imported, not required`);
  }
}

/** Returns whether `require` failed because the module, or one that it imports, uses `await` at the top level. */
export function isAsyncModule(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === ASYNC_MODULE;
}

/** Returns `import()` as in the ECMAScript module `importer`, which need not exist. */
export function nativeImport(
  importer: string,
): (specifier: string) => Promise<Record<string, unknown>> {
  return new Script("(specifier) => import(specifier)", {
    filename: importer,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext();
}

/**
 * Returns the file that `import` of a package loads. Throws if there is none.
 * @param importer the path of a file in the folder where the package is looked for
 */
export function resolvePackage(
  require: NodeJS.Require,
  specifier: string,
  importer: string,
): string {
  return resolveImport(specifier, importer) ?? require.resolve(specifier);
}

/** Returns the file that `import` of a package loads. Node.js offers this only for the importing file itself. */
function resolveImport(specifier: string, importer: string): string | undefined {
  const options: ts.CompilerOptions = {
    moduleResolution: typescript.ModuleResolutionKind.Bundler,
    customConditions: ["node"],
    noDtsResolution: true,
    allowJs: true,
  };
  const { resolvedModule } = typescript.resolveModuleName(
    specifier,
    importer,
    options,
    typescript.sys,
  );
  return resolvedModule?.resolvedFileName;
}
