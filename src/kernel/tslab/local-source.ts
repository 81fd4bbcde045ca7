/** Compiles the student's own files to CommonJS. */
import type ts from "typescript";
import { cleanCaughtErrors } from "./caught-errors.js";
import { PARAMETERS } from "./cell-bindings.js";
import { noteImports } from "./generated-names.js";
import { nodesIn, visitChildren } from "./traversal.js";
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
      before: [keepSource, moduleParameters, cleanCaughtErrors],
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

/** Returns whether a file awaits, outside of functions. */
function containsAwait(file: ts.SourceFile): boolean {
  const { AwaitUsing, BlockScoped } = typescript.NodeFlags;
  for (const node of nodesIn(file, typescript.isFunctionLike)) {
    if (typescript.isAwaitExpression(node)) return true;
    if (typescript.isForOfStatement(node) && node.awaitModifier) return true;
    if (typescript.isVariableDeclarationList(node) && (node.flags & BlockScoped) === AwaitUsing) {
      return true;
    }
  }
  return false;
}

/** Replaces `require(…)`, outside of functions, by `await name(…)`. */
function awaitImports(name: string): ts.TransformerFactory<ts.SourceFile> {
  return (context) => {
    const { factory } = context;
    const visit = (node: ts.Node): ts.Node => {
      if (typescript.isFunctionLike(node)) return node;
      const visited = visitChildren(node, visit, context);
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

/** Replaces `import.meta` and `import()`, which are others in CommonJS, by parameters of the file. */
const moduleParameters: ts.TransformerFactory<ts.SourceFile> = (context) => {
  const { factory } = context;
  const { ImportKeyword } = typescript.SyntaxKind;
  const visit = (node: ts.Node): ts.Node => {
    if (typescript.isMetaProperty(node) && node.keywordToken === ImportKeyword) {
      return factory.createIdentifier(PARAMETERS.meta);
    }
    const visited = visitChildren(node, visit, context);
    if (!typescript.isCallExpression(visited) || visited.expression.kind !== ImportKeyword) {
      return visited;
    }
    const callee = factory.createIdentifier(PARAMETERS.importDynamic);
    return factory.updateCallExpression(visited, callee, undefined, visited.arguments);
  };
  return (file) => visit(file) as ts.SourceFile;
};
