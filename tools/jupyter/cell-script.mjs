import ts from "typescript";
import { globalsFor } from "./script-globals.mjs";
import { ScriptImports } from "./script-imports.mjs";

/**
 * One TypeScript module made of the cells of a notebook.
 *
 * A notebook may declare a name twice, a module may not. A cell that declares a name which was used before opens a
 * block that lasts to the end of the module, so that each cell means the same as in the notebook.
 */
export class CellScript {
  #imports = new ScriptImports();
  /** @type {string[]} */
  #parts = [];
  /** @type {Set<string>} */
  #used = new Set();
  /** @type {Set<string>} */
  #declared = new Set();
  /** @type {Set<string>} The names that no cell had declared when they were used. */
  #globals = new Set();
  #blocks = 0;

  /** @param {string} text */
  addProse(text) {
    const lines = text.split("\n").map((line) => `// ${line}`.trimEnd());
    this.#parts.push(lines.join("\n"));
  }

  /**
   * @param {string} source
   * @param {boolean} [raises] whether the cell is expected to throw
   */
  addCode(source, raises = false) {
    const file = parse(source);
    const { code, declared } = this.#asStatements(file);
    if (declared.some((name) => this.#used.has(name) || this.#imports.has(name))) {
      this.#parts.push("{");
      this.#blocks += 1;
    }
    this.#parts.push(raises ? attempt(code) : code);
    for (const name of declared) this.#declared.add(name);
    for (const name of identifiersIn(file)) {
      this.#used.add(name);
      if (!this.#declared.has(name) && !this.#imports.has(name)) this.#globals.add(name);
    }
  }

  toString() {
    const globals = globalsFor(this.#globals).map((code) => this.#asStatements(parse(code)).code);
    const end = "}".repeat(this.#blocks);
    const parts = [this.#imports.toString(), ...globals, ...this.#parts, end, "export {};"];
    return `${parts.filter(Boolean).join("\n\n")}\n`;
  }

  /**
   * Moves imports to the top and removes `export`, which the kernel ignores and a block does not allow.
   * @param {ts.SourceFile} file
   */
  #asStatements(file) {
    /** @type {Edit[]} */
    const edits = [];
    /** @type {string[]} */
    const declared = [];
    for (const statement of file.statements) {
      if (ts.isImportDeclaration(statement)) {
        const { code, names } = this.#imports.add(statement);
        edits.push({ start: statement.getStart(), end: statement.end, code });
        declared.push(...names);
      } else {
        edits.push(...withoutExport(statement));
        declared.push(...namesOf(statement));
      }
    }
    return { code: apply(edits, file.text).trim(), declared };
  }
}

/** @param {string} source */
const parse = (source) => ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, true);

/** @param {string} code */
const attempt = (code) => `try {\n${code}\n} catch (error) {\n  console.error(error);\n}`;

/** @typedef {{ start: number, end: number, code: string }} Edit */

/**
 * @param {Edit[]} edits in the order of the source
 * @param {string} source
 */
function apply(edits, source) {
  return edits.reduceRight(
    (text, { start, end, code }) => text.slice(0, start) + code + text.slice(end),
    source,
  );
}

/**
 * @param {ts.Statement} statement
 * @returns {Edit[]}
 */
function withoutExport(statement) {
  const start = statement.getStart();
  if (ts.isExportDeclaration(statement)) return [{ start, end: statement.end, code: "" }];
  if (ts.isExportAssignment(statement)) {
    return [{ start, end: statement.expression.getStart(), code: "" }];
  }
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  return modifiers
    .filter(
      ({ kind }) => kind === ts.SyntaxKind.ExportKeyword || kind === ts.SyntaxKind.DefaultKeyword,
    )
    .map((modifier) => ({ start: modifier.getStart(), end: modifier.end, code: "" }));
}

/**
 * The names that a statement declares.
 * @param {ts.Statement} statement
 * @returns {string[]}
 */
function namesOf(statement) {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => namesIn(name));
  }
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isModuleDeclaration(statement);
  return isNamed && statement.name ? [statement.name.text] : [];
}

/**
 * @param {ts.BindingName} name
 * @returns {string[]}
 */
function namesIn(name) {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isBindingElement(element) ? namesIn(element.name) : [],
  );
}

/**
 * @param {ts.Node} node
 * @returns {Generator<string>}
 */
function* identifiersIn(node) {
  if (ts.isIdentifier(node) && !isProperty(node)) yield node.text;
  /** @type {ts.Node[]} */
  const children = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* identifiersIn(child);
}

/** @param {ts.Identifier} node */
function isProperty(node) {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) &&
    parent.name === node
  );
}
