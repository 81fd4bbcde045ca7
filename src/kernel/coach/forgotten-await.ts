/** A type error on a promise: its value was meant. */
import type ts from "typescript";
import { type Coach, canAwait, codeOf, type Fault } from "./fault.js";
import { isPromise, isVoid, mayBePromise } from "./promise-types.js";

/** How the marked text uses an expression. */
interface Use {
  expression: ts.Expression | undefined;
  /** The property that is read from it. */
  property?: string;
  /** Whether its value is assigned, returned or passed. */
  assigned?: true;
}

/** The numbers of TypeScript's messages, by what they say. */
const NOT_ITERABLE = new Set([2461, 2488, 2495, 2504, 2548, 2549]);
const BAD_OPERAND = new Set([2356, 2362, 2363, 2365, 2367]);
const NOT_CALLABLE = new Set([2349, 2351]);
const ALWAYS_TRUE = 2801;
const NO_SUCH_PROPERTY = new Set([2339, 2551, 2570]);
const NO_SUCH_ELEMENT = new Set([7052, 7053]);
const NOT_ASSIGNABLE = new Set([2322, 2345, 2559, 2739, 2740, 2741, 2769]);
const TOO_MANY_ARGUMENTS = 2554;

/** Recognizes an expression whose promise is used where its value is needed. */
export const forgottenAwait: Coach = (fault) => {
  for (const use of usesAt(fault)) {
    if (use.expression && valueIsMeant(fault, use)) return hint(fault, use.expression, use);
  }
  return undefined;
};

function usesAt(fault: Fault): Use[] {
  const { typescript, node, code } = fault;
  const { parent } = node;
  if (!parent) return [];
  if (NO_SUCH_PROPERTY.has(code)) {
    if (typescript.isPropertyAccessExpression(parent) && parent.name === node) {
      return [{ expression: parent.expression, property: parent.name.text }];
    }
    if (typescript.isBindingElement(parent)) {
      const property = (parent.propertyName ?? parent.name).getText(fault.file);
      return [{ expression: destructured(fault, parent.parent), property }];
    }
  }
  if (code === TOO_MANY_ARGUMENTS && typescript.isCallExpression(parent)) {
    // A promise has a toString(), too, which takes no encoding.
    const callee = parent.expression;
    if (typescript.isPropertyAccessExpression(callee) && callee.name.text === "toString") {
      return [{ expression: callee.expression, property: "toString" }];
    }
  }
  if (NOT_ITERABLE.has(code)) return [{ expression: destructured(fault, node) }];
  if (BAD_OPERAND.has(code)) {
    const operands = typescript.isBinaryExpression(node) ? [node.left, node.right] : [node];
    return operands.map((operand) => ({ expression: operand as ts.Expression }));
  }
  if (NO_SUCH_ELEMENT.has(code) && typescript.isElementAccessExpression(node)) {
    return [{ expression: node.expression }];
  }
  if (NOT_CALLABLE.has(code) || code === ALWAYS_TRUE) {
    return [{ expression: node as ts.Expression }];
  }
  return NOT_ASSIGNABLE.has(code) ? assignments(fault) : [];
}

/** Returns the expression that a pattern takes apart, or `node` itself if it is not a pattern. */
function destructured({ typescript }: Fault, node: ts.Node): ts.Expression | undefined {
  if (typescript.isArrayBindingPattern(node) || typescript.isObjectBindingPattern(node)) {
    return typescript.isVariableDeclaration(node.parent) ? node.parent.initializer : undefined;
  }
  const { parent } = node;
  if (typescript.isArrayLiteralExpression(node) && typescript.isBinaryExpression(parent)) {
    return parent.left === node ? parent.right : undefined;
  }
  return node as ts.Expression;
}

function assignments({ typescript, node }: Fault): Use[] {
  const { parent } = node;
  const expressions = (): (ts.Expression | undefined)[] => {
    if (typescript.isVariableDeclaration(parent) && parent.name === node) {
      return [parent.initializer];
    }
    if (typescript.isPropertyAssignment(parent) && parent.name === node) {
      return [parent.initializer];
    }
    if (typescript.isBinaryExpression(parent) && parent.left === node) return [parent.right];
    if (typescript.isReturnStatement(node)) return [node.expression];
    const call = typescript.isPropertyAccessExpression(parent) ? parent.parent : parent;
    const isCallee =
      typescript.isCallExpression(call) && call.expression.end === node.end && call !== node;
    // Of a call with overloads, TypeScript may mark its name instead of the argument.
    return isCallee ? [...call.arguments] : [node as ts.Expression];
  };
  return expressions().map((expression) => ({ expression, assigned: true }));
}

/** Returns whether the expression is a promise whose value would be right, or at least nearer to it. */
function valueIsMeant(fault: Fault, { expression, property, assigned }: Use): boolean {
  if (!expression) return false;
  const { checker } = fault;
  const type = checker.getTypeAtLocation(expression);
  if (!isPromise(fault, type)) return false;
  const value = checker.getAwaitedType(checker.getNonNullableType(type));
  if (!value || isVoid(fault, value)) return false;
  if (property !== undefined) {
    // TypeScript finds a similar property, such as `then`, for a misspelled one.
    const misspelled = /Did you mean '/.test(fault.message);
    return !misspelled || checker.getPropertyOfType(value, property) !== undefined;
  }
  if (!assigned) return true;
  const target = checker.getContextualType(expression);
  return target === undefined || !mayBePromise(fault, target);
}

function hint(fault: Fault, expression: ts.Expression, { property }: Use): string {
  const subject = codeOf(fault, expression);
  const { name, initializer } = declarationOf(fault, expression) ?? {};
  const [chinese, english] =
    initializer || fault.typescript.isCallExpression(expression)
      ? ["返回 Promise", "returns a promise"]
      : ["是 Promise", "is a promise"];
  const promise = initializer ? codeOf(fault, initializer) : subject;
  const value =
    property === undefined
      ? `await ${subject}`
      : `(await ${subject}).${property}${callAfter(fault)}`;
  const code = initializer ? `${name} = await ${promise}` : value;
  const [inChinese, inEnglish] = canAwait(fault, initializer ?? expression)
    ? ["", ""]
    : ["（函数要加 async）", ", in an `async` function"];
  return (
    `忘了 await？\`${promise}\` ${chinese}，要写 \`${code}\`${inChinese}` +
    ` · \`await\` forgotten? \`${promise}\` ${english}: write \`${code}\`${inEnglish}`
  );
}

/** Returns the parentheses of the call of the marked method, if it is called. */
function callAfter({ typescript, node }: Fault): string {
  const { parent } = node;
  const isMethod =
    typescript.isPropertyAccessExpression(parent) &&
    typescript.isCallExpression(parent.parent) &&
    parent.parent.expression === parent;
  const call = isMethod ? parent.parent : parent;
  if (!typescript.isCallExpression(call)) return "";
  return call.arguments.length > 0 ? "(…)" : "()";
}

/** Returns the declaration of a variable of the cell that is initialized with a call. */
function declarationOf(
  { typescript, checker, file }: Fault,
  expression: ts.Expression,
): { name: string; initializer: ts.CallExpression } | undefined {
  if (!typescript.isIdentifier(expression)) return undefined;
  const declaration = checker.getSymbolAtLocation(expression)?.valueDeclaration;
  if (!declaration || declaration.getSourceFile() !== file) return undefined;
  if (!typescript.isVariableDeclaration(declaration)) return undefined;
  const { initializer } = declaration;
  if (!initializer || !typescript.isCallExpression(initializer)) return undefined;
  return { name: expression.text, initializer };
}
