/** Finds the last statement of a cell. */
import type ts from "typescript";
import type { CheckedCell } from "./checked-cell.js";

/** Returns the last statement of a cell if it is an expression. */
export function lastExpression({
  typescript,
  file,
}: CheckedCell): ts.ExpressionStatement | undefined {
  // The exports at the end were added by the kernel.
  const statement = file.statements.filter((node) => !typescript.isExportDeclaration(node)).at(-1);
  return statement && typescript.isExpressionStatement(statement) ? statement : undefined;
}

/** Returns the name of the method that the last statement of a cell calls, such as `write` for `stdout.write("a")`. */
export function lastMethodCalled(cell: CheckedCell): string | undefined {
  const { typescript } = cell;
  const statement = lastExpression(cell);
  if (!statement) return undefined;
  let expression: ts.Expression = statement.expression;
  while (
    typescript.isAwaitExpression(expression) ||
    typescript.isParenthesizedExpression(expression)
  ) {
    expression = expression.expression;
  }
  if (!typescript.isCallExpression(expression)) return undefined;
  const { expression: callee } = expression;
  return typescript.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
}
