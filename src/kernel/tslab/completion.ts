/** The completions that TypeScript knows at the cursor. */
import type ts from "typescript";
import { type Candidate, type Completion, type Cursor, NO_CANCELLATION } from "./language.js";
import { completePath } from "./path-completion.js";
import { withRareModules } from "./rare-modules.js";

interface Entry extends Candidate {
  sortText: string;
}

/** Returns the completions at the cursor. Nothing is executed or imported for them. */
export function completeAt(cursor: Cursor): Completion {
  const { typescript, program, file, position } = cursor;
  const info = withRareModules(program.getTypeChecker(), () =>
    typescript.Completions.getCompletionsAtPosition(
      pathHost(typescript, program),
      program,
      () => {},
      file,
      position,
      {},
      undefined,
      typescript.CompletionTriggerKind.Invoked,
      NO_CANCELLATION,
      undefined,
      true,
    ),
  );
  if (!info || info.entries.length === 0) {
    return completePath(cursor) ?? { start: position, end: position, candidates: [] };
  }
  const [first] = info.entries;
  const span = first?.replacementSpan ?? info.optionalReplacementSpan ?? wordAt(cursor);
  const checker = program.getTypeChecker();
  const entries = info.entries.map(({ name, sortText, kind, symbol }) => ({
    text: name,
    sortText,
    kind: kindOf(typescript, kind, symbol && resolveAlias(typescript, checker, symbol)),
  }));
  const typed = file.text.slice(span.start, position);
  return {
    start: span.start,
    end: span.start + span.length,
    candidates: matching(entries, typed).map(({ text, kind }) => ({ text, kind })),
  };
}

/** What TypeScript asks about files to complete the paths of modules. */
function pathHost({ sys }: Cursor["typescript"], program: ts.Program): object {
  return {
    fileExists: sys.fileExists,
    directoryExists: sys.directoryExists,
    readFile: sys.readFile,
    readDirectory: sys.readDirectory,
    getDirectories: sys.getDirectories,
    useCaseSensitiveFileNames: () => sys.useCaseSensitiveFileNames,
    getCurrentDirectory: () => program.getCurrentDirectory(),
    getCompilationSettings: () => program.getCompilerOptions(),
  };
}

/** Returns the word around the cursor, which TypeScript leaves to the editor. */
function wordAt({ typescript, file, position }: Cursor): ts.TextSpan {
  const isWord = (index: number) =>
    typescript.isIdentifierPart(file.text.charCodeAt(index), typescript.ScriptTarget.Latest);
  let start = position;
  while (start > 0 && isWord(start - 1)) start -= 1;
  if (file.text[start - 1] === "#") start -= 1; // a private name
  let end = position;
  while (end < file.text.length && isWord(end)) end += 1;
  return { start, length: end - start };
}

/** Returns the entries that begin with what was typed, or if there are none, those that contain it. Best first. */
function matching(entries: readonly Entry[], typed: string): Entry[] {
  const lower = typed.toLowerCase();
  const exact = entries.filter(({ text }) => text.startsWith(typed));
  const others = entries.filter(
    ({ text }) => !text.startsWith(typed) && text.toLowerCase().startsWith(lower),
  );
  const found = [exact, others];
  if (exact.length + others.length === 0) {
    found.push(entries.filter(({ text }) => text.toLowerCase().includes(lower)));
  }
  return found.flatMap((group) => group.sort(bySortText));
}

function bySortText(one: Entry, other: Entry): number {
  return one.sortText < other.sortText ? -1 : Number(one.sortText > other.sortText);
}

function resolveAlias(
  { SymbolFlags }: Cursor["typescript"],
  checker: ts.TypeChecker,
  symbol: ts.Symbol,
): ts.Symbol {
  return symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function kindOf(
  { ScriptElementKind, SymbolFlags }: Cursor["typescript"],
  kind: ts.ScriptElementKind,
  symbol: ts.Symbol | undefined,
): string {
  switch (kind) {
    case ScriptElementKind.keyword:
    case ScriptElementKind.string:
      return kind;
    case ScriptElementKind.externalModuleName:
      return "module";
    case ScriptElementKind.scriptElement:
    case ScriptElementKind.directory:
      return "path";
    case ScriptElementKind.parameterElement:
      return "param";
  }
  const flags = symbol?.flags ?? SymbolFlags.None;
  if (flags & (SymbolFlags.Function | SymbolFlags.Method)) return "function";
  if (flags & (SymbolFlags.Class | SymbolFlags.Enum)) return "class";
  if (flags & SymbolFlags.Variable) return "instance";
  if (flags & SymbolFlags.ClassMember) return "property";
  if (flags & SymbolFlags.Type) return "class";
  return flags & SymbolFlags.Namespace ? "module" : "instance";
}
