/** Rewrites the JavaScript of a cell so that its variables are those of all cells. */
import type ts from "typescript";
import { Bindings, PARAMETERS, type SharedNames } from "./cell-bindings.js";
import { isAnonymousFunction, namesFunctions, skipParentheses } from "./function-names.js";
import { visitChildren } from "./traversal.js";
import { typescript } from "./typescript.js";

interface Names extends SharedNames {
  /** The last statement if it is an expression, whose value the cell returns as `{ value }`. */
  result: ts.Statement | undefined;
}

/**
 * Returns a transformer for a cell's JavaScript, after TypeScript has removed the types.
 *
 * A variable `x` of the top level becomes the property `__cells.x`, in the cell that declares it and in all others.
 * Functions and classes are declared as they were, which keeps their names in stack traces, and are then assigned.
 */
export function cellTransformer(names: Names): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => new CellTransformer(context, names).transform(file);
}

class CellTransformer {
  readonly #context: ts.TransformationContext;
  readonly #factory: ts.NodeFactory;
  readonly #names: Names;
  /** Names that mean something else where the node being visited is: in its own body, a class's name is its own. */
  readonly #hidden: string[] = [];
  readonly #functions: ts.Statement[] = [];
  readonly #imports: ts.Statement[] = [];
  readonly #bindings: Bindings;
  #functionDepth = 0;

  constructor(context: ts.TransformationContext, names: Names) {
    this.#context = context;
    this.#factory = context.factory;
    this.#names = names;
    this.#bindings = new Bindings(context.factory, names, (node) => this.#visit(node));
  }

  transform(file: ts.SourceFile): ts.SourceFile {
    const body = file.statements.flatMap((statement) => this.#statement(statement));
    return this.#factory.updateSourceFile(file, [
      ...this.#bindings.vars,
      ...this.#functions,
      ...this.#imports,
      ...body,
    ]);
  }

  /** Transforms a statement that is not in a function. */
  #statement(statement: ts.Statement): ts.Statement | ts.Statement[] {
    if (typescript.isExportDeclaration(statement)) return [];
    if (typescript.isImportDeclaration(statement)) return this.#import(statement);
    if (typescript.isFunctionDeclaration(statement)) {
      const name = this.#bindings.shared(statement.name);
      if (name !== undefined) {
        this.#functions.push(
          this.#bindings.assign(
            this.#bindings.variable(name),
            this.#factory.createIdentifier(name),
          ),
        );
      }
      return this.#visit(statement) as ts.Statement;
    }
    if (typescript.isClassDeclaration(statement)) {
      const name = this.#bindings.shared(statement.name);
      const visited = this.#visit(statement) as ts.ClassDeclaration;
      if (name === undefined) return visited;
      // As an expression, it may have the name of a parameter of the cell's function, such as `module`.
      const expression = this.#factory.createClassExpression(
        visited.modifiers,
        visited.name,
        undefined,
        visited.heritageClauses,
        visited.members,
      );
      const value = typescript.setTextRange(expression, statement);
      return typescript.setTextRange(
        this.#bindings.assign(this.#bindings.variable(name), value),
        statement,
      );
    }
    if (typescript.isVariableStatement(statement)) return this.#variableStatement(statement);
    if (typescript.isExpressionStatement(statement)) {
      const visited = this.#visit(statement) as ts.ExpressionStatement;
      if (typescript.getOriginalNode(statement) !== this.#names.result) return visited;
      // In an object, a promise is not awaited when the cell returns it.
      const value = this.#factory.createPropertyAssignment(
        "value",
        this.#unnamed(visited.expression),
      );
      const result = this.#factory.createObjectLiteralExpression([value]);
      return typescript.setTextRange(this.#factory.createReturnStatement(result), statement);
    }
    return this.#visit(statement) as ts.Statement;
  }

  #variableStatement(statement: ts.VariableStatement): ts.Statement[] {
    const { declarationList: list } = statement;
    return list.declarations.flatMap((declaration) => {
      if (!this.#bindings.declaresShared(declaration.name)) {
        const visited = this.#visit(declaration) as ts.VariableDeclaration;
        const single = this.#factory.createVariableDeclarationList([visited], list.flags);
        return this.#factory.createVariableStatement(undefined, single);
      }
      return this.#variableDeclaration(declaration, list).map((made) =>
        typescript.setTextRange(made, statement),
      );
    });
  }

  #variableDeclaration(
    declaration: ts.VariableDeclaration,
    list: ts.VariableDeclarationList,
  ): ts.Statement[] {
    const { name } = declaration;
    const initializer =
      declaration.initializer && (this.#visit(declaration.initializer) as ts.Expression);
    const shared = this.#bindings.shared(name);
    const value = shared && initializer ? this.#named(initializer, shared) : initializer;
    const assignment = this.#bindings.declarator(name, value, list);
    return assignment ? [this.#factory.createExpressionStatement(assignment)] : [];
  }

  /** Gives a function the name of the variable that it is assigned to: `__cells.f = ({ f: () => 1 }).f`. */
  #named(value: ts.Expression, name: string): ts.Expression {
    if (!isAnonymousFunction(value)) return value;
    const property = this.#factory.createPropertyAssignment(name, value);
    const object = this.#factory.createObjectLiteralExpression([property]);
    return this.#factory.createPropertyAccessExpression(
      this.#factory.createParenthesizedExpression(object),
      name,
    );
  }

  /** Keeps a function from getting the name of the property that it becomes the value of. */
  #unnamed(value: ts.Expression): ts.Expression {
    return isAnonymousFunction(value)
      ? this.#factory.createComma(this.#factory.createNumericLiteral(0), value)
      : value;
  }

  /**
   * Makes `import d, { a } from "m"` load the module before all other statements run, and define variables that read its
   * exports.
   */
  #import({ importClause, moduleSpecifier }: ts.ImportDeclaration): ts.Statement[] {
    const factory = this.#factory;
    const loaded = factory.createCallExpression(
      factory.createIdentifier(PARAMETERS.importModule),
      undefined,
      [moduleSpecifier, ...this.#links(importClause)],
    );
    // Only a module that awaits at its top level has to be awaited; a cell without one can then be interrupted by SIGINT.
    const module = factory.createUniqueName("module");
    const { Let } = typescript.NodeFlags;
    this.#imports.push(
      typescript.setTextRange(
        factory.createVariableStatement(
          undefined,
          factory.createVariableDeclarationList(
            [factory.createVariableDeclaration(module, undefined, undefined, loaded)],
            Let,
          ),
        ),
        moduleSpecifier,
      ),
      factory.createIfStatement(
        module,
        factory.createExpressionStatement(factory.createAwaitExpression(module)),
      ),
    );
    return [];
  }

  /** Returns, for each imported name, the arguments `"name of the variable", "name of the export"`. */
  #links(clause: ts.ImportClause | undefined): ts.Expression[] {
    const text = (value: string) => this.#factory.createStringLiteral(value);
    const links: ts.Expression[] = [];
    if (clause?.name) links.push(text(clause.name.text), text("default"));
    const bindings = clause?.namedBindings;
    if (!bindings) return links;
    if (typescript.isNamespaceImport(bindings)) {
      return [...links, text(bindings.name.text), text("*")];
    }
    return [
      ...links,
      ...bindings.elements.flatMap(({ name, propertyName }) => [
        text(name.text),
        text((propertyName ?? name).text),
      ]),
    ];
  }

  readonly #visitor = (node: ts.Node): ts.VisitResult<ts.Node> => {
    if (this.#functionDepth === 0 && typescript.isStatement(node) && !typescript.isBlock(node)) {
      return this.#nestedStatement(node);
    }
    return this.#visit(node);
  };

  /** A statement in a block, a loop or the like. */
  #nestedStatement(node: ts.Statement): ts.VisitResult<ts.Node> {
    // Functions and classes in blocks are not shared, but what `using` becomes puts the whole cell into a block.
    const made = this.#statement(node);
    if (!Array.isArray(made)) return made;
    return made.length === 0 ? this.#factory.createEmptyStatement() : made;
  }

  #visit(node: ts.Node): ts.Node {
    if (typescript.isIdentifier(node)) {
      const shared = this.#names.sharedName(node);
      if (shared === undefined || this.#hidden.includes(shared)) return node;
      return this.#bindings.located(this.#bindings.variable(shared), node);
    }
    if (typescript.isClassLike(node)) return this.#class(node);
    if (typescript.isFunctionLike(node)) return this.#function(node);
    if (typescript.isShorthandPropertyAssignment(node)) return this.#shorthand(node);
    if (typescript.isMetaProperty(node)) {
      return node.keywordToken === typescript.SyntaxKind.ImportKeyword
        ? this.#factory.createIdentifier(PARAMETERS.meta)
        : node;
    }
    if (typescript.isCallExpression(node)) return this.#call(node);
    if (typescript.isBinaryExpression(node)) return this.#binary(node);
    if (typescript.isTaggedTemplateExpression(node)) {
      const visited = this.#children(node) as ts.TaggedTemplateExpression;
      return this.#factory.updateTaggedTemplateExpression(
        visited,
        this.#withoutThis(node.tag, visited.tag),
        undefined,
        visited.template,
      );
    }
    if (this.#functionDepth === 0) {
      if (typescript.isForStatement(node)) return this.#for(node);
      if (typescript.isForInStatement(node) || typescript.isForOfStatement(node)) {
        return this.#forEach(node);
      }
    }
    return this.#children(node);
  }

  #children(node: ts.Node): ts.Node {
    return visitChildren(node, this.#visitor, this.#context);
  }

  #function(node: ts.SignatureDeclaration): ts.Node {
    const { body } = node as ts.FunctionLikeDeclaration;
    // Of a class with a decorator, TypeScript makes a function that declares the class once more.
    const names =
      body && typescript.isBlock(body)
        ? body.statements
            .filter(typescript.isVariableStatement)
            .flatMap(({ declarationList }) => declarationList.declarations)
            .flatMap(({ name }) => this.#bindings.shared(name) ?? [])
        : [];
    return this.#scope(node, names);
  }

  #class(node: ts.ClassLikeDeclaration): ts.Node {
    return this.#scope(node, [this.#bindings.shared(node.name) ?? []].flat());
  }

  /** Visits a function or class in which `names` do not denote variables of cells. */
  #scope(node: ts.Node, names: string[]): ts.Node {
    this.#hidden.push(...names);
    this.#functionDepth += 1;
    const visited = this.#withoutName(node);
    this.#functionDepth -= 1;
    this.#hidden.length -= names.length;
    return visited;
  }

  /** Visits the children of a function or class, except the name that it declares. */
  #withoutName(node: ts.Node): ts.Node {
    const { name } = node as { name?: ts.Node };
    const keepName = (child: ts.Node) =>
      child === name && typescript.isIdentifier(child) ? child : this.#visitor(child);
    return typescript.visitEachChild(node, keepName, this.#context);
  }

  #binary(node: ts.BinaryExpression): ts.Node {
    const visited = this.#children(node) as ts.BinaryExpression;
    const name = typescript.isIdentifier(node.left) ? node.left.text : undefined;
    if (!name || visited.left === node.left || !namesFunctions(node.operatorToken.kind))
      return visited;
    const right = this.#named(visited.right, name);
    return this.#factory.updateBinaryExpression(
      visited,
      visited.left,
      visited.operatorToken,
      right,
    );
  }

  /** `{ x }` becomes `{ x: __cells.x }`. */
  #shorthand(node: ts.ShorthandPropertyAssignment): ts.Node {
    const value = this.#visit(node.name) as ts.Expression;
    const initial = node.objectAssignmentInitializer; // `{ x = 1 } = ...`
    const visited = initial && (this.#visit(initial) as ts.Expression);
    if (value === node.name) {
      return this.#factory.updateShorthandPropertyAssignment(node, node.name, visited);
    }
    const assigned = visited ? this.#factory.createAssignment(value, visited) : value;
    return this.#factory.createPropertyAssignment(node.name.text, assigned);
  }

  #call(node: ts.CallExpression): ts.Node {
    const visited = this.#children(node) as ts.CallExpression;
    const callee =
      node.expression.kind === typescript.SyntaxKind.ImportKeyword
        ? this.#factory.createIdentifier(PARAMETERS.importDynamic)
        : this.#withoutThis(node.expression, visited.expression);
    if (callee === visited.expression) return visited;
    return typescript.isCallChain(visited)
      ? this.#factory.updateCallChain(
          visited,
          callee,
          visited.questionDotToken,
          undefined,
          visited.arguments,
        )
      : this.#factory.updateCallExpression(visited, callee, undefined, visited.arguments);
  }

  /** A function that is called by its name has no `this`, so it must not be called as a method of the variables. */
  #withoutThis(before: ts.Expression, after: ts.Expression): ts.Expression {
    const name = skipParentheses(before);
    if (!typescript.isIdentifier(name) || this.#names.sharedName(name) === undefined) return after;
    const zero = this.#factory.createNumericLiteral(0);
    const comma = this.#factory.createComma(zero, after);
    return this.#bindings.located(this.#factory.createParenthesizedExpression(comma), before);
  }

  #for(node: ts.ForStatement): ts.Node {
    const { initializer } = node;
    if (!initializer || !this.#isSharedList(initializer)) return this.#children(node);
    const [first, ...rest] = initializer.declarations.flatMap((declaration) => {
      const value =
        declaration.initializer && (this.#visit(declaration.initializer) as ts.Expression);
      return this.#bindings.declarator(declaration.name, value, initializer) ?? [];
    });
    const start = first && rest.reduce((a, b) => this.#factory.createComma(a, b), first);
    const visited = this.#children(
      this.#factory.updateForStatement(
        node,
        undefined,
        node.condition,
        node.incrementor,
        node.statement,
      ),
    ) as ts.ForStatement;
    return this.#factory.updateForStatement(
      visited,
      start,
      visited.condition,
      visited.incrementor,
      visited.statement,
    );
  }

  #forEach(node: ts.ForInOrOfStatement): ts.Node {
    const { initializer } = node;
    const list = this.#isSharedList(initializer) ? initializer : undefined;
    const [declaration] = list?.declarations ?? [];
    if (!list || !declaration) return this.#children(node);
    this.#bindings.hoistVars(declaration.name);
    const target = this.#bindings.pattern(declaration.name);
    const expression = this.#visit(node.expression) as ts.Expression;
    const body = typescript.visitNode(node.statement, this.#visitor) as ts.Statement;
    return typescript.isForInStatement(node)
      ? this.#factory.updateForInStatement(node, target, expression, body)
      : this.#factory.updateForOfStatement(node, node.awaitModifier, target, expression, body);
  }

  #isSharedList(node: ts.ForInitializer): node is ts.VariableDeclarationList {
    return (
      typescript.isVariableDeclarationList(node) &&
      node.declarations.some(({ name }) => this.#bindings.declaresShared(name))
    );
  }
}
