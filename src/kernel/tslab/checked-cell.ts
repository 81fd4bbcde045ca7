/** A cell that the compiler has checked. */
import type ts from "typescript";

/** A cell with its types. It holds the whole program, so it must not be kept. */
export interface CheckedCell {
  typescript: typeof ts;
  program: ts.Program;
  checker: ts.TypeChecker;
  /** The file that tslab's converter makes of the cell. */
  file: ts.SourceFile;
  /** What could not be parsed. The types of such a cell are not those that the student meant. */
  syntaxErrors: readonly ts.Diagnostic[];
  /** The position in the file at which the cell begins. */
  start: number;
}

/** The line that tslab adds before a cell, which makes it a module. */
export const PREFIX = "export {};\n";
