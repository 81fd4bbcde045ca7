/** Loads installed packages, also those that are made only for `import`. */
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
