/** Makes tslab recognize `{ name }` as a use of a name that an earlier cell may have declared. */
import type ts from "typescript";

/** The functions of TypeScript with which tslab's converter checks a cell's types and visits its syntax tree. */
export interface Walker {
  factory: ts.NodeFactory;
  isShorthandPropertyAssignment(node: ts.Node): node is ts.ShorthandPropertyAssignment;
  visitEachChild(node: ts.Node, visitor: ts.Visitor, ...rest: unknown[]): ts.Node | undefined;
  createWatchProgram(host: Host): unknown;
}

interface Host {
  afterProgramCreate?: (builder: { getProgram(): ts.Program }) => void;
}

/**
 * Returns a variant of `typescript` with which tslab's converter, which replaces names of earlier cells by
 * `exports.name`, converts `{ name }` to `{ name: exports.name }`.
 */
export function expandShorthand<T extends Walker>(typescript: T): T {
  const { factory } = typescript;
  return {
    ...typescript,
    visitEachChild(node, visitor, ...rest) {
      if (typescript.isShorthandPropertyAssignment(node)) {
        const value = visitor(node.name) as ts.Expression;
        const initial = node.objectAssignmentInitializer; // `{ name = 1 } = ...`
        if (value !== node.name) {
          const assigned =
            initial && factory.createAssignment(value, visitor(initial) as ts.Expression);
          return factory.createPropertyAssignment(node.name, assigned ?? value);
        }
      }
      return typescript.visitEachChild(node, visitor, ...rest);
    },
    createWatchProgram(host) {
      const { afterProgramCreate } = host;
      host.afterProgramCreate = (builder) => {
        const program = builder.getProgram();
        const { getTypeChecker } = program;
        program.getTypeChecker = () => resolveVariables(typescript, getTypeChecker());
        afterProgramCreate?.(builder);
      };
      return typescript.createWatchProgram(host);
    },
  };
}

const patched = new WeakSet<ts.TypeChecker>();

/** In `{ name }`, the name denotes a property and a variable: makes the checker return the variable. */
function resolveVariables(typescript: Walker, checker: ts.TypeChecker): ts.TypeChecker {
  if (patched.has(checker)) return checker;
  patched.add(checker);
  const { getSymbolAtLocation } = checker;
  checker.getSymbolAtLocation = (node) => {
    const { parent } = node;
    const shorthand = parent && typescript.isShorthandPropertyAssignment(parent);
    return shorthand && parent.name === node
      ? checker.getShorthandAssignmentValueSymbol(parent)
      : getSymbolAtLocation(node);
  };
  return checker;
}
