/** Whether a front end that reads line by line should run what was typed, or ask for another line. */
import type ts from "typescript";
import { typescript } from "./typescript.js";

/** Whether code can run as it is, can be continued with lines that begin with `indent`, or is wrong in any case. */
export type Completeness =
  | { status: "complete" }
  | { status: "unknown" }
  | { status: "incomplete"; indent: string }
  | { status: "invalid" };

const INDENT = "  ";

/** TypeScript's codes of syntax errors. */
const UNTERMINATED_STRING = 1002;
const DIGIT_EXPECTED = 1124;
const UNEXPECTED_END_OF_TEXT = 1126;
const UNTERMINATED = new Set([
  1010, // a comment
  1160, // a template
]);

/** Returns whether `code` is complete. Only its syntax matters: code with type errors is complete. */
export function checkCompleteness(code: string): Completeness {
  try {
    return parseAndCheck(code);
  } catch {
    return { status: "unknown" }; // it is nested too deeply for the parser
  }
}

function parseAndCheck(code: string): Completeness {
  const file = typescript.createSourceFile("cell.ts", code, {
    languageVersion: typescript.ScriptTarget.Latest,
    // In a script, `await` can be a name.
    setExternalModuleIndicator: (module) => {
      Object.assign(module, { externalModuleIndicator: true });
    },
  }) as ts.SourceFile & { parseDiagnostics: ts.DiagnosticWithLocation[] };
  const [error] = file.parseDiagnostics;
  if (error && UNTERMINATED.has(error.code)) return { status: "incomplete", indent: "" };
  if (error ? isAtEnd(error, file) : lacksBody(file)) {
    return { status: "incomplete", indent: nextIndent(file) };
  }
  return { status: error ? "invalid" : "complete" };
}

/** Returns whether the parser wants more code than there is. */
function isAtEnd({ code, start }: ts.DiagnosticWithLocation, file: ts.SourceFile): boolean {
  if (code === UNTERMINATED_STRING) return /\\\r?\n$/.test(file.text); // a line that the string continues
  if (code === UNEXPECTED_END_OF_TEXT) return true;
  return code !== DIGIT_EXPECTED && start >= file.endOfFileToken.pos;
}

/** Returns whether the last statement is a function without a body, which TypeScript reads as an overload. */
function lacksBody(file: ts.SourceFile): boolean {
  const statement = file.statements.at(-1);
  if (!statement || !typescript.isFunctionDeclaration(statement) || statement.body) return false;
  const isDeclared = statement.modifiers?.some(
    ({ kind }) => kind === typescript.SyntaxKind.DeclareKeyword,
  );
  return !isDeclared && !statement.getText(file).endsWith(";");
}

/** Returns the indentation of the next line: one level more than the line of the innermost open bracket. */
function nextIndent(file: ts.SourceFile): string {
  const { SyntaxKind } = typescript;
  const opening = new Set([
    SyntaxKind.OpenBraceToken,
    SyntaxKind.OpenBracketToken,
    SyntaxKind.OpenParenToken,
    SyntaxKind.TemplateHead,
  ]);
  const closing = new Set([
    SyntaxKind.CloseBraceToken,
    SyntaxKind.CloseBracketToken,
    SyntaxKind.CloseParenToken,
    SyntaxKind.TemplateTail,
  ]);
  const open: number[] = [];
  let last = 0;
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(file);
    for (const child of children) visit(child);
    const isToken = children.length === 0 && node.getWidth(file) > 0; // not one that is missing
    if (!isToken) return;
    last = node.getStart(file);
    if (opening.has(node.kind)) open.push(last);
    if (closing.has(node.kind)) open.pop();
  };
  visit(file);
  const lineStart = file.text.lastIndexOf("\n", (open.at(-1) ?? last) - 1) + 1;
  const [indent = ""] = /^[ \t]*/.exec(file.text.slice(lineStart)) ?? [];
  return indent + INDENT;
}
