/** The errors that TypeScript finds in a cell, and in the files that it imports. */
import { relative } from "node:path";
import type ts from "typescript";
import type { CellSource } from "./cell-source.js";
import { type CheckedCell, PREFIX } from "./checked-cell.js";
import { isIteratorHelper, isLaterGlobal } from "./libs.js";
import { isPackageFile } from "./module-resolution.js";
import { reservedNames } from "./reserved-names.js";
import { typescript } from "./typescript.js";

/** A place in a cell; `line` and `character` count from zero. */
export interface Position {
  offset: number;
  line: number;
  character: number;
}

/** An error that TypeScript finds. `fileName` is set if it is in a file that the cell imports. */
export interface Diagnostic {
  start: Position;
  end: Position;
  messageText: string;
  code: number;
  fileName?: string;
  /** A line that helps to understand the error. */
  hint?: string;
}

/** Returns the errors. If the syntax of a file is wrong, errors of types would only follow from it. */
export function findErrors({ program, file: cell }: CheckedCell, source: CellSource): Diagnostic[] {
  const files = [cell, ...localImports(program, cell)];
  const syntactic = files.flatMap((file) => [
    ...program.getSyntacticDiagnostics(file),
    ...reservedNames(file),
  ]);
  const [wrong] = syntactic;
  const found = wrong
    ? [...unknownNamesBefore(program, wrong), ...syntactic]
    : files.flatMap((file) =>
        file === cell && source.unchecked ? [] : [...program.getSemanticDiagnostics(file)],
      );
  const errors = found
    .filter(({ category }) => category === typescript.DiagnosticCategory.Error)
    .map((diagnostic) => toDiagnostic(diagnostic, cell, source));
  const [first] = errors;
  // What was added to the cell can only repeat an error that is in the cell itself.
  const inText = errors.filter(({ start, fileName }) => fileName || start.offset <= source.length);
  return inText.length > 0 || !first ? inText : [atEnd(first, source)];
}

const UNKNOWN_NAME = new Set([2304, 2552]);

/** Returns the unknown names in the line of an error of the syntax, up to it: `print "a"` is wrong because of `print`. */
function unknownNamesBefore(
  program: ts.Program,
  { file, start: end = 0 }: ts.Diagnostic,
): readonly ts.Diagnostic[] {
  if (!file) return [];
  const line = file.text.lastIndexOf("\n", end - 1);
  return program
    .getSemanticDiagnostics(file)
    .filter(({ code, start = 0 }) => UNKNOWN_NAME.has(code) && start > line && start <= end);
}

/** Returns the student's own source files that a file imports, also indirectly. */
function localImports(program: ts.Program, file: ts.SourceFile): ts.SourceFile[] {
  const found = new Set<ts.SourceFile>([file]);
  for (const importer of found) {
    for (const literal of importsOf(importer)) {
      const resolved = resolvedModule(program, importer, literal);
      const imported = resolved && program.getSourceFile(resolved);
      if (imported && !imported.isDeclarationFile && !isPackageFile(imported.fileName)) {
        found.add(imported);
      }
    }
  }
  found.delete(file);
  return [...found];
}

function importsOf(file: ts.SourceFile): readonly ts.StringLiteralLike[] {
  return (file as unknown as { imports?: readonly ts.StringLiteralLike[] }).imports ?? [];
}

function resolvedModule(
  program: ts.Program,
  importer: ts.SourceFile,
  literal: ts.StringLiteralLike,
): string | undefined {
  const internal = program as unknown as {
    getResolvedModuleFromModuleSpecifier(
      literal: ts.StringLiteralLike,
      file: ts.SourceFile,
    ): { resolvedModule?: ts.ResolvedModuleFull } | undefined;
  };
  return internal.getResolvedModuleFromModuleSpecifier(literal, importer)?.resolvedModule
    ?.resolvedFileName;
}

function toDiagnostic(
  { file, start = 0, length = 0, messageText, code }: ts.Diagnostic,
  cell: ts.SourceFile,
  source: CellSource,
): Diagnostic {
  const place = (offset: number): Position => {
    const { line, character } = file
      ? typescript.getLineAndCharacterOfPosition(file, offset)
      : { line: 0, character: 0 };
    if (file !== cell) return { offset, line, character };
    return { offset: offset - PREFIX.length, line: line - 1, character };
  };
  const diagnostic = {
    start: place(start),
    end: place(start + length),
    messageText: cleanMessage(typescript.flattenDiagnosticMessageText(messageText, "\n"), code),
    code,
  };
  if (file && file !== cell) {
    return { ...diagnostic, fileName: relative(process.cwd(), file.fileName) };
  }
  // An error at the end of the cell must not reach into what was added.
  const isAtEnd = start <= source.length + PREFIX.length && diagnostic.end.offset > source.length;
  return isAtEnd ? { ...diagnostic, end: place(source.length + PREFIX.length) } : diagnostic;
}

function atEnd(diagnostic: Diagnostic, { text, length }: CellSource): Diagnostic {
  const lines = text.slice(0, length).trimEnd().split("\n");
  const last = lines.at(-1) ?? "";
  const end = { offset: length, line: lines.length - 1, character: last.length };
  return { ...diagnostic, start: end, end };
}

/** Codes of messages that advise to change TypeScript's option `lib`, which a notebook does not have. */
const LIB_ADVICE = new Set([2550, 2568, 2583]);
const ADVICE = / Do you need to change your target library\? .*$/s;

function cleanMessage(message: string, code: number): string {
  const clean = message
    // Types of earlier cells and of this one are in files that only tslab knows.
    .replace(/import\("[^"]*__(?:prev|tslab)__\d*(?:\.d)?"\)\./g, "")
    .replace(/Module '"[^"]*__tslab__\d*"'/g, "This cell");
  const [, global] =
    /^(?:Cannot find name )?'(\w+)'(?= only refers to a type|\.)/.exec(message) ?? [];
  const isMissing = LIB_ADVICE.has(code) || isLaterGlobal(global) || isIteratorHelper(message);
  if (!isMissing) return clean;
  return `${clean.replace(ADVICE, "")} Node.js ${process.versions.node} does not have it.`;
}
