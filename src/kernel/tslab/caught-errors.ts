/** Lets code see the errors that it catches with its own names, not with those that the compiler makes. */
import type ts from "typescript";
import { PARAMETERS } from "./cell-bindings.js";
import { withoutGeneratedNames } from "./generated-names.js";
import { visitChildren } from "./traversal.js";
import { typescript } from "./typescript.js";

/** Replaces generated names in the message of a caught error. Returns the error. */
export function withOwnNames(thrown: unknown): unknown {
  // V8 names what it could not call or iterate in errors of this class only.
  if (thrown instanceof TypeError && Object.hasOwn(thrown, "message")) {
    const { message } = thrown;
    const own = withoutGeneratedNames(message);
    if (own !== message) thrown.message = own;
  }
  return thrown;
}

/** Makes each `catch` call {@link withOwnNames} first. */
export const cleanCaughtErrors: ts.TransformerFactory<ts.SourceFile> = (context) => {
  const { factory } = context;
  const clean = (error: ts.Identifier) =>
    factory.createCallExpression(factory.createIdentifier(PARAMETERS.caught), undefined, [error]);
  const visit = (node: ts.Node): ts.Node => {
    const visited = visitChildren(node, visit, context);
    if (!typescript.isCatchClause(visited) || !visited.variableDeclaration) return visited;
    const { variableDeclaration: declaration, block } = visited;
    const { name } = declaration;
    const withFirst = (first: ts.Statement) =>
      factory.updateBlock(block, [first, ...block.statements]);
    if (typescript.isIdentifier(name)) {
      const first = factory.createExpressionStatement(clean(name));
      return factory.updateCatchClause(visited, declaration, withFirst(first));
    }
    const error = factory.createUniqueName("error");
    const pattern = factory.createVariableDeclaration(name, undefined, undefined, clean(error));
    const list = factory.createVariableDeclarationList([pattern], typescript.NodeFlags.Let);
    return factory.updateCatchClause(
      visited,
      factory.createVariableDeclaration(error),
      withFirst(factory.createVariableStatement(undefined, list)),
    );
  };
  return (file) => visit(file) as ts.SourceFile;
};
