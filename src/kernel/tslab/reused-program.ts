/**
 * Checks cells in the program of an earlier one. A new program has a new type checker, which merges all global
 * declarations and resolves the types of the library again. That takes longer than checking a cell does.
 */
import { dirname, join } from "node:path";
import type ts from "typescript";
import { PREFIX } from "./checked-cell.js";
import { isPackageFile } from "./module-resolution.js";

/** Finds what imports refer to. */
export type Resolve = NonNullable<ts.CompilerHost["resolveModuleNameLiterals"]>;

type Resolutions = { set(name: string, mode: unknown, resolution: object): void };

/** What TypeScript exports, but does not declare. */
export interface InternalTypeScript {
  bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void;
  createModeAwareCache(): Resolutions;
  forEachDynamicImportOrRequireCall(
    file: ts.SourceFile,
    includeTypes: boolean,
    onlyLiterals: boolean,
    use: (node: ts.Node, literal: ts.StringLiteralLike) => void,
  ): void;
  getSetExternalModuleIndicator(options: ts.CompilerOptions): (file: ts.SourceFile) => void;
}

type InternalFile = Omit<ts.SourceFile, "path"> & {
  path: string;
  parent: ts.Node;
  imports: readonly ts.StringLiteralLike[];
};

interface InternalProgram extends ts.Program {
  getFilesByNameMap(): Map<string, ts.SourceFile>;
  resolvedModules: Map<string, Resolutions>;
}

/** The checker keeps what it has found in each cell, so a program is reused for this many characters of code. */
const MAX_SIZE = 50_000;

/** A program whose cell can be replaced as long as that changes nothing in what all files share. */
export class ReusedProgram {
  readonly program: ts.Program;
  readonly #typescript: typeof ts & InternalTypeScript;
  readonly #resolve: Resolve;
  /** The file of the cell for which the program was made. */
  readonly #cell: InternalFile;
  /** The file with the declarations of earlier cells. */
  readonly #declarations: InternalFile;
  /** The files that are in the program in place of those. */
  #replacements: { cell: InternalFile; declarations: InternalFile };
  /** The text of the declarations in the program; undefined if that is not known. */
  #text: string | undefined;
  #size = 0;
  #count = 0;

  /** @param cell the cell's file in `program`, whose parent is that of the declarations of earlier cells */
  constructor(
    typescript: typeof ts & InternalTypeScript,
    resolve: Resolve,
    program: ts.Program,
    cell: ts.SourceFile,
  ) {
    this.program = program;
    this.#typescript = typescript;
    this.#resolve = resolve;
    this.#cell = internal(cell);
    this.#declarations = internal(cell.parent as unknown as ts.SourceFile);
    this.#replacements = { cell: this.#cell, declarations: this.#declarations };
    const isSuitable =
      [this.#cell, this.#declarations].every((file) => this.#isOrdinary(file)) &&
      program
        .getSourceFiles()
        .every((file) => isPackageFile(file.fileName) || this.#isOwn(internal(file)));
    if (!isSuitable) this.#size = Number.POSITIVE_INFINITY;
  }

  /**
   * Replaces the cell, and the declarations of earlier ones. Returns the cell's file, or undefined if it needs a new
   * program.
   */
  add(declarations: string, code: string): ts.SourceFile | undefined {
    this.#size += declarations.length + code.length;
    if (this.#size > MAX_SIZE) return undefined;
    this.#count += 1;
    const before =
      declarations === this.#text
        ? this.#replacements.declarations
        : this.#parse(this.#declarations, this.#declarations.fileName, declarations);
    // The checker keeps diagnostics by the names of files.
    const name = this.#cell.fileName.replace(/(?=\.ts$)/, String(this.#count));
    const cell = before && this.#parse(this.#cell, name, code);
    if (!cell) return undefined;
    cell.parent = before as unknown as ts.Node;
    this.#text = declarations;
    this.#replace({ cell, declarations: before });
    return external(cell);
  }

  /** Makes the program that which it was, as the next one is made from it. */
  restore(): void {
    this.#replace({ cell: this.#cell, declarations: this.#declarations });
    this.#text = undefined;
  }

  #isOwn(file: InternalFile): boolean {
    return file === this.#cell || file === this.#declarations;
  }

  /** Returns a file of the program in place of `model`, or undefined if the program does not have all that it needs. */
  #parse(model: InternalFile, fileName: string, text: string): InternalFile | undefined {
    const typescript = this.#typescript;
    const options = this.program.getCompilerOptions();
    const file = internal(
      typescript.createSourceFile(fileName, PREFIX + text, {
        languageVersion: model.languageVersion,
        setExternalModuleIndicator: typescript.getSetExternalModuleIndicator(options),
        jsDocParsingMode: typescript.JSDocParsingMode.ParseForTypeInfo,
        ...(model.impliedNodeFormat && { impliedNodeFormat: model.impliedNodeFormat }),
      }),
    );
    if (!this.#isOrdinary(file)) return undefined;
    typescript.bindSourceFile(external(file), options);
    const { packageJsonScope } = model as { packageJsonScope?: object };
    Object.assign(file, {
      path: fileName,
      resolvedPath: fileName,
      originalFileName: fileName,
      packageJsonScope,
      imports: this.#importsOf(external(file)),
      moduleAugmentations: [],
      ambientModuleNames: [],
    });
    return this.#resolveImports(file) ? file : undefined;
  }

  /** Returns whether a file declares nothing global and refers to other files only by its imports. */
  #isOrdinary(file: InternalFile): boolean {
    const { isModuleDeclaration, isIdentifier, isImportEqualsDeclaration } = this.#typescript;
    const { referencedFiles, typeReferenceDirectives, libReferenceDirectives } = file;
    if ([referencedFiles, typeReferenceDirectives, libReferenceDirectives].some(isNotEmpty)) {
      return false;
    }
    const { GlobalAugmentation } = this.#typescript.NodeFlags;
    return !file.statements.some(
      (statement) =>
        isImportEqualsDeclaration(statement) ||
        this.#typescript.isNamespaceExportDeclaration(statement) ||
        (isModuleDeclaration(statement) &&
          (!isIdentifier(statement.name) || (statement.flags & GlobalAugmentation) !== 0)),
    );
  }

  #importsOf(file: ts.SourceFile): ts.StringLiteralLike[] {
    const typescript = this.#typescript;
    const imports = file.statements.flatMap((statement) => {
      const isImport =
        typescript.isImportDeclaration(statement) || typescript.isExportDeclaration(statement);
      const specifier = isImport ? statement.moduleSpecifier : undefined;
      return specifier && typescript.isStringLiteral(specifier) && specifier.text !== ""
        ? [specifier as ts.StringLiteralLike]
        : [];
    });
    typescript.forEachDynamicImportOrRequireCall(file, true, true, (_, literal) => {
      imports.push(literal);
    });
    return imports;
  }

  /** Returns whether the program has all files that a file imports. */
  #resolveImports(file: InternalFile): boolean {
    const { program } = this;
    const options = program.getCompilerOptions();
    const resolutions = this.#typescript.createModeAwareCache();
    const importer = join(dirname(file.fileName), "cell.ts");
    const resolved = this.#resolve(
      file.imports,
      importer,
      undefined,
      options,
      external(file),
      undefined,
    );
    for (const [index, resolution] of resolved.entries()) {
      const { resolvedModule } = resolution;
      const literal = file.imports[index] as ts.StringLiteralLike;
      const isKnown = resolvedModule
        ? program.getSourceFile(resolvedModule.resolvedFileName)
        : this.#isAmbient(literal.text);
      if (!isKnown) return false;
      const mode = this.#typescript.getModeForUsageLocation(external(file), literal, options);
      resolutions.set(literal.text, mode, resolution);
    }
    (program as InternalProgram).resolvedModules.set(file.path, resolutions);
    return true;
  }

  /** Returns whether a declaration file of the program declares a module of this name, such as `node:fs`. */
  #isAmbient(name: string): boolean {
    const modules = this.program.getTypeChecker().getAmbientModules();
    return modules.some((symbol) => symbol.name === `"${name}"`);
  }

  #replace(replacements: { cell: InternalFile; declarations: InternalFile }): void {
    const files = this.program.getSourceFiles() as ts.SourceFile[];
    const byName = (this.program as InternalProgram).getFilesByNameMap();
    for (const kind of ["declarations", "cell"] as const) {
      const [before, after] = [this.#replacements[kind], replacements[kind]];
      if (before === after) continue;
      files[files.indexOf(external(before))] = external(after);
      byName.delete(before.path);
      byName.set(after.path, external(after));
    }
    this.#replacements = replacements;
  }
}

function isNotEmpty(references: readonly unknown[]): boolean {
  return references.length > 0;
}

function internal(file: ts.SourceFile): InternalFile {
  return file as unknown as InternalFile;
}

function external(file: InternalFile): ts.SourceFile {
  return file as unknown as ts.SourceFile;
}
