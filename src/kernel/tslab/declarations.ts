/** Finds what a cell declares. */
import type ts from "typescript";
import { boundNames } from "./cell-bindings.js";
import { typescript } from "./typescript.js";

/** A name that a cell declares, and the first line of the statement that declares it. */
export interface Declaration {
  name: string;
  line: string;
}

/** Returns the top-level declarations of a cell. Skips what cannot be parsed. */
export function declarationsOf(source: string): Declaration[] {
  const file = typescript.createSourceFile("cell.ts", source, typescript.ScriptTarget.Latest);
  return file.statements.flatMap((statement) => {
    const [line = ""] = source.slice(statement.getStart(file), statement.end).split("\n");
    return declaredNames(statement).map((name) => ({ name, line }));
  });
}

function declaredNames(statement: ts.Statement): string[] {
  if (typescript.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  }
  if (typescript.isImportDeclaration(statement)) {
    const { name, namedBindings } = statement.importClause ?? {};
    const named =
      namedBindings && "elements" in namedBindings ? namedBindings.elements : [namedBindings];
    return [name, ...named.map((binding) => binding?.name)].flatMap(
      (identifier) => identifier?.text ?? [],
    );
  }
  const { name } = statement as ts.Statement & { name?: ts.Identifier };
  return name ? [name.text] : [];
}
