/** Where JavaScript gives a function the name of what it is assigned to. */
import type ts from "typescript";
import { typescript } from "./typescript.js";

/** The assignments that give a function the name of the variable. */
const NAMING: ReadonlySet<ts.SyntaxKind> = new Set([
  typescript.SyntaxKind.EqualsToken,
  typescript.SyntaxKind.QuestionQuestionEqualsToken,
  typescript.SyntaxKind.BarBarEqualsToken,
  typescript.SyntaxKind.AmpersandAmpersandEqualsToken,
]);

/** Returns whether an operator assigns, and so names, a function. */
export function namesFunctions(operator: ts.SyntaxKind): boolean {
  return NAMING.has(operator);
}

/** Returns whether an expression is a function or class that would get the name of a variable. */
export function isAnonymousFunction(node: ts.Expression): boolean {
  const inner = skipParentheses(node);
  const nameable = typescript.isFunctionExpression(inner) || typescript.isClassExpression(inner);
  return typescript.isArrowFunction(inner) || (nameable && !inner.name);
}

/** Returns the expression inside parentheses and type assertions. */
export function skipParentheses(node: ts.Expression): ts.Expression {
  // What is left of `x as T` is a node without a text of its own.
  const wraps =
    typescript.isParenthesizedExpression(node) || typescript.isPartiallyEmittedExpression(node);
  return wraps ? skipParentheses(node.expression) : node;
}
