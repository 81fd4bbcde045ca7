/** A TypeScript session on tslab 1.0.22: converts cells by tslab's converter, and runs them. */
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type ts from "typescript";
import type { DisplayOptions } from "../../sys/host.js";
import { collectGarbage } from "../process/garbage.js";
import { withoutRedeclared } from "./augmentations.js";
import { carryDeclarations, type Meaning } from "./carried-declarations.js";
import { cleanCaughtErrors } from "./caught-errors.js";
import { type CellSource, prepareCell } from "./cell-source.js";
import { cellTransformer } from "./cell-transformer.js";
import type { CheckedCell } from "./checked-cell.js";
import { completeAt } from "./completion.js";
import { type Diagnostic, findErrors } from "./diagnostics.js";
import { Executor, type Outcome } from "./executor.js";
import { expressionToJavaScript } from "./expression.js";
import { inspectAt } from "./inspection.js";
import type { Completion, Cursor, SymbolInfo, TypeScript } from "./language.js";
import { lastExpression } from "./last-expression.js";
import { LocalModules } from "./local-modules.js";
import { holdsDescriptor, release } from "./rebinding.js";
import {
  installTypeScript,
  reuseProgram,
  storeCompiled,
  typescript,
  withCheckedCell,
} from "./typescript.js";

export type { Diagnostic, Position } from "./diagnostics.js";
export { isInterrupt, type Outcome } from "./executor.js";

/** A cell that was converted to JavaScript. It must not be executed if there are diagnostics. */
export interface Conversion {
  diagnostics: Diagnostic[];
  output: string;
  /** The names that the cell declares. */
  names: string[];
  /** The cell with its types; undefined if it was not checked. */
  checked?: CheckedCell;
}

/** A TypeScript session: each cell sees the declarations and variables of those before it. */
export class Session {
  readonly #tslab = loadTslab();
  readonly #converter = this.#tslab.createConverter({ isJS: false, isBrowser: false });
  readonly #modules = new LocalModules();
  readonly #folder: string;
  readonly #executor: Executor;
  /** Names that cells only describe with `declare`, and that are not variables of cells. */
  readonly #ambient = new Set<string>();
  #declarations = "";

  /**
   * @param folder the directory to which imports in cells are relative
   * @param notebook the notebook's file; by default the value of the variable that Jupyter sets for its kernels
   */
  constructor(folder: string, notebook = process.env.JPY_SESSION_NAME ?? "cell.ts") {
    this.#folder = folder;
    this.#executor = new Executor(folder, basename(notebook), this.#modules);
  }

  /**
   * Makes the first cells faster, in steps of at most some tenths of a second: the compiler reads what most of them import
   * and does its work once, then the library is loaded, unless the folder has another one.
   */
  *prepare(): Generator<void> {
    const imports = ["day29", "day29/notebook", "day29/servers"];
    this.#withCell(imports.map((name) => `import "${name}";`).join("\n"), () => {});
    yield;
    if (this.#declarations === "") {
      this.convert(TYPICAL_CELL);
      this.#declarations = "";
      yield;
    }
    storeCompiled();
    for (const name of imports) {
      yield;
      this.#executor.preload(name, LIBRARY);
    }
    yield;
    collectGarbage(); // many kernels that wait for a cell share a machine
  }

  /** Type-checks a cell and converts it to JavaScript. Later cells see its declarations, even if it throws. */
  convert(code: string): Conversion {
    const metadata = this.#tslab.getCodeMetadata(code);
    if (metadata.module !== undefined) return this.#defineModule(metadata.module, code, metadata);
    const source = prepareCell(code);
    const conversion = this.#withCell(source.text, (checked) => ({
      ...this.#convert(checked, source),
      checked,
    }));
    return metadata.mode === "browser" ? { ...conversion, output: "" } : conversion;
  }

  /**
   * Runs a converted cell, one at a time. Sockets that only its variables referred to before are closed first, so that
   * a cell which binds an address can be run again.
   *
   * @param code the output of the conversion
   * @param name the cell's name in stack traces, such as `In[3]`
   */
  async execute({ names }: Conversion, code: string, name: string): Promise<Outcome> {
    await this.#releaseRebound(names);
    return this.#executor.execute(code, name);
  }

  async #releaseRebound(names: string[]): Promise<void> {
    const rebound = names.filter((name) => holdsDescriptor(this.#executor.read(name)));
    if (rebound.length === 0) return;
    const objects = rebound.map((name) => new WeakRef(this.#executor.read(name) as object));
    await release(objects, () => {
      for (const name of rebound) this.#executor.unbind(name);
    });
  }

  /** Ends the running cell if it awaits. A SIGINT ends one that does not. */
  interrupt(): void {
    this.#executor.interrupt();
  }

  /** Returns the names and values of the variables of all cells. */
  variables(): Iterable<[name: string, value: unknown]> {
    return this.#executor.variables();
  }

  /**
   * Returns what TypeScript knows about the name at `position`, or about the call whose arguments are there.
   * @param detailed whether to add what is not needed at first sight
   */
  inspect(code: string, position: number, detailed: boolean): SymbolInfo | undefined {
    return this.#withCell(code, (cell) => inspectAt(cursorAt(cell, position), detailed));
  }

  /** Returns the completions at `position`. */
  complete(code: string, position: number): Completion {
    return this.#withCell(code, (cell) => {
      const { start, end, candidates } = completeAt(cursorAt(cell, position));
      return { start: start - cell.start, end: end - cell.start, candidates };
    });
  }

  /**
   * Evaluates an expression, which may use the variables of cells and `await`, without being a cell: it declares nothing
   * and is not type-checked. Throws `SyntaxError` for anything else.
   */
  async evaluate(expression: string): Promise<unknown> {
    return this.#executor.evaluate(expressionToJavaScript(expression));
  }

  #withCell<T>(text: string, use: (cell: CheckedCell) => T): T {
    const declarations = withoutRedeclared(this.#declarations, text);
    return withCheckedCell(
      { declarations, code: text },
      () => this.#converter.inspect(declarations, text, 0),
      use,
    );
  }

  #defineModule(name: string, code: string, metadata: TslabMetadata): Conversion {
    const diagnostics = this.#converter.addModule(name, code, metadata);
    const extension = metadata.jsx ? ".tsx" : ".ts";
    this.#modules.define(join(this.#folder, name + extension), code);
    // The cell itself is the file. Errors of its declaration file do not matter.
    const errors = diagnostics.filter(({ code }) => code < 4000 || code > 4999);
    return { diagnostics: errors.map(({ fileName: _, ...error }) => error), output: "", names: [] };
  }

  #convert(checked: CheckedCell, source: CellSource): Conversion {
    const diagnostics = findErrors(checked, source);
    if (diagnostics.length > 0) return { diagnostics, output: "", names: [] };
    const { program, file: cell } = checked;
    const earlier = cell.parent as unknown as ts.SourceFile;
    for (const name of source.names) {
      if (!source.ambient.includes(name)) this.#ambient.delete(name);
      else if (!isValue(localOf(earlier, name))) this.#ambient.add(name);
    }

    let output = "";
    let declarations = "";
    const write: ts.WriteFileCallback = (fileName, text) => {
      if (fileName.endsWith(".d.ts")) declarations = text;
      else output = text;
    };
    const transformers: ts.CustomTransformers = {
      before: [cleanCaughtErrors],
      after: [
        cellTransformer({
          sharedName: (node) => this.#sharedName(checked, earlier, node),
          result: lastExpression(checked),
        }),
      ],
      afterDeclarations: [withoutExports as ts.TransformerFactory<ts.SourceFile | ts.Bundle>],
    };
    // Declarations are needed even if TypeScript cannot describe a type well, such as that of a class in a function.
    const emit = program.emit as (...args: [...Parameters<ts.Program["emit"]>, boolean]) => unknown;
    emit(cell, write, undefined, undefined, transformers, true);

    const meanings = new Map(source.names.map((name) => [name, meaningOf(checked, name)]));
    const nested = source.nested.map((name) => declareVariable(checked, name));
    const own = [declarations, ...nested].join("\n");
    this.#declarations = carryDeclarations(earlier, own, meanings);
    reuseProgram();
    return { diagnostics: [], output, names: source.names };
  }

  /** Returns the name of a variable of cells that an identifier denotes; undefined if it denotes something else. */
  #sharedName(
    { checker, file: cell }: CheckedCell,
    earlier: ts.SourceFile,
    identifier: ts.Identifier,
  ): string | undefined {
    const { text } = identifier;
    if (this.#ambient.has(text)) return undefined;
    const [own, before] = [localOf(cell, text), localOf(earlier, text)];
    if (!own && !before) return undefined;
    const original = typescript.getParseTreeNode(identifier, typescript.isIdentifier);
    if (!original) return undefined;
    const { parent } = original;
    const symbol =
      typescript.isShorthandPropertyAssignment(parent) && parent.name === original
        ? checker.getShorthandAssignmentValueSymbol(parent)
        : checker.getSymbolAtLocation(original);
    return symbol && (symbol === own || symbol === before) ? text : undefined;
  }
}

function cursorAt({ program, file, start }: CheckedCell, position: number): Cursor {
  return { typescript: typescript as TypeScript, program, file, position: position + start };
}

/** Returns what a name at the top level of a file denotes. */
function localOf(file: ts.SourceFile, name: string): ts.Symbol | undefined {
  const { locals } = file as unknown as { locals: Map<ts.__String, ts.Symbol> };
  return locals.get(typescript.escapeLeadingUnderscores(name));
}

function isValue(symbol: ts.Symbol | undefined): boolean {
  return symbol !== undefined && (symbol.flags & typescript.SymbolFlags.Value) !== 0;
}

const withoutExports: ts.TransformerFactory<ts.SourceFile> = (context) => (file) =>
  context.factory.updateSourceFile(
    file,
    file.statements.filter((statement) => !typescript.isExportDeclaration(statement)),
  );

function meaningOf({ checker, file: cell }: CheckedCell, name: string): Meaning {
  const symbol = localOf(cell, name);
  if (!symbol) return { value: true, type: true };
  const { Alias, Value, Type } = typescript.SymbolFlags;
  const target = (symbol.flags & Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol;
  return { value: (target.flags & Value) !== 0, type: (target.flags & Type) !== 0 };
}

function declareVariable({ checker, file: cell }: CheckedCell, name: string): string {
  const symbol = localOf(cell, name);
  const type = symbol && checker.getTypeOfSymbolAtLocation(symbol, cell);
  const { NoTruncation } = typescript.TypeFormatFlags;
  return `declare let ${name}: ${type ? checker.typeToString(type, undefined, NoTruncation) : "any"};`;
}

interface TslabMetadata {
  /** The name of the module that the cell becomes. */
  module?: string;
  jsx?: boolean;
  mode?: "node" | "browser";
}

interface TslabConverter {
  inspect(declarations: string, code: string, position: number): void;
  addModule(name: string, code: string, metadata: TslabMetadata): Diagnostic[];
}

interface Tslab {
  createConverter(options: { isJS: boolean; isBrowser: boolean }): TslabConverter;
  /** Parses the directives in comments at the start of a cell. */
  getCodeMetadata(code: string): TslabMetadata;
}

const require = createRequire(import.meta.url);

/** The folder of this library's own code. */
const LIBRARY = fileURLToPath(new URL("../../", import.meta.url));

const TYPICAL_CELL = `
import { select, socketpair } from "day29";
import { show } from "day29/notebook";
import { serve } from "day29/servers";
const [left, right] = socketpair();
await left.sendall("text");
console.log(await select([right], [], [], 1));`;

/** Loads tslab's converter, with stock TypeScript in place of its fork. tslab does not export these parts. */
function loadTslab(): Tslab {
  installTypeScript();
  return { ...require("tslab/dist/converter.js"), ...require("tslab/dist/metadata.js") };
}

/** What a cell displays through tslab: data by MIME type. */
interface TslabDisplay {
  data: object;
  transient: { display_id?: string };
}

/** Redirects `display` and `newDisplay()` of the module "tslab", which cells can import, to `display`. */
export function showTslabDisplays(
  display: (bundle: object, options: DisplayOptions) => void,
): void {
  require("tslab/dist/jupyter.js").lastWriteDisplayData = (
    { data, transient }: TslabDisplay,
    update?: boolean,
  ) => display(data, { id: transient.display_id, update });
}
