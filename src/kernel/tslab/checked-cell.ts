/** Keeps the syntax and types of the cell that tslab's converter checked last. */
import type ts from "typescript";

/** A cell after the type check. */
export interface CheckedCell {
  typescript: typeof ts;
  checker: ts.TypeChecker;
  /** The file that the converter makes of the cell. */
  file: ts.SourceFile;
  /** What could not be parsed. The types of such a cell are not those that the student meant. */
  syntaxErrors: readonly ts.Diagnostic[];
  /** The position in the file at which the cell begins. */
  start: number;
}

/** The function with which tslab's converter checks a cell. */
interface Checking {
  getPreEmitDiagnosticsOfFiles(program: ts.Program, files: ts.SourceFile[]): ts.Diagnostic[];
}

/** What tslab adds before a cell. */
const PREFIX = "export {};\n";

let last: CheckedCell | undefined;

/** Returns a variant of `typescript` that keeps the cell which it checks. */
export function keepCheckedCell<T extends object>(typescript: T): T {
  const checking = typescript as T & Checking;
  return {
    ...checking,
    getPreEmitDiagnosticsOfFiles(program: ts.Program, files: ts.SourceFile[]) {
      const [file] = files;
      last = file && {
        typescript: typescript as unknown as typeof ts,
        checker: program.getTypeChecker(),
        file,
        syntaxErrors: program.getSyntacticDiagnostics(file),
        start: PREFIX.length,
      };
      return checking.getPreEmitDiagnosticsOfFiles(program, files);
    },
  };
}

/** Returns the last cell that was checked. */
export function lastCheckedCell(): CheckedCell | undefined {
  const cell = last;
  last = undefined; // it holds the whole program
  return cell;
}
