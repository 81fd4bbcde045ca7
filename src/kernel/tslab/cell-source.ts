/** Prepares the source of a cell for the compiler. */
import type ts from "typescript";
import { typescript } from "./typescript.js";

/** A cell as the compiler gets it. The student's text is at the same offsets as before. */
export interface CellSource {
  text: string;
  /** The length of the student's text; what follows was added. */
  length: number;
  /** The names that the cell declares at its top level. */
  names: string[];
  /** Those of them that the cell only describes, with `declare`: they are variables of Node.js, not of cells. */
  ambient: string[];
  /** Those that are declared by `var` in a block or a loop, which declaration files do not describe. */
  nested: string[];
  /** Whether the cell begins with the comment `// @ts-nocheck`. */
  unchecked: boolean;
}

/**
 * Removes `export` from a cell, where it has no meaning, and then exports all of its names, so that the compiler keeps
 * them.
 */
export function prepareCell(code: string): CellSource {
  const file = parse(code);
  const text = removeExports(file, code);
  const declared = declaredNames(text === code ? file : parse(text));
  const names = [...declared.keys()];
  const ofKind = (kind: Kind) => names.filter((name) => declared.get(name) === kind);
  const exports = names.length > 0 ? `\nexport {${names.join(", ")}};` : "";
  const { checkJsDirective } = file as { checkJsDirective?: { enabled: boolean } };
  return {
    text: text + exports,
    length: code.length,
    names,
    ambient: ofKind("ambient"),
    nested: ofKind("nested"),
    unchecked: checkJsDirective?.enabled === false,
  };
}

function parse(code: string): ts.SourceFile {
  return typescript.createSourceFile("cell.ts", code, typescript.ScriptTarget.Latest, true);
}

/** Replaces parts of a text by others of the same length, so that all places remain correct. */
class Blanker {
  #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get text(): string {
    return this.#text;
  }

  /** Replaces a range by `replacement`, which must not be longer, and by spaces; line breaks remain. */
  replace(start: number, end: number, replacement = ""): void {
    const rest = this.#text.slice(start + replacement.length, end).replace(/[^\r\n]/g, " ");
    this.#text = this.#text.slice(0, start) + replacement + rest + this.#text.slice(end);
  }
}

function removeExports(file: ts.SourceFile, code: string): string {
  const blanker = new Blanker(code);
  const { parseDiagnostics } = file as unknown as { parseDiagnostics: ts.Diagnostic[] };
  const shebang = typescript.getShebang(code);
  if (shebang !== undefined) blanker.replace(0, shebang.length); // the compiler adds a line before the cell
  // Without the words before it, what is wrong in `export default enum E {}` could be right.
  if (parseDiagnostics.length > 0) return blanker.text;
  for (const statement of file.statements) {
    if (typescript.isExportDeclaration(statement)) removeExport(file, statement, blanker);
    else if (typescript.isExportAssignment(statement)) {
      const start = statement.expression.getStart(file);
      // At the start of a statement, an object would be a block.
      blanker.replace(statement.getStart(file), start, code[start] === "{" ? "void 0," : "");
    } else if (typescript.isNamespaceExportDeclaration(statement)) {
      blanker.replace(statement.getStart(file), statement.end);
    } else if (typescript.canHaveModifiers(statement)) {
      removeModifiers(file, statement, blanker);
    }
  }
  return blanker.text;
}

function removeModifiers(
  file: ts.SourceFile,
  statement: ts.Statement & ts.HasModifiers,
  blanker: Blanker,
): void {
  const { ExportKeyword, DefaultKeyword, AbstractKeyword } = typescript.SyntaxKind;
  // Without a name, `export default class {}` can only be an expression, which cannot be abstract.
  const isAnonymous = !(statement as { name?: ts.Node }).name;
  for (const modifier of typescript.getModifiers(statement) ?? []) {
    const { kind, end } = modifier;
    const start = modifier.getStart(file);
    if (kind === DefaultKeyword) blanker.replace(start, end, isAnonymous ? "void" : "");
    else if (kind === ExportKeyword) blanker.replace(start, end);
    else if (kind === AbstractKeyword && isAnonymous) blanker.replace(start, end);
  }
}

/** `export … from "m"` becomes an import, and `export { name }` disappears. */
function removeExport(
  file: ts.SourceFile,
  statement: ts.ExportDeclaration,
  blanker: Blanker,
): void {
  const { exportClause, moduleSpecifier } = statement;
  const start = statement.getStart(file);
  if (!moduleSpecifier) {
    blanker.replace(start, statement.end);
    return;
  }
  const importable =
    exportClause &&
    (typescript.isNamespaceExport(exportClause) ||
      exportClause.elements.every(({ name, propertyName }) =>
        [name, propertyName].every((part) => !part || isBindingName(part)),
      ));
  if (importable) blanker.replace(start, start + "export".length, "import");
  else blanker.replace(start, moduleSpecifier.getStart(file), "import");
}

function isBindingName(name: ts.ModuleExportName): boolean {
  return typescript.isIdentifier(name) && name.text !== "default";
}

type Kind = "ordinary" | "ambient" | "nested";

/** Returns the names that a file declares at its top level, and how. */
function declaredNames(file: ts.SourceFile): Map<string, Kind> {
  const names = new Map<string, Kind>();
  const add = (name: ts.Node | undefined, kind: Kind = "ordinary") => {
    if (!name) return;
    if (typescript.isIdentifier(name)) {
      if (name.text !== "" && names.get(name.text) !== "ordinary") names.set(name.text, kind);
    } else if (typescript.isObjectBindingPattern(name) || typescript.isArrayBindingPattern(name)) {
      for (const element of name.elements) {
        if (typescript.isBindingElement(element)) add(element.name, kind);
      }
    }
  };
  const addImport = ({ importClause }: ts.ImportDeclaration) => {
    add(importClause?.name);
    const bindings = importClause?.namedBindings;
    if (!bindings) return;
    if (typescript.isNamespaceImport(bindings)) add(bindings.name);
    else for (const element of bindings.elements) add(element.name);
  };
  const isBlockScoped = (list: ts.VariableDeclarationList) =>
    (list.flags & typescript.NodeFlags.BlockScoped) !== 0;
  /** Adds the variables declared with `var` in nested blocks, but not in expressions and functions. */
  const addNested = (node: ts.Node): void => {
    if (typescript.isVariableDeclarationList(node) && !isBlockScoped(node)) {
      for (const { name } of node.declarations) add(name, "nested");
    }
    const isSeparate =
      typescript.isExpression(node) ||
      typescript.isFunctionLike(node) ||
      typescript.isClassLike(node);
    if (!isSeparate) typescript.forEachChild(node, addNested);
  };
  for (const statement of file.statements) {
    const modifiers = typescript.canHaveModifiers(statement)
      ? typescript.getModifiers(statement)
      : undefined;
    const isAmbient = modifiers?.some(
      (modifier) => modifier.kind === typescript.SyntaxKind.DeclareKeyword,
    );
    const kind = isAmbient ? "ambient" : "ordinary";
    if (typescript.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) add(name, kind);
    } else if (typescript.isImportDeclaration(statement)) addImport(statement);
    else if (typescript.isModuleDeclaration(statement)) {
      const isGlobal = (statement.flags & typescript.NodeFlags.GlobalAugmentation) !== 0;
      if (!isGlobal) add(statement.name, kind);
    } else if (isDeclaration(statement)) add(statement.name, kind);
    else addNested(statement);
  }
  return names;
}

function isDeclaration(
  statement: ts.Statement,
): statement is ts.Statement & { name?: ts.Identifier } {
  return (
    typescript.isFunctionDeclaration(statement) ||
    typescript.isClassDeclaration(statement) ||
    typescript.isEnumDeclaration(statement) ||
    typescript.isInterfaceDeclaration(statement) ||
    typescript.isTypeAliasDeclaration(statement) ||
    typescript.isImportEqualsDeclaration(statement)
  );
}
