/** Finds out what a cell does last. */
import type ts from "typescript";
import type { CheckedCell } from "./checked-cell.js";

/** Returns the name of the method that the last statement of a cell calls, such as `write` for `stdout.write("a")`. */
export function lastMethodCalled({ typescript, file }: CheckedCell): string | undefined {
  // tslab adds an export at the end.
  const statement = file.statements.filter((node) => !typescript.isExportDeclaration(node)).at(-1);
  if (!statement || !typescript.isExpressionStatement(statement)) return undefined;
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
