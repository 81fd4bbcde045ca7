/** Runs converted cells. Their variables are the properties of one object. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { constants, Script } from "node:vm";
import { withOwnNames } from "./caught-errors.js";
import { PARAMETERS } from "./cell-bindings.js";
import { importMeta } from "./import-meta.js";
import { isAsyncModule, nativeImport, requirePackage } from "./installed-packages.js";
import type { LocalModules } from "./local-modules.js";
import { isEsModule, type Module, namespaceOf } from "./namespaces.js";

/** How a cell ended. */
export type Outcome =
  | {
      status: "ok";
      /** The value of the last statement, if that is an expression and neither undefined nor null. */
      value?: unknown;
    }
  | { status: "interrupted" }
  | { status: "thrown"; thrown: unknown };

interface Result {
  value: unknown;
}

type CellFunction = (...parameters: unknown[]) => Promise<Result | undefined>;

const { variables, importModule, importDynamic, meta, caught } = PARAMETERS;
const NODE_NAMES = ["require", "module", "exports", "__filename", "__dirname"];
const NAMES = [importModule, importDynamic, meta, caught, ...NODE_NAMES];
const HEAD = `async function (${NAMES}) {"use strict";\n`;

/** The call that starts a cell, which SIGINT can end as long as the cell has not awaited. */
const START = "day29.kernel.start";
const starter = new Script(`globalThis[Symbol.for("${START}")]()`, {
  filename: "node:day29/start", // stack traces leave out Node.js itself
});
const holder = globalThis as unknown as Record<symbol, () => unknown>;

const INTERRUPTED = Symbol("interrupted");

/** `import()` of a package, as in an ECMAScript module of the folder. */
type NativeImport = (specifier: string) => Promise<Module>;

/** Runs one cell at a time. */
export class Executor {
  readonly #variables: Module = Object.create(null);
  readonly #folder: string;
  readonly #modules: LocalModules;
  readonly #require: NodeJS.Require;
  /** Loads local files, too. */
  readonly #requireOfCells: NodeJS.Require;
  readonly #nativeImport: NativeImport;
  readonly #file: string;
  #interrupt: (() => void) | undefined;

  /**
   * @param folder the directory to which imports in cells are relative
   * @param notebook the name of the notebook's file in it, for `import.meta`
   */
  constructor(folder: string, notebook: string, modules: LocalModules) {
    this.#folder = folder;
    this.#modules = modules;
    this.#file = join(folder, notebook);
    this.#require = createRequire(this.#file);
    const { resolve, cache, extensions, main } = this.#require;
    const load = (specifier: string) => this.#load(specifier);
    this.#requireOfCells = Object.assign(load, { resolve, cache, extensions, main });
    this.#nativeImport = nativeImport(this.#file);
  }

  /** Returns the names and values of all variables of cells. */
  *variables(): Iterable<[name: string, value: unknown]> {
    for (const name of Object.keys(this.#variables)) yield [name, this.#variables[name]];
  }

  /** Returns the value of a variable. */
  read(name: string): unknown {
    return this.#variables[name];
  }

  /** Makes a variable undefined. */
  unbind(name: string): void {
    if (name in this.#variables) defineValue(this.#variables, name, undefined);
  }

  /**
   * Runs a cell.
   * @param code the JavaScript that the cell's transformer made
   * @param name the name of the cell in stack traces
   */
  async execute(code: string, name: string): Promise<Outcome> {
    this.#modules.refresh();
    const interrupted = new Promise<typeof INTERRUPTED>((resolve) => {
      this.#interrupt = () => resolve(INTERRUPTED);
    });
    try {
      const result = await Promise.race([this.#startLater(code, name), interrupted]);
      if (result === INTERRUPTED) return { status: "interrupted" };
      const value = result?.value;
      return value === undefined || value === null ? { status: "ok" } : { status: "ok", value };
    } catch (thrown) {
      return isInterrupt(thrown) ? { status: "interrupted" } : { status: "thrown", thrown };
    } finally {
      this.#interrupt = undefined;
    }
  }

  /** Calls an async function, given by its source, that may use the variables of cells by their names. */
  evaluate(source: string): Promise<unknown> {
    const head = `(function (${variables}, require) { with (${variables}) return`;
    const script = new Script(`${head} ${source}; })`, { filename: "expression" });
    return callInterruptibly(script.runInThisContext()(this.#variables, this.#requireOfCells));
  }

  /** Ends the running cell if it awaits. A SIGINT ends one that has not awaited yet. */
  interrupt(): void {
    this.#interrupt?.();
  }

  /**
   * Starts a cell when nothing else is due: an interrupt of a loop after an await also drops the reactions of promises that
   * are due at that time, which must not be the kernel's own.
   */
  #startLater(code: string, name: string): Promise<Result | undefined> {
    return new Promise((resolve, reject) => {
      setImmediate(() => {
        try {
          this.#start(code, name).then(resolve, reject);
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  #start(code: string, name: string): Promise<Result | undefined> {
    // What is passed to eval() finds the variables by their names. All other names are then slower to find.
    const scope = /\beval\s*\(/.test(code) ? `with (${variables})` : "";
    const source = `(function (${variables}) { ${scope} return ${HEAD}${code}\n}; })`;
    const script = new Script(source, {
      filename: name,
      lineOffset: -1,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    const cell: CellFunction = script.runInThisContext()(this.#variables);
    const module = { exports: {} };
    return callInterruptibly(() =>
      cell(
        (specifier: string, ...links: string[]) => this.#import(specifier, links),
        (specifier: unknown) => this.#importDynamic(String(specifier)),
        importMeta(this.#file, this.#require, (name) => this.#modules.find(name, this.#folder)),
        withOwnNames,
        this.#requireOfCells,
        module,
        module.exports,
        this.#file,
        this.#folder,
      ),
    );
  }

  /** Loads a package as a cell would, if it is in `folder`. */
  preload(specifier: string, folder: string): void {
    try {
      if (this.#require.resolve(specifier).startsWith(folder)) this.#load(specifier);
    } catch {
      // The cell that imports it shows the error.
    }
  }

  #load(specifier: string): unknown {
    const local = this.#modules.find(specifier, this.#folder);
    if (local !== undefined) return this.#modules.load(local);
    // Cells share tslab with the kernel, whose display functions are connected to the notebook.
    if (specifier === "tslab") return createRequire(import.meta.url)("tslab");
    return requirePackage(this.#require, specifier, this.#file);
  }

  /**
   * Imports a module and binds variables to its exports.
   * @param links pairs of a variable's name and the name of an export, `default` or `*`
   * @returns a promise if the module awaits at its top level
   */
  #import(specifier: string, links: string[]): Promise<void> | undefined {
    let module: Module;
    try {
      module = this.#load(specifier) as Module;
    } catch (error) {
      if (!isAsyncModule(error)) throw error;
      return this.#loadAsync(specifier).then((loaded) => this.#link(loaded, links));
    }
    this.#link(module, links);
    return undefined;
  }

  #link(module: Module, links: string[]): void {
    for (let i = 0; i + 1 < links.length; i += 2) {
      const [name = "", exported = ""] = links.slice(i, i + 2);
      Object.defineProperty(this.#variables, name, {
        configurable: true,
        enumerable: true,
        get: reader(module, exported),
        // A later cell that declares the name replaces the import.
        set: (value) => defineValue(this.#variables, name, value),
      });
    }
  }

  async #importDynamic(specifier: string): Promise<unknown> {
    return namespaceOf(await this.#loadAsync(specifier));
  }

  async #loadAsync(specifier: string): Promise<Module> {
    const local = this.#modules.find(specifier, this.#folder);
    if (local !== undefined) return (await this.#modules.loadAsync(local)) as Module;
    return specifier === "tslab"
      ? (this.#load(specifier) as Module)
      : this.#nativeImport(specifier);
  }
}

/** Calls a function that SIGINT ends if it does not return. Not reentrant. */
function callInterruptibly<T>(call: () => T): T {
  const start = Symbol.for(START);
  holder[start] = call;
  try {
    return starter.runInThisContext({ breakOnSigint: true });
  } finally {
    delete holder[start];
  }
}

function defineValue(variables: Module, name: string, value: unknown): void {
  Object.defineProperty(variables, name, {
    configurable: true,
    enumerable: true,
    writable: true,
    value,
  });
}

/** Returns a function that reads an export, whose value may change. */
function reader(module: Module, exported: string): () => unknown {
  if (exported === "*") {
    const namespace = namespaceOf(module);
    return () => namespace;
  }
  if (exported === "default") return () => (isEsModule(module) ? module.default : module);
  return () => module[exported];
}

/** Returns whether an interrupt ended code that had not awaited yet. */
export function isInterrupt(thrown: unknown): boolean {
  return (thrown as NodeJS.ErrnoException | null)?.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED";
}
