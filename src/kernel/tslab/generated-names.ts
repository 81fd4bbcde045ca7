/** The names that the compiler makes of the student's, which messages of V8 contain, such as `__cells.x is not a function`. */
import type ts from "typescript";
import { PARAMETERS } from "./cell-bindings.js";
import { typescript } from "./typescript.js";

/** What the imported names of local files have become: the names by expressions such as `util_1.area`. */
const imported = new Map<string, string>();

/** An import of names that has become CommonJS: `const util_1 = require("./util")`. */
const REQUIRED = /^const ([\w$]+_\d+) = .*\("([^"]+)"\)\)*;$/gm;

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

const { variables, importDynamic, meta, caught } = PARAMETERS;
/** `{ x: __cells.x }` was `{ x }`. */
const SHORTHAND = new RegExp(`(?<=[{,]\\s*)([^\\s.,:{}()]+): ${variables}\\.\\1(?=\\s*[,}])`, "g");
/** `(0 , __cells.f)` in messages, `(0, __cells.f)` in the source of functions. */
const CALLEE = new RegExp(`\\(0 ?, ${variables}\\.([^\\s.()]+)\\)`, "g");
const CAUGHT_STATEMENT = new RegExp(`(?<=\\{)\\s*\\b${caught}\\([^\\s()]+\\);`, "g");
const CAUGHT = new RegExp(`\\b${caught}\\(([^\\s()]+)\\)`, "g");

/** Replaces the names that the compiler makes by the student's, in a message or in the source of a function. */
export function withoutGeneratedNames(text: string): string {
  return text
    .replace(SHORTHAND, "$1")
    .replace(CALLEE, "$1")
    .replaceAll(`${variables}.`, "")
    .replaceAll(importDynamic, "import")
    .replaceAll(meta, "import.meta")
    .replace(CAUGHT_STATEMENT, "")
    .replace(CAUGHT, "$1")
    .replace(/\(0 ?, ([\w$]+\.[\w$]+)\)/g, (found, name) => imported.get(name) ?? found)
    .replace(/(?<![\w$.])[\w$]+_\d+\.[\w$]+/g, (found) => imported.get(found) ?? found);
}
