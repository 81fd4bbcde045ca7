/**
 * Attaches documentation comments to declarations when they are asked for. To parse those of all files would take a fifth
 * of the time in which the kernel starts.
 */
import type ts from "typescript";
import type { Cursor, TypeScript } from "./language.js";

/** The comments of a declaration, and the tags that TypeScript has found in them and in those of the nodes around it. */
interface Documented {
  jsDoc?: (object[] & { jsDocCache?: unknown }) | undefined;
}

/** Attaches the comments that information about a symbol can quote. */
export function documentSymbol({ typescript, program }: Cursor, symbol: ts.Symbol): void {
  new Attachment(typescript, program.getTypeChecker()).toSymbol(symbol);
}

/** Attaches the comments that information about the calls around the cursor can quote. */
export function documentCalls({ typescript, program, file, position }: Cursor): void {
  const checker = program.getTypeChecker();
  const attachment = new Attachment(typescript, checker);
  const token = typescript.findPrecedingToken(position, file);
  for (let outer = token; outer; outer = outer.parent) {
    const callee = calleeOf(typescript, outer);
    if (callee) attachment.toSignatures(checker.getTypeAtLocation(callee));
  }
}

function calleeOf(typescript: TypeScript, node: ts.Node): ts.Node | undefined {
  if (typescript.isCallExpression(node) || typescript.isNewExpression(node)) return node.expression;
  return typescript.isTaggedTemplateExpression(node) ? node.tag : undefined;
}

class Attachment {
  readonly #typescript: TypeScript;
  readonly #checker: ts.TypeChecker;
  readonly #seen = new Set<ts.Node>();

  constructor(typescript: TypeScript, checker: ts.TypeChecker) {
    this.#typescript = typescript;
    this.#checker = checker;
  }

  toSymbol(symbol: ts.Symbol | undefined): void {
    if (!symbol) return;
    for (const declaration of symbol.declarations ?? []) this.toDeclaration(declaration);
    if (symbol.flags & this.#typescript.SymbolFlags.Alias) {
      this.toSymbol(this.#checker.getAliasedSymbol(symbol));
    }
  }

  toSignatures(type: ts.Type): void {
    for (const signature of [...type.getCallSignatures(), ...type.getConstructSignatures()]) {
      if (signature.declaration) this.toDeclaration(signature.declaration);
    }
  }

  toDeclaration(declaration: ts.Node): void {
    if (this.#seen.has(declaration)) return;
    this.#seen.add(declaration);
    const file = declaration.getSourceFile();
    // The comment of a variable belongs to the statement, and the one of a parameter to the function.
    for (let node = declaration; node !== file; node = node.parent) {
      this.#parse(node, file.text);
      if (this.#typescript.isStatement(node)) break;
    }
    this.#toOverridden(declaration);
  }

  /** A member without a comment has that of the one which it overrides. */
  #toOverridden(member: ts.Node): void {
    const owner = this.#typescript.isConstructorDeclaration(member) ? member.parent : member;
    const { parent } = owner;
    const { name } = member as ts.NamedDeclaration;
    if (!this.#typescript.isClassLike(parent) && !this.#typescript.isInterfaceDeclaration(parent)) {
      return;
    }
    for (const base of this.#typescript.getAllSuperTypeNodes(parent)) {
      const type = this.#checker.getTypeAtLocation(base);
      const statics = type.symbol && this.#checker.getTypeOfSymbol(type.symbol);
      const key = name && this.#checker.getSymbolAtLocation(name)?.name;
      if (key === undefined) continue;
      this.toSymbol(type.getProperty(key));
      this.toSymbol(statics?.getProperty(key));
    }
  }

  #parse(node: ts.Node & Documented, text: string): void {
    if (node.jsDoc?.length) {
      node.jsDoc.jsDocCache = undefined;
      return;
    }
    const comments = this.#typescript.getJSDocCommentRanges(node, text) ?? [];
    const parsed = comments.flatMap(
      ({ pos, end }) =>
        this.#typescript.parseIsolatedJSDocComment(text, pos, end - pos)?.jsDoc ?? [],
    );
    const attached = parsed.map((comment) => Object.assign(comment, { parent: node }));
    node.jsDoc = attached.length > 0 ? attached : undefined;
  }
}
