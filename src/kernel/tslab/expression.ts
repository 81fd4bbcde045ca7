/** Evaluates an expression in the session without being a cell: it declares nothing and is not type-checked. */
import { runInThisContext } from "node:vm";
import type ts from "typescript";
import { loadTypeScript } from "./adapter.js";

/** Resolves with the value of a TypeScript expression, which may use `await`. Throws `SyntaxError` for anything else. */
export async function evaluate(expression: string): Promise<unknown> {
  const script = `(function (exports, require) { with (exports) { return (${toJavaScript(expression)})(); } })`;
  // As for a cell, the function is called within the script, where a SIGINT ends it.
  return await runInThisContext(`${script}(__tslab__.exports, __tslab__.require)`, {
    breakOnSigint: true,
    filename: "expression",
  });
}

/** Returns the source of an async function that returns the value of the expression. */
function toJavaScript(expression: string): string {
  const typescript = loadTypeScript() as typeof ts;
  const options = { target: typescript.ScriptTarget.ESNext, alwaysStrict: false };
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
