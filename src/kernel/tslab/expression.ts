/** Converts an expression that is not a cell. */
import type ts from "typescript";
import { typescript } from "./typescript.js";

/** Returns the source of an async function that returns the expression's value. Throws `SyntaxError` for anything else. */
export function expressionToJavaScript(expression: string): string {
  // The names of variables are resolved by `with`, which strict mode does not have.
  const options = {
    target: typescript.ScriptTarget.ES2024,
    alwaysStrict: false,
    ignoreDeprecations: "6.0",
  };
  const errors: ts.Diagnostic[] = [];
  const script = typescript.transpile(
    `async () => (${expression}\n)`,
    options,
    "expression.ts",
    errors,
  );
  const [error] = errors;
  if (error) throw new SyntaxError(typescript.flattenDiagnosticMessageText(error.messageText, " "));
  return script.trim().replace(/;$/, "");
}
