/** Expressions of Python: operators, prefixes of strings, tuples, keyword arguments. */
import type ts from "typescript";
import { type Coach, codeOf, type Fault } from "./fault.js";
import { isSyntaxFault, lineAt } from "./line.js";
import { missingName } from "./missing-import.js";
import { counterpart } from "./python-names.js";

const WORDS: Record<string, string> = {
  and: "&&",
  or: "||",
  not: "!",
  is: "===",
  elif: "else if (…)",
  except: "catch (error)",
};

/** Recognizes a word in the place of an operator or keyword. */
export const pythonWord: Coach = (fault) => {
  const { text, code } = fault;
  if (!isSyntaxFault(fault)) return undefined;
  const rest = fault.file.text.slice(fault.range.pos);
  const lambda = /^lambda\b *([\w, ]*):/.exec(rest)?.[1];
  if (lambda !== undefined) return counterpart("lambda", `(${lambda}) => …`);
  if (code >= 2000) return undefined;
  if (/^not +in\b/.test(rest)) return counterpart("x not in xs", "!xs.includes(x)");
  if (/^is +not\b/.test(rest)) return counterpart("is not", "!==");
  if (/^if\b[^\n]*\belse\b/.test(rest) && !/[;{}]\s*$/.test(before(fault))) {
    return counterpart("a if condition else b", "condition ? a : b");
  }
  return Object.hasOwn(WORDS, text) ? counterpart(text, WORDS[text] ?? "") : undefined;
};

/** Returns the part of the line before the error. */
function before({ file, range: { pos } }: Fault): string {
  return file.text.slice(file.text.lastIndexOf("\n", pos - 1) + 1, pos);
}

/** Recognizes a string with a prefix, such as `f"{x}"`, and one in three quotes. */
export const pythonString: Coach = (fault) => {
  const { code, node, typescript, file } = fault;
  if (code !== 1005 || !typescript.isStringLiteral(node)) return undefined;
  const [text, content] = [node.getText(file), node.text];
  const line = before(fault);
  if (/(?:^|[^"])""$/.test(line) && text.startsWith('"')) {
    return counterpart('"""…"""', "/* … */");
  }
  const prefix = /(?:^|[^\w$"'`.])([fFbBrRuU])$/.exec(line)?.[1]?.toLowerCase();
  switch (prefix) {
    case "f":
      return template(text, content);
    case "b":
      return counterpart(`b${text}`, `Buffer.from(${text})`);
    case "r":
      return counterpart(`r${text}`, `String.raw\`${content}\``);
    case "u":
      return counterpart(`u${text}`, text);
    default:
      return undefined;
  }
};

function template(text: string, content: string): string {
  const simple = /^[^`{}\\]*(?:\{[\w.[\]]+\}[^`{}\\]*)+$/.test(content);
  const code = simple ? content.replaceAll("{", "${") : `…\${x}…`;
  return (
    `Python 的 f${text}，TypeScript 用反引号：\`${code}\`` +
    ` · Python's f-string is written with backticks in TypeScript: \`${code}\``
  );
}

const LEFT_OF_COMMA = 2695;
const BAD_TARGET = 2364;
const NOT_ASSIGNABLE = 2345;
const NOT_INITIALIZED = 1155;
const NO_DECLARATION = 1134;

/** Recognizes a tuple without parentheses in a declaration: `const t = 1, 2`. */
export const bareTuple: Coach = (fault) => {
  if (fault.code !== NO_DECLARATION) return undefined;
  const form = /^(?:const|let|var) \w+ = ([\w.]+(?:, *[\w.]+)+)$/;
  const values = form.exec(lineAt(fault))?.[1];
  return values && counterpart(values, `[${values}]`);
};

/** Recognizes a tuple, which is an array in TypeScript. */
export const pythonTuple: Coach = (fault) => {
  const { typescript, code, node } = fault;
  if (code === NOT_INITIALIZED && typescript.isVariableDeclarationList(node.parent.parent)) {
    return declarations(fault, node.parent.parent);
  }
  if (code === BAD_TARGET || code === NOT_ASSIGNABLE) {
    const tuple = typescript.isParenthesizedExpression(node) && commaOf(fault, node.expression);
    return tuple ? asArray(fault, node as ts.Expression, tuple) : undefined;
  }
  if (code !== LEFT_OF_COMMA) return undefined;
  let comma: ts.Node = node;
  while (comma.parent && commaOf(fault, comma.parent)) comma = comma.parent;
  const { parent } = comma;
  if (!parent || !commaOf(fault, comma)) return undefined;
  if (typescript.isParenthesizedExpression(parent))
    return asArray(fault, parent, comma as ts.BinaryExpression);
  if (typescript.isReturnStatement(parent)) {
    return asArray(fault, comma as ts.Expression, comma as ts.BinaryExpression);
  }
  return typescript.isExpressionStatement(parent)
    ? assignment(fault, comma as ts.BinaryExpression)
    : undefined;
};

/** Returns the node if it is a comma expression. */
function commaOf({ typescript }: Fault, node: ts.Node): ts.BinaryExpression | undefined {
  const isComma =
    typescript.isBinaryExpression(node) &&
    node.operatorToken.kind === typescript.SyntaxKind.CommaToken;
  return isComma ? node : undefined;
}

function asArray(fault: Fault, python: ts.Expression, tuple: ts.BinaryExpression): string {
  return counterpart(codeOf(fault, python), `[${codeOf(fault, tuple)}]`);
}

/** Recognizes `a, b = b, a`, which TypeScript reads as `a, (b = b), a`. */
function assignment(fault: Fault, statement: ts.BinaryExpression): string | undefined {
  const [, targets, values] =
    /^([\w$.]+(?:, *[\w$.]+)+) = ([^=]+)$/.exec(statement.getText(fault.file)) ?? [];
  if (!targets || !values) return undefined;
  const right = values.includes(",") && !/[()[\]{}]/.test(values) ? `[${values}]` : values;
  return counterpart(`${targets} = …`, `[${targets}] = ${right}`);
}

/** Recognizes `const a, b = pair()`. */
function declarations(
  { typescript, file }: Fault,
  list: ts.VariableDeclarationList,
): string | undefined {
  const names = list.declarations.map(({ name }) => name);
  const last = list.declarations.at(-1)?.initializer;
  const others = list.declarations.slice(0, -1);
  if (others.length === 0 || !last || others.some(({ initializer }) => initializer))
    return undefined;
  if (!names.every((name) => typescript.isIdentifier(name))) return undefined;
  const targets = names.map((name) => name.getText(file)).join(", ");
  return counterpart(`${targets} = …`, `const [${targets}] = …`);
}

/** Recognizes an assignment to a name that is not declared: a keyword argument, or a new variable. */
export const pythonAssignment: Coach = (fault) => {
  const name = missingName(fault);
  const { typescript, node } = fault;
  const { parent } = node;
  if (name === undefined || !typescript.isBinaryExpression(parent) || parent.left !== node)
    return undefined;
  if (parent.operatorToken.kind !== typescript.SyntaxKind.EqualsToken) return undefined;
  if (typescript.isCallExpression(parent.parent)) {
    return `TypeScript 没有关键字参数，按位置传，或传一个对象 · TypeScript has no keyword arguments: pass them by position, or as an object`;
  }
  if (!typescript.isExpressionStatement(parent.parent)) return undefined;
  const code = codeOf(fault, parent);
  return `先声明：\`let ${code}\` · declare it first: \`let ${code}\``;
};
