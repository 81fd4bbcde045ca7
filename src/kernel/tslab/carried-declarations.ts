/** The declarations of earlier cells, as the text of a declaration file, which the next cell is compiled with. */
import type ts from "typescript";
import { typescript } from "./typescript.js";

/** What a name of a new cell means, and so which earlier meaning of the name it replaces. */
export interface Meaning {
  value: boolean;
  type: boolean;
}

/**
 * Returns the declarations that later cells see.
 *
 * @param earlier the declaration file that the cell was compiled with
 * @param own the declarations of the cell
 * @param names the meanings of the names that the cell declares
 */
export function carryDeclarations(
  earlier: ts.SourceFile,
  own: string,
  names: ReadonlyMap<string, Meaning>,
): string {
  const kept = earlier.statements.flatMap((statement) => keep(earlier, statement, names));
  return [...kept, own].join("\n");
}

function keep(
  file: ts.SourceFile,
  statement: ts.Statement,
  names: ReadonlyMap<string, Meaning>,
): string[] {
  const text = statement.getFullText(file).trim();
  if (typescript.isExportDeclaration(statement)) return [];
  if (typescript.isVariableStatement(statement)) {
    const { declarations, flags } = statement.declarationList;
    const kept = declarations.filter(({ name }) => !names.get(name.getText(file))?.value);
    if (kept.length === declarations.length) return [text];
    const keyword = (flags & typescript.NodeFlags.Const) !== 0 ? "const" : "let";
    return kept.map((declaration) => `declare ${keyword} ${declaration.getText(file)};`);
  }
  if (typescript.isImportDeclaration(statement)) return keepImport(file, statement, names);
  const name = nameOf(statement);
  const meaning = name === undefined ? undefined : names.get(name);
  if (!meaning) return [text];
  if (typescript.isFunctionDeclaration(statement)) return meaning.value ? [] : [text];
  if (typescript.isInterfaceDeclaration(statement) || typescript.isTypeAliasDeclaration(statement))
    return meaning.type ? [] : [text];
  // A class or an enum: what remains of it when only its type has been replaced is its value.
  if (meaning.value) return [];
  return typescript.isModuleDeclaration(statement) ? [text] : [`declare const ${name}: any;`];
}

function keepImport(
  file: ts.SourceFile,
  statement: ts.ImportDeclaration,
  names: ReadonlyMap<string, Meaning>,
): string[] {
  const { importClause, moduleSpecifier } = statement;
  if (!importClause) return [];
  const { name, namedBindings } = importClause;
  const isFree = (bound: ts.Identifier) => !names.has(bound.text);
  const parts: string[] = [];
  if (name && isFree(name)) parts.push(name.text);
  if (namedBindings && typescript.isNamespaceImport(namedBindings)) {
    if (isFree(namedBindings.name)) parts.push(namedBindings.getText(file));
  } else if (namedBindings) {
    const kept = namedBindings.elements.filter((element) => isFree(element.name));
    if (kept.length > 0) {
      parts.push(`{ ${kept.map((element) => element.getText(file)).join(", ")} }`);
    }
  }
  if (parts.length === 0) return [];
  const type = importClause.phaseModifier === typescript.SyntaxKind.TypeKeyword ? "type " : "";
  return [`import ${type}${parts.join(", ")} from ${moduleSpecifier.getText(file)};`];
}

function nameOf(statement: ts.Statement): string | undefined {
  if (
    typescript.isModuleDeclaration(statement) &&
    (statement.flags & typescript.NodeFlags.GlobalAugmentation) !== 0
  ) {
    return undefined;
  }
  const { name } = statement as ts.Statement & { name?: ts.Identifier };
  return name?.text;
}
