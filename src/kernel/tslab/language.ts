/**
 * The functions behind TypeScript's language service. TypeScript exports them, but does not declare them. The service
 * itself would need a program of its own, with a second copy of all types in memory.
 */
import type ts from "typescript";

/** The documentation of a symbol, and the code that declares it. */
export interface SymbolInfo {
  displayParts: ts.SymbolDisplayPart[];
  documentation: ts.SymbolDisplayPart[];
  tags?: ts.JSDocTagInfo[];
}

/** TypeScript with its language functions. */
export type TypeScript = typeof ts & {
  Completions: {
    getCompletionsAtPosition(
      host: object,
      program: ts.Program,
      log: () => void,
      file: ts.SourceFile,
      position: number,
      preferences: ts.UserPreferences,
      triggerCharacter: undefined,
      kind: ts.CompletionTriggerKind,
      cancellation: ts.CancellationToken,
      format: undefined,
      includeSymbol: boolean,
    ): ts.CompletionInfo | undefined;
  };
  SignatureHelp: {
    getSignatureHelpItems(
      program: ts.Program,
      file: ts.SourceFile,
      position: number,
      reason: undefined,
      cancellation: ts.CancellationToken,
    ): ts.SignatureHelpItems | undefined;
  };
  SymbolDisplay: {
    getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker: ts.TypeChecker,
      symbol: ts.Symbol,
      file: ts.SourceFile,
      container: ts.Node | undefined,
      node: ts.Node,
    ): SymbolInfo;
  };
  getAllSuperTypeNodes(node: ts.Node): readonly ts.TypeNode[];
  /** Returns the places of the comments that document a node. */
  getJSDocCommentRanges(node: ts.Node, text: string): readonly ts.CommentRange[] | undefined;
  parseIsolatedJSDocComment(
    text: string,
    start: number,
    length: number,
  ): { jsDoc: ts.JSDoc } | undefined;
  findPrecedingToken(position: number, file: ts.SourceFile): ts.Node | undefined;
  getContainerNode(node: ts.Node): ts.Node | undefined;
  getContainingObjectLiteralElement(
    node: ts.Node,
  ): (ts.ObjectLiteralElement & { parent: ts.Expression }) | undefined;
  getPropertySymbolsFromContextualType(
    element: ts.ObjectLiteralElement,
    checker: ts.TypeChecker,
    type: ts.Type,
    unionSymbolOk: boolean,
  ): readonly ts.Symbol[];
  getTouchingPropertyName(file: ts.SourceFile, position: number): ts.Node;
  isInString(file: ts.SourceFile, position: number, token?: ts.Node): boolean;
};

/** A place in a cell that is part of a program. */
export interface Cursor {
  typescript: TypeScript;
  program: ts.Program;
  file: ts.SourceFile;
  position: number;
}

/** A text that can replace what is at the cursor, and its kind, in the words that ipykernel and JupyterLab use. */
export interface Candidate {
  text: string;
  kind: string;
}

/** The candidates that can replace the code from `start` to `end`. */
export interface Completion {
  start: number;
  end: number;
  candidates: Candidate[];
}

/** Never cancels: a request ends before the next message is read. */
export const NO_CANCELLATION: ts.CancellationToken = {
  isCancellationRequested: () => false,
  throwIfCancellationRequested: () => {},
};
