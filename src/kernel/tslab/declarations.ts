/** What a cell declares. */
import type ts from "typescript";
import { loadTypeScript } from "./adapter.js";

/** A name that a cell gives to later ones, and the line that does so. */
export interface Declaration {
  name: string;
  line: string;
}

/** The declarations of a cell, as far as its text can be read as TypeScript. */
export function declarationsOf(source: string): Declaration[] {
  const typescript = loadTypeScript() as typeof ts;
  const file = typescript.createSourceFile("cell.ts", source, typescript.ScriptTarget.Latest);
  return file.statements.flatMap((statement) => {
    const [line = ""] = source.slice(statement.getStart(file), statement.end).split("\n");
    return namesOf(typescript, statement).map((name) => ({ name, line }));
  });
}

function namesOf(typescript: typeof ts, statement: ts.Statement): string[] {
  if (typescript.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => bound(typescript, name));
  }
  if (typescript.isImportDeclaration(statement)) {
    const { name, namedBindings } = statement.importClause ?? {};
    const named =
      namedBindings && "elements" in namedBindings ? namedBindings.elements : [namedBindings];
    return [name, ...named.map((binding) => binding?.name)].flatMap((found) => found?.text ?? []);
  }
  const { name } = statement as ts.Statement & { name?: ts.Identifier };
  return name ? [name.text] : [];
}

/** The names in `x`, `[x, y]` or `{ x, y: { z } }`. */
function bound(typescript: typeof ts, name: ts.BindingName): string[] {
  if (typescript.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    typescript.isOmittedExpression(element) ? [] : bound(typescript, element.name),
  );
}
