/** Compiles the student's own files to CommonJS. */
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import type ts from "typescript";
import { noteImports } from "./generated-names.js";
import { typescript } from "./typescript.js";

interface Compiled {
  /** JavaScript that ends with its source map. */
  code: string;
  /** Whether it uses `await` at the top level. */
  awaits: boolean;
}

/**
 * Compiles a file.
 * @param asyncImport the name of the function with which to import others, whose result is awaited; `require` by default
 */
export function compile(path: string, text: string, asyncImport?: string): Compiled {
  let source: ts.SourceFile | undefined;
  const keepSource: ts.TransformerFactory<ts.SourceFile> = () => (file) => {
    source = file;
    return file;
  };
  const { outputText, diagnostics = [] } = typescript.transpileModule(text, {
    // TypeScript would not make CommonJS of a file with the extension `.mts`.
    fileName: path.replace(/\.[cm]([jt]s)$/, ".$1"),
    reportDiagnostics: true,
    compilerOptions: {
      module: typescript.ModuleKind.CommonJS,
      target: typescript.ScriptTarget.ES2024,
      jsx: typescript.JsxEmit.React,
      esModuleInterop: true,
      allowJs: true,
      inlineSourceMap: true,
    },
    transformers: {
      before: [keepSource, importMeta(path)],
      after: asyncImport === undefined ? [] : [awaitImports(asyncImport)],
    },
  });
  const [first] = diagnostics;
  if (!first) {
    if (source) noteImports(source, outputText);
    return { code: outputText, awaits: source !== undefined && containsAwait(source) };
  }
  const { line } = first.file
    ? typescript.getLineAndCharacterOfPosition(first.file, first.start ?? 0)
    : { line: 0 };
  const message = typescript.flattenDiagnosticMessageText(first.messageText, "\n");
  throw new SyntaxError(`${path}:${line + 1} - ${message}`);
}

/** Returns whether a node awaits, outside of functions. */
function containsAwait(node: ts.Node): boolean {
  if (typescript.isFunctionLike(node)) return false;
  if (typescript.isAwaitExpression(node)) return true;
  if (typescript.isForOfStatement(node) && node.awaitModifier) return true;
  const { AwaitUsing, BlockScoped } = typescript.NodeFlags;
  if (typescript.isVariableDeclarationList(node) && (node.flags & BlockScoped) === AwaitUsing) {
    return true;
  }
  return typescript.forEachChild(node, containsAwait) ?? false;
}

/** Replaces `require(…)`, outside of functions, by `await name(…)`. */
function awaitImports(name: string): ts.TransformerFactory<ts.SourceFile> {
  return (context) => {
    const { factory } = context;
    const visit = (node: ts.Node): ts.Node => {
      if (typescript.isFunctionLike(node)) return node;
      const visited = typescript.visitEachChild(node, visit, context);
      if (!typescript.isCallExpression(visited)) return visited;
      const { expression } = visited;
      if (!typescript.isIdentifier(expression) || expression.text !== "require") return visited;
      const call = factory.createCallExpression(
        factory.createIdentifier(name),
        undefined,
        visited.arguments,
      );
      return factory.createParenthesizedExpression(
        factory.createAwaitExpression(typescript.setTextRange(call, visited)),
      );
    };
    return (file) => visit(file) as ts.SourceFile;
  };
}

/** Replaces `import.meta`, which only ECMAScript modules have, by an object with the same properties. */
function importMeta(path: string): ts.TransformerFactory<ts.SourceFile> {
  const properties = { url: pathToFileURL(path).href, filename: path, dirname: dirname(path) };
  return (context) => {
    const visit = (node: ts.Node): ts.Node => {
      if (
        typescript.isMetaProperty(node) &&
        node.keywordToken === typescript.SyntaxKind.ImportKeyword
      ) {
        return context.factory.createObjectLiteralExpression(
          Object.entries(properties).map(([name, value]) =>
            context.factory.createPropertyAssignment(
              name,
              context.factory.createStringLiteral(value),
            ),
          ),
        );
      }
      return typescript.visitEachChild(node, visit, context);
    };
    return (file) => visit(file) as ts.SourceFile;
  };
}
