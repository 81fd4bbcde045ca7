/** What TypeScript knows at the cursor: about the name there, or about the call whose arguments are there. */
import type ts from "typescript";
import { documentCalls, documentSymbol } from "./documentation.js";
import { type Cursor, NO_CANCELLATION, type SymbolInfo } from "./language.js";

/** The maximum number of further overloads. */
const MAX_OVERLOADS = 10;

/** Returns the signature of the call around the cursor, or else information about the name at the cursor. */
export function inspectAt(cursor: Cursor, detailed: boolean): SymbolInfo | undefined {
  const { typescript, file, position } = cursor;
  const node = typescript.getTouchingPropertyName(file, position);
  documentCalls(cursor);
  // After `f(`, the cursor is in the call, also if it is directly before a name.
  if (node.getStart(file) === position) return callInfo(cursor, detailed) ?? nameInfo(cursor, node);
  return nameInfo(cursor, node) ?? callInfo(cursor, detailed);
}

function nameInfo(cursor: Cursor, node: ts.Node): SymbolInfo | undefined {
  const { typescript, program, file } = cursor;
  if (node === file) return undefined;
  const checker = program.getTypeChecker();
  const { parent } = node;
  const isNew =
    typescript.isNewExpression(parent) && node.kind === typescript.SyntaxKind.NewKeyword;
  const named = isNew ? parent.expression : node;
  const container = typescript.getContainerNode(named);
  const symbol =
    contextualProperty(typescript, checker, named) ?? checker.getSymbolAtLocation(named);
  if (symbol && !isUnknown(checker, symbol)) {
    documentSymbol(cursor, symbol);
    return typescript.SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker,
      symbol,
      file,
      container,
      named,
    );
  }
  const isThis = named.kind === typescript.SyntaxKind.ThisKeyword;
  const isMember = typescript.isPropertyAccessExpression(parent) && parent.name === named;
  if (!isThis && !isMember) return undefined;
  const type = checker.getTypeAtLocation(named);
  if (type.flags & typescript.TypeFlags.Any) return undefined;
  return { displayParts: [part(checker.typeToString(type))], documentation: [] };
}

/** Returns the option that a key of an object literal names, whose documentation the key itself lacks. */
function contextualProperty(
  typescript: Cursor["typescript"],
  checker: ts.TypeChecker,
  node: ts.Node,
): ts.Symbol | undefined {
  const element = typescript.getContainingObjectLiteralElement(node);
  const type = element && checker.getContextualType(element.parent);
  if (!element || !type) return undefined;
  const symbols = typescript.getPropertySymbolsFromContextualType(element, checker, type, false);
  return symbols.length === 1 ? symbols[0] : undefined;
}

function isUnknown(checker: ts.TypeChecker, symbol: ts.Symbol): boolean {
  return (
    checker as ts.TypeChecker & { isUnknownSymbol(symbol: ts.Symbol): boolean }
  ).isUnknownSymbol(symbol);
}

function callInfo(cursor: Cursor, detailed: boolean): SymbolInfo | undefined {
  const { typescript, program, file, position } = cursor;
  const help = typescript.SignatureHelp.getSignatureHelpItems(
    program,
    file,
    position,
    undefined,
    NO_CANCELLATION,
  );
  const selected = help?.items[help.selectedItemIndex];
  if (!help || !selected) return undefined;
  const parameter = parameterAt(selected, help.argumentIndex);
  const others = help.items.filter((item) => item !== selected);
  const lines = [
    signatureText(selected) + (detailed || others.length === 0 ? "" : overloads(others.length)),
    ...(parameter ? [parameterText(parameter)] : []),
    ...(detailed ? others.slice(0, MAX_OVERLOADS).map(signatureText) : []),
  ];
  return {
    displayParts: [part(lines.join("\n"))],
    documentation: selected.documentation,
    tags: selected.tags,
  };
}

function overloads(count: number): string {
  return ` (+${count} overload${count === 1 ? "" : "s"})`;
}

function signatureText(item: ts.SignatureHelpItem): string {
  const parameters = item.parameters.map(({ displayParts }) => join(displayParts));
  const list = parameters.join(join(item.separatorDisplayParts));
  return join(item.prefixDisplayParts) + list + join(item.suffixDisplayParts);
}

/** Returns the parameter that an argument is for; all arguments from the rest parameter on are for that one. */
function parameterAt(
  { parameters, isVariadic }: ts.SignatureHelpItem,
  argument: number,
): ts.SignatureHelpParameter | undefined {
  return parameters[argument] ?? (isVariadic ? parameters.at(-1) : undefined);
}

/** Returns a line that shows which parameter is at the cursor, and its documentation. */
function parameterText({ displayParts, documentation }: ts.SignatureHelpParameter): string {
  const what = join(documentation).replace(/^-\s*/, "");
  return `▸ ${join(displayParts)}${what === "" ? "" : ` — ${what}`}`;
}

function part(text: string): ts.SymbolDisplayPart {
  return { text, kind: "text" };
}

function join(parts: readonly ts.SymbolDisplayPart[] = []): string {
  return parts.map(({ text }) => text).join("");
}
