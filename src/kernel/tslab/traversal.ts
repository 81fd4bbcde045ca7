/** Traverses syntax trees without recursion where they are deep: `a + b + c + …` is a level for each term. */
import type ts from "typescript";
import { typescript } from "./typescript.js";

/**
 * Yields a node and all nodes below it, in the order of the text.
 * @param skip returns whether to leave out a node and those below it
 */
export function* nodesIn(
  root: ts.Node,
  skip: (node: ts.Node) => boolean = () => false,
): Iterable<ts.Node> {
  const rest = [root];
  for (let node = rest.pop(); node; node = rest.pop()) {
    if (skip(node)) continue;
    yield node;
    const children: ts.Node[] = [];
    typescript.forEachChild(node, (child) => {
      children.push(child);
    });
    rest.push(...children.reverse());
  }
}

/** Visits the children of a node as `visitEachChild` does; those of a binary expression on its left, too. */
export function visitChildren(
  node: ts.Node,
  visit: ts.Visitor,
  context: ts.TransformationContext,
): ts.Node {
  if (!typescript.isBinaryExpression(node)) return typescript.visitEachChild(node, visit, context);
  const outer: ts.BinaryExpression[] = [];
  let inner = node;
  while (typescript.isBinaryExpression(inner.left)) {
    outer.push(inner);
    inner = inner.left;
  }
  let visited = typescript.visitEachChild(inner, visit, context);
  for (let at = outer.pop(); at; at = outer.pop()) {
    const right = typescript.visitNode(at.right, visit, typescript.isExpression) ?? at.right;
    visited = context.factory.updateBinaryExpression(at, visited, at.operatorToken, right);
  }
  return visited;
}
