/** `import.meta`, which only ECMAScript modules have, for cells and the files that they import. */
import { isBuiltin } from "node:module";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { resolvePackage } from "./installed-packages.js";

/**
 * Returns the `import.meta` of a file.
 * @param find returns the path of the local file to which an import refers
 */
export function importMeta(
  file: string,
  require: NodeJS.Require,
  find: (specifier: string) => string | undefined,
): object {
  const { href } = pathToFileURL(file);
  return {
    url: href,
    filename: file,
    dirname: dirname(file),
    resolve: (specifier: string): string => {
      const path = find(specifier);
      if (path !== undefined) return pathToFileURL(path).href;
      // As in Node.js, a file need not exist.
      if (/^\.{0,2}\//.test(specifier)) return new URL(specifier, href).href;
      if (isBuiltin(specifier)) return specifier.replace(/^(?!node:)/, "node:");
      if (URL.canParse(specifier)) return specifier;
      return pathToFileURL(resolvePackage(require, specifier, file)).href;
    },
  };
}
