/** What the coach knows about an error of the compiler. */
import type ts from "typescript";
import type { CheckedCell } from "../tslab/checked-cell.js";

/** An error of a cell, with the syntax around it. */
export interface Fault extends CheckedCell {
  code: number;
  message: string;
  /** The smallest node that contains the marked text. */
  node: ts.Node;
  /** The marked text. */
  text: string;
  /** The range of the marked text in the file. */
  range: { pos: number; end: number };
}

/** Recognizes one kind of mistake. Returns a line that helps, or undefined if it is not certain. */
export type Coach = (fault: Fault) => string | undefined;

/** Returns the smallest node that contains the range. */
export function nodeAt({ typescript, file }: CheckedCell, pos: number, end: number): ts.Node {
  let node: ts.Node = file;
  for (;;) {
    const inner = typescript.forEachChild(node, (child) =>
      child.getStart(file) <= pos && child.end >= end && child.end > pos ? child : undefined,
    );
    if (!inner) return node;
    node = inner;
  }
}

const MAX_QUOTED_CHARS = 40;

/** Returns the code of an expression on one line, with `…` for the arguments of a long call. */
export function codeOf({ typescript, file }: CheckedCell, expression: ts.Expression): string {
  const text = expression.getText(file).replace(/\s+/g, " ");
  if (text.length <= MAX_QUOTED_CHARS) return text;
  if (typescript.isCallExpression(expression) || typescript.isNewExpression(expression)) {
    const callee = expression.expression.getText(file).replace(/\s+/g, " ");
    const prefix = typescript.isNewExpression(expression) ? "new " : "";
    if (callee.length <= MAX_QUOTED_CHARS) return `${prefix}${callee}(…)`;
  }
  return `${text.slice(0, MAX_QUOTED_CHARS)}…`;
}

/** Returns the function that contains a node directly; undefined at the top level of the cell. */
export function functionAround(
  { typescript }: CheckedCell,
  node: ts.Node,
): ts.SignatureDeclaration | undefined {
  for (let at = node.parent; at && !typescript.isSourceFile(at); at = at.parent) {
    if (typescript.isFunctionLike(at)) return at;
  }
  return undefined;
}

/** Returns whether `await` is allowed at a node: at the top level of the cell, or in an async function. */
export function canAwait(cell: CheckedCell, node: ts.Node): boolean {
  const { typescript } = cell;
  for (let at = node.parent; at && !typescript.isSourceFile(at); at = at.parent) {
    if (typescript.isClassStaticBlockDeclaration(at) || typescript.isPropertyDeclaration(at)) {
      return false;
    }
    if (typescript.isFunctionLike(at)) {
      const modifiers = typescript.canHaveModifiers(at) ? typescript.getModifiers(at) : undefined;
      return modifiers?.some(({ kind }) => kind === typescript.SyntaxKind.AsyncKeyword) ?? false;
    }
  }
  return true;
}
