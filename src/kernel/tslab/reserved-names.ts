/** The names that the kernel adds to cells and files, which must not mean anything else in them. */
import type ts from "typescript";
import { PARAMETERS } from "./cell-bindings.js";
import { nodesIn } from "./traversal.js";
import { typescript } from "./typescript.js";

const RESERVED = new Set<string>(Object.values(PARAMETERS));

/** Returns an error for each declaration of such a name in a file. */
export function reservedNames(file: ts.SourceFile): ts.Diagnostic[] {
  const { identifiers } = file as unknown as { identifiers: ReadonlyMap<string, string> };
  if (![...RESERVED].some((name) => identifiers.has(name))) return [];
  return [...nodesIn(file)].filter(declaresReserved).map((node) => ({
    file,
    start: node.getStart(file),
    length: node.getWidth(file),
    messageText: `The kernel reserves the name '${node.getText(file)}'.`,
    category: typescript.DiagnosticCategory.Error,
    code: 2441, // that of the names which TypeScript reserves
  }));
}

function declaresReserved(node: ts.Node): boolean {
  if (!typescript.isIdentifier(node) || !RESERVED.has(node.text)) return false;
  const { parent } = node;
  const isMember =
    typescript.isClassElement(parent) ||
    typescript.isTypeElement(parent) ||
    typescript.isObjectLiteralElement(parent) ||
    typescript.isPropertyAccessExpression(parent);
  return !isMember && typescript.getNameOfDeclaration(parent as ts.Declaration) === node;
}
