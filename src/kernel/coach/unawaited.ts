/** Promises that a cell ignores. TypeScript accepts them, so the coach adds a note. */
import type ts from "typescript";
import type { CheckedCell } from "../tslab/checked-cell.js";
import { nodesIn } from "../tslab/traversal.js";
import { canAwait, codeOf } from "./fault.js";
import { isPromise, isVoid } from "./promise-types.js";

/** More notes than this would hide what the cell prints. */
const MAX_NOTES = 3;

/** Returns a note for each promise that the cell neither awaits nor uses, and for each that it takes for its value. */
export function notesOnPromises(cell: CheckedCell): string[] {
  const notes = new Set<string>();
  for (const node of nodesIn(cell.file)) {
    if (notes.size >= MAX_NOTES) break;
    const note = noteOn(cell, node);
    if (note !== undefined) notes.add(`${placeOf(cell, node)} ${note}`);
  }
  return [...notes];
}

function placeOf({ file, start }: CheckedCell, node: ts.Node): string {
  const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
  return `${line - file.getLineAndCharacterOfPosition(start).line + 1}:`;
}

function noteOn(cell: CheckedCell, node: ts.Node): string | undefined {
  const { typescript } = cell;
  if (typescript.isExpressionStatement(node)) {
    const ignored = canAwait(cell, node) ? ignoredPromise(cell, node.expression) : undefined;
    if (!ignored) return undefined;
    const code = codeOf(cell, ignored);
    return (
      `没有 await：\`${code}\` 的 Promise 没人等；写 \`await …\`，故意不等就写 \`void …\`` +
      ` · nobody awaits the promise of \`${code}\`: write \`await …\`, or \`void …\` if that is intended`
    );
  }
  const [taken, chinese, english] = takenForValue(cell, node);
  if (!taken || !isPromiseOfValue(cell, taken)) return undefined;
  const code = codeOf(cell, taken);
  return `忘了 await？\`${code}\` 是 Promise，${chinese} · \`await\` forgotten? \`${code}\` is a promise, ${english}`;
}

/** Returns the call in the statement whose promise is ignored, if any. */
function ignoredPromise(cell: CheckedCell, expression: ts.Expression): ts.Expression | undefined {
  const { typescript, checker } = cell;
  const { AmpersandAmpersandToken, BarBarToken, QuestionQuestionToken, CommaToken } =
    typescript.SyntaxKind;
  if (typescript.isParenthesizedExpression(expression)) {
    return ignoredPromise(cell, expression.expression);
  }
  if (typescript.isConditionalExpression(expression)) {
    return ignoredPromise(cell, expression.whenTrue) ?? ignoredPromise(cell, expression.whenFalse);
  }
  if (typescript.isBinaryExpression(expression)) {
    const { kind } = expression.operatorToken;
    const passesRight = [
      AmpersandAmpersandToken,
      BarBarToken,
      QuestionQuestionToken,
      CommaToken,
    ].some((token) => token === kind);
    return passesRight ? ignoredPromise(cell, expression.right) : undefined;
  }
  if (typescript.isNewExpression(expression)) {
    return isPromise(cell, checker.getTypeAtLocation(expression)) ? expression : undefined;
  }
  if (!typescript.isCallExpression(expression)) return undefined;
  if (!isPromise(cell, checker.getTypeAtLocation(expression))) return undefined;
  return handlesItself(cell, expression) ? undefined : expression;
}

/** Returns whether a call handles a promise, such as `p.catch(f)`, or is one that the library expects to be ignored. */
function handlesItself({ typescript, checker }: CheckedCell, call: ts.CallExpression): boolean {
  const callee = call.expression;
  if (typescript.isPropertyAccessExpression(callee)) {
    if (["then", "catch", "finally"].includes(callee.name.text)) return true;
  }
  const declaration = checker.getResolvedSignature(call)?.declaration;
  const module = typescript.findAncestor(
    declaration,
    (node) => typescript.isModuleDeclaration(node) && typescript.isStringLiteral(node.name),
  ) as ts.ModuleDeclaration | undefined;
  return module?.name.text === "node:test";
}

/** Returns an expression that the node takes for a truth value or a text. */
function takenForValue(
  { typescript, checker }: CheckedCell,
  node: ts.Node,
): [expression?: ts.Expression, chinese?: string, english?: string] {
  const truth = ["总是真", "which is always true"] as const;
  const text = ["变成的文本不是它的值", "whose text is not that of its value"] as const;
  if (typescript.isIfStatement(node) || typescript.isWhileStatement(node)) {
    return [node.expression, ...truth];
  }
  if (typescript.isDoStatement(node)) return [node.expression, ...truth];
  if (typescript.isConditionalExpression(node)) return [node.condition, ...truth];
  if (typescript.isPrefixUnaryExpression(node)) {
    return node.operator === typescript.SyntaxKind.ExclamationToken ? [node.operand, ...truth] : [];
  }
  if (typescript.isTemplateSpan(node)) {
    const tagged = typescript.isTaggedTemplateExpression(node.parent.parent);
    return tagged ? [] : [node.expression, ...text];
  }
  if (typescript.isBinaryExpression(node)) {
    if (node.operatorToken.kind !== typescript.SyntaxKind.PlusToken) return [];
    const isText = (side: ts.Expression) =>
      (checker.getTypeAtLocation(side).flags & typescript.TypeFlags.StringLike) !== 0;
    if (isText(node.left)) return [node.right, ...text];
    if (isText(node.right)) return [node.left, ...text];
  }
  return [];
}

/**
 * Returns whether the expression is a call that certainly returns a promise, and one with a value. A variable may
 * well be tested, as in `if (pending)`.
 */
function isPromiseOfValue(cell: CheckedCell, expression: ts.Expression): boolean {
  const { typescript, checker } = cell;
  if (!typescript.isCallExpression(expression)) return false;
  const type = checker.getTypeAtLocation(expression);
  if (checker.getNonNullableType(type) !== type || !isPromise(cell, type)) return false;
  const value = checker.getAwaitedType(type);
  return value !== undefined && !isVoid(cell, value);
}
