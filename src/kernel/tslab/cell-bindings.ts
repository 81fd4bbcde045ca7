/** The variables of cells, as the JavaScript that reads and assigns them. */
import type ts from "typescript";
import { typescript } from "./typescript.js";

/**
 * The parameters of the function that a cell becomes: the object whose properties are the variables of all cells; a
 * function that imports a module; one that does it for `import()`; what `import.meta` is; and one for caught errors.
 */
export const PARAMETERS = {
  variables: "__cells",
  importModule: "__import",
  importDynamic: "__importDynamic",
  meta: "__importMeta",
  caught: "__caught",
} as const;

/** What a cell's identifiers denote. */
export interface SharedNames {
  /** Returns the name of the variable if an identifier denotes one that is shared by all cells. */
  sharedName(identifier: ts.Identifier): string | undefined;
}

/** Makes the accesses and assignments of one cell. */
export class Bindings {
  /** The statements that come first in the cell: they make the variables undefined that `var` declares. */
  readonly vars: ts.Statement[] = [];
  readonly #factory: ts.NodeFactory;
  readonly #names: SharedNames;
  readonly #visit: (node: ts.Node) => ts.Node;

  /** @param visit transforms the expressions in patterns */
  constructor(factory: ts.NodeFactory, names: SharedNames, visit: (node: ts.Node) => ts.Node) {
    this.#factory = factory;
    this.#names = names;
    this.#visit = visit;
  }

  /** Returns the access to a variable. */
  variable(name: string): ts.Expression {
    const variables = this.#factory.createIdentifier(PARAMETERS.variables);
    return this.#factory.createPropertyAccessExpression(variables, name);
  }

  assign(target: ts.Expression, value: ts.Expression): ts.Statement {
    return this.#factory.createExpressionStatement(this.#factory.createAssignment(target, value));
  }

  /** Returns the name of the variable that a node denotes, if it is an identifier of one. */
  shared(name: ts.Node | undefined): string | undefined {
    return name && typescript.isIdentifier(name) ? this.#names.sharedName(name) : undefined;
  }

  /** Returns what a declarator such as `x = 1` assigns; undefined if it assigns nothing. */
  declarator(
    name: ts.BindingName,
    initializer: ts.Expression | undefined,
    list: ts.VariableDeclarationList,
  ): ts.Expression | undefined {
    if (isVar(list)) {
      this.hoistVars(name);
      if (!initializer) return undefined;
    }
    const value = initializer ?? this.#factory.createVoidZero();
    const assignment = this.#factory.createAssignment(this.pattern(name), value);
    // An assignment to an object pattern would begin like a block.
    return typescript.isObjectBindingPattern(name)
      ? this.#factory.createParenthesizedExpression(assignment)
      : assignment;
  }

  /** `var` makes a variable `undefined` at the start of the cell, not where it is declared. */
  hoistVars(name: ts.BindingName): void {
    for (const bound of boundNames(name)) {
      this.vars.push(this.assign(this.variable(bound), this.#factory.createVoidZero()));
    }
  }

  /** Converts the pattern of a declaration, such as `[a, b]`, to that of an assignment. */
  pattern(name: ts.BindingName): ts.Expression {
    if (typescript.isIdentifier(name)) {
      const shared = this.shared(name);
      return shared === undefined ? name : this.located(this.variable(shared), name);
    }
    if (typescript.isArrayBindingPattern(name)) {
      return this.#factory.createArrayLiteralExpression(
        name.elements.map((element) => {
          if (typescript.isOmittedExpression(element)) return element;
          const target = this.#element(element);
          return element.dotDotDotToken ? this.#factory.createSpreadElement(target) : target;
        }),
      );
    }
    return this.#factory.createObjectLiteralExpression(
      name.elements.map((element) => {
        const target = this.#element(element);
        if (element.dotDotDotToken) return this.#factory.createSpreadAssignment(target);
        const key = element.propertyName ?? (element.name as ts.Identifier);
        const visited = typescript.isComputedPropertyName(key)
          ? (this.#visit(key) as ts.PropertyName)
          : typescript.isIdentifier(key)
            ? this.#factory.createIdentifier(key.text)
            : key;
        return this.#factory.createPropertyAssignment(visited, target);
      }),
    );
  }

  #element(element: ts.BindingElement): ts.Expression {
    const target = this.pattern(element.name);
    if (!element.initializer) return target;
    return this.#factory.createAssignment(
      target,
      this.#visit(element.initializer) as ts.Expression,
    );
  }

  /** Returns whether a name or pattern declares variables of cells. */
  declaresShared(name: ts.BindingName): boolean {
    if (typescript.isIdentifier(name)) return this.shared(name) !== undefined;
    return name.elements.some(
      (element) => typescript.isBindingElement(element) && this.declaresShared(element.name),
    );
  }

  /**
   * Makes the source map point from `node` to `place`. V8 reports a call of anything but a name at its parenthesis, which
   * must not be mapped to the end of the name.
   */
  located<T extends ts.Node>(node: T, place: ts.Node): T {
    typescript.setEmitFlags(node, typescript.EmitFlags.NoTrailingSourceMap);
    return typescript.setSourceMapRange(node, typescript.getSourceMapRange(place)) as T;
  }
}

/** Returns whether a list begins with `var`. */
export function isVar({ flags }: ts.VariableDeclarationList): boolean {
  return (flags & typescript.NodeFlags.BlockScoped) === 0;
}

/** Returns the names in `x`, `[x, y]` or `{ x, y: { z } }`. */
export function boundNames(name: ts.BindingName): string[] {
  if (typescript.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    typescript.isBindingElement(element) ? boundNames(element.name) : [],
  );
}
