/** The names that the compiler makes of the student's, which messages of V8 contain, such as `__cells.x is not a function`. */
import type ts from "typescript";
import { PARAMETERS } from "./cell-bindings.js";
import { typescript } from "./typescript.js";

/** What the imported names of local files have become: the names by expressions such as `util_1.area`. */
const imported = new Map<string, string>();

/** An import of a file that has become CommonJS: `const util_1 = require("./util")`. */
const REQUIRED = /^const ([\w$]+) = .*\("([^"]+)"\)\)*;$/gm;

/**
 * Notes what has become of the imports of a file.
 * @param output the JavaScript of the file
 */
export function noteImports(file: ts.SourceFile, output: string): void {
  const modules = new Map<string, string>();
  for (const [, module = "", specifier = ""] of output.matchAll(REQUIRED)) {
    modules.set(specifier, module);
  }
  for (const statement of file.statements) {
    if (!typescript.isImportDeclaration(statement)) continue;
    const { importClause, moduleSpecifier } = statement;
    const module = modules.get((moduleSpecifier as ts.StringLiteral).text);
    if (!importClause || module === undefined) continue;
    const { name, namedBindings } = importClause;
    if (name) imported.set(`${module}.default`, name.text);
    if (!namedBindings || !typescript.isNamedImports(namedBindings)) continue;
    for (const element of namedBindings.elements) {
      const exported = (element.propertyName ?? element.name).text;
      imported.set(`${module}.${exported}`, element.name.text);
    }
  }
}

/** Replaces the names that the compiler makes by the student's. */
export function withoutGeneratedNames(message: string): string {
  const { variables, importDynamic, meta } = PARAMETERS;
  return message
    .replace(new RegExp(`\\(0 , ${variables}\\.([^\\s.()]+)\\)`, "g"), "$1")
    .replaceAll(`${variables}.`, "")
    .replaceAll(importDynamic, "import")
    .replaceAll(meta, "import.meta")
    .replace(/\(0 , ([\w$]+\.[\w$]+)\)/g, (found, name) => imported.get(name) ?? found)
    .replace(/(?<![\w$.])[\w$]+_\d+\.[\w$]+/g, (found) => imported.get(found) ?? found);
}
