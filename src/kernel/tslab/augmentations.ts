/** What cells add to global names and to modules, with `declare global` and `declare module`. */
import type ts from "typescript";
import { typescript } from "./typescript.js";

/** A declaration in a block `declare global` or `declare module`, or a member of an interface there. */
interface Added {
  /** What is declared, and where. */
  key: string;
  start: number;
  end: number;
}

/**
 * Returns the declarations of earlier cells without what a cell adds anew: TypeScript would compare or merge the two, but
 * only the new one is meant.
 */
export function withoutRedeclared(declarations: string, cell: string): string {
  if (!/\bdeclare\s+(global|module)\b/.test(cell)) return declarations;
  const anew = new Set(additions(cell).map(({ key }) => key));
  return additions(declarations)
    .filter(({ key }) => anew.has(key))
    .reduceRight((text, { start, end }) => text.slice(0, start) + text.slice(end), declarations);
}

/** Returns what a text adds, in its order. */
function additions(text: string): Added[] {
  const file = typescript.createSourceFile("cell.ts", text, typescript.ScriptTarget.Latest);
  return file.statements.filter(typescript.isModuleDeclaration).flatMap(({ name, body }) => {
    const isAugmentation = typescript.isStringLiteral(name) || name.text === "global";
    if (!isAugmentation || !body || !typescript.isModuleBlock(body)) return [];
    return body.statements.flatMap((statement) => added(file, name.text, statement));
  });
}

function added(file: ts.SourceFile, block: string, statement: ts.Statement): Added[] {
  const entry = (node: ts.Node, ...names: string[]): Added => ({
    key: [block, ...names].join("\0"),
    start: node.getFullStart(),
    end: node.end,
  });
  if (typescript.isVariableStatement(statement)) {
    const { declarations } = statement.declarationList;
    const [first] = declarations;
    // A list of several variables is kept or replaced as a whole.
    return first ? [entry(statement, ...declarations.map(({ name }) => name.getText(file)))] : [];
  }
  if (typescript.isInterfaceDeclaration(statement)) {
    return statement.members.map((member) =>
      entry(member, statement.name.text, member.name?.getText(file) ?? member.getText(file)),
    );
  }
  const { name } = statement as ts.Statement & { name?: ts.Identifier };
  return name ? [entry(statement, name.text)] : [];
}
