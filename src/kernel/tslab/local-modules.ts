/** Loads the student's own files, which cells import: TypeScript, JavaScript and JSON. */
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { compileFunction, Script } from "node:vm";
import { withOwnNames } from "./caught-errors.js";
import { PARAMETERS } from "./cell-bindings.js";
import { fileVersion } from "./file-watcher.js";
import { importMeta } from "./import-meta.js";
import {
  AsyncModuleError,
  isAsyncModule,
  nativeImport,
  requirePackage,
} from "./installed-packages.js";
import { compile } from "./local-source.js";
import { type Module, namespaceOf } from "./namespaces.js";
import { type MappedScript, mapScript } from "./source-maps.js";

interface LocalModule {
  exports: unknown;
  version: string;
  /** The local files that this one has imported. */
  imports: Set<string>;
  /** Resolves when a file has been loaded that uses `await` at the top level. */
  loading?: Promise<void>;
}

/** The extensions that may be missing in an import, in the order in which they are tried. */
const EXTENSIONS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json"];
/** An import may name the JavaScript that a TypeScript file would become. */
const SOURCES: Record<string, string[]> = {
  ".js": [".ts", ".tsx"],
  ".jsx": [".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};
const COMPILED = new Set(EXTENSIONS.filter((extension) => extension !== ".json"));

/** The names that a file can use, in the order of its parameters. The last ones are those of a CommonJS module. */
const NAMES = [
  PARAMETERS.importDynamic,
  PARAMETERS.meta,
  PARAMETERS.caught,
  ...["exports", "require", "module", "__filename", "__dirname"],
];
/** In place of the version of a file that is being loaded. */
const LOADING = "loading";

const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

const loaded = new Map<string, LocalModule>();

/** The compiled script of a local file. */
export interface LocalScript extends MappedScript {
  /** The text of the file when it was compiled. */
  readonly source: string;
}

/** The scripts that were run last, also of files that threw an error: its stack trace is made later. */
const scripts = new Map<string, LocalScript>();

/** Returns the compiled script of a local file, for stack traces. */
export function findLocalScript(path: string): LocalScript | undefined {
  return scripts.get(path);
}

/** Imports local files as Node.js does, but anew when they, or files that they import, have changed. */
export class LocalModules {
  /** The modules that cells define, by the path at which they are imported. */
  readonly #virtual = new Map<string, string>();

  /** Defines a module without a file. */
  define(path: string, text: string): void {
    this.#virtual.set(path, text);
    loaded.delete(path);
    this.refresh();
  }

  /** Returns the path of the local file to which an import refers; undefined if it refers to a package. */
  find(specifier: string, folder: string): string | undefined {
    const url = specifier.startsWith("file:") ? fileURLToPath(specifier) : specifier;
    if (!isAbsolute(url) && !/^\.\.?(\/|$)/.test(url)) return undefined;
    const path = resolve(folder, url);
    const found = candidates(path).find((file) => this.#virtual.has(file) || isFile(file));
    return found?.includes("/node_modules/") ? undefined : found;
  }

  /** Forgets the modules whose files have changed, and those that import them. */
  refresh(): void {
    const changed = new Set<string>();
    for (const [path, { version }] of loaded) {
      if (version !== this.#version(path)) changed.add(path);
    }
    for (const path of changed) {
      for (const [importer, { imports }] of loaded) if (imports.has(path)) changed.add(importer);
    }
    for (const path of changed) loaded.delete(path);
  }

  /** Returns the exports of a file, which must have been found by {@link find}. */
  load(path: string): unknown {
    const known = loaded.get(path);
    if (known) return known.exports;
    const version = this.#version(path);
    const text = this.#read(path);
    const module: LocalModule = { exports: {}, version, imports: new Set() };
    loaded.set(path, module); // before it runs: files may import each other
    try {
      if (extname(path) === ".json") module.exports = parseJson(path, text);
      else if (COMPILED.has(extname(path))) this.#run(path, text, module);
      else module.exports = createRequire(path)(path);
    } catch (error) {
      loaded.delete(path);
      throw error;
    }
    return module.exports;
  }

  /**
   * Returns the exports of a file that, or whose imports, may use `await` at the top level.
   * @param importer the file that imports it, if it is not a cell
   */
  async loadAsync(path: string, importer?: string): Promise<unknown> {
    const known = loaded.get(path);
    // A file that imports its importer would wait for ever.
    if (known && !(importer && importsIndirectly(path, importer))) await known.loading;
    try {
      return this.load(path);
    } catch (error) {
      if (!isAsyncModule(error)) throw error;
    }
    const version = this.#version(path);
    // If an interrupt ends the cell meanwhile, the next one loads the file anew.
    const module: LocalModule = { exports: {}, version: LOADING, imports: new Set() };
    loaded.set(path, module);
    try {
      module.loading = this.#runAsync(path, this.#read(path), module);
      await module.loading;
    } catch (error) {
      if (loaded.get(path) === module) loaded.delete(path);
      throw error;
    }
    module.version = version;
    return module.exports;
  }

  #read(path: string): string {
    return this.#virtual.get(path) ?? readFileSync(path, "utf8");
  }

  #version(path: string): string {
    return this.#virtual.has(path) ? "virtual" : fileVersion(path);
  }

  #run(path: string, text: string, module: LocalModule): void {
    const { code, awaits } = compile(path, text);
    if (awaits) throw new AsyncModuleError(path);
    const script = mapScript(code, 0);
    scripts.set(path, { ...script, source: text });
    const run = compileFunction(script.code, NAMES, { filename: path });
    run(...this.#parameters(path, module));
  }

  async #runAsync(path: string, text: string, module: LocalModule): Promise<void> {
    const { importModule } = PARAMETERS;
    const script = mapScript(compile(path, text, importModule).code, 0);
    scripts.set(path, { ...script, source: text });
    const head = `(async function (${[importModule, ...NAMES]}) {\n`;
    const run = new Script(`${head}${script.code}\n})`, { filename: path, lineOffset: -1 });
    const require = this.#requireFrom(path, module);
    const folder = dirname(path);
    const importStatically = async (specifier: string) => {
      if (this.find(specifier, folder)) return this.#importFrom(path, module, specifier);
      try {
        return require(specifier);
      } catch (error) {
        if (!isAsyncModule(error)) throw error;
        return this.#importFrom(path, module, specifier);
      }
    };
    await run.runInThisContext()(importStatically, ...this.#parameters(path, module));
  }

  /** Returns the values of {@link NAMES}. */
  #parameters(path: string, module: LocalModule): unknown[] {
    const folder = dirname(path);
    const importDynamic = async (specifier: unknown) =>
      namespaceOf(await this.#importFrom(path, module, String(specifier)));
    const meta = importMeta(path, createRequire(path), (specifier) => this.find(specifier, folder));
    const require = this.#requireFrom(path, module);
    return [importDynamic, meta, withOwnNames, module.exports, require, module, path, folder];
  }

  async #importFrom(path: string, module: LocalModule, specifier: string): Promise<Module> {
    const local = this.find(specifier, dirname(path));
    if (local === undefined) return nativeImport(path)(specifier);
    module.imports.add(local);
    return (await this.loadAsync(local, path)) as Module;
  }

  #requireFrom(path: string, module: LocalModule): NodeJS.Require {
    const requireFile = createRequire(path);
    const require = (specifier: string) => {
      const local = this.find(specifier, dirname(path));
      if (local === undefined) return requirePackage(requireFile, specifier, path);
      module.imports.add(local);
      return this.load(local);
    };
    return Object.assign(require, {
      resolve: requireFile.resolve,
      cache: requireFile.cache,
      extensions: requireFile.extensions,
      main: requireFile.main,
    });
  }
}

/** Returns whether a file has imported another, or a file that has. */
function importsIndirectly(path: string, other: string): boolean {
  const reached = new Set([path]);
  for (const file of reached) for (const next of loaded.get(file)?.imports ?? []) reached.add(next);
  return reached.has(other);
}

function candidates(path: string): string[] {
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  return [
    path,
    ...(SOURCES[extension] ?? []).map((source) => stem + source),
    ...EXTENSIONS.map((added) => path + added),
    ...EXTENSIONS.map((added) => `${path}/index${added}`),
  ];
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new SyntaxError(`${path}: ${(error as Error).message}`);
  }
}
