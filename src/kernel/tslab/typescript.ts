/** The TypeScript that checks cells: a stock version, pinned, which tslab's converter runs on instead of its own fork. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type ts from "typescript";
import { type CheckedCell, PREFIX } from "./checked-cell.js";
import { CachedModule } from "./compile-cache.js";
import { FileWatcher } from "./file-watcher.js";
import { GLOBALS } from "./globals.js";
import { availableLibs } from "./libs.js";
import { MERGED_LIB, mergeDeclarations } from "./merged-declarations.js";
import { resolveModules } from "./module-resolution.js";
import { TYPESCRIPT_VERSION } from "./packages.js";
import { type InternalTypeScript, type Resolve, ReusedProgram } from "./reused-program.js";

export type TypeScript = typeof ts;

/** What most cells import. As a part of each program it is read once. */
const LIBRARY = ["index", "notebook/index", "servers/index"].map((name) =>
  fileURLToPath(new URL(`../../${name}.d.ts`, import.meta.url)),
);

type UseCell = (cell: CheckedCell) => void;

/** The functions of tslab's fork that stock TypeScript does not have, and internal ones. */
interface Internal extends TypeScript {
  nullTransformationContext: ts.TransformationContext;
}

const require = createRequire(import.meta.url);
const requireAsTslab = createRequire(require.resolve("tslab/package.json"));

/** The alias keeps the compiler apart from the one of the project that the student works in. */
const PATH = require.resolve("typescript-for-cells");
const compiler = new CachedModule(PATH, TYPESCRIPT_VERSION, join(PATH, "../../../.cache/day29"));

/** Stock TypeScript. */
export const typescript = compiler.exports as TypeScript;

/** Makes the next start of the kernel faster. Call it when the compiler has been used. */
export function storeCompiled(): void {
  compiler.store();
}

/** Watches the source files of all programs. */
export const fileWatcher = new FileWatcher();

let useCell: UseCell | undefined;
let currentProgram: ts.Program | undefined;
let resolve: Resolve | undefined;
/** The program of the last cell. */
let reused: ReusedProgram | undefined;
let isReusable = false;

/** A cell, and what it can refer to of earlier ones. */
interface Source {
  declarations: string;
  code: string;
}

/**
 * Checks a cell. Runs `update` if that needs a new program, which must make tslab's converter create one and inspect a
 * position in it. Returns what `use` returns for the cell in the program.
 */
export function withCheckedCell<T>(
  { declarations, code }: Source,
  update: () => void,
  use: (cell: CheckedCell) => T,
): T {
  const mayReuse = !fileWatcher.poll() && isReusable;
  isReusable = false;
  const file = mayReuse ? reused?.add(declarations, code) : undefined;
  if (reused && file) return use(checkedCell(reused.program, file));
  let result: { value: T } | undefined;
  useCell = (cell) => {
    result = { value: use(cell) };
  };
  try {
    update();
  } finally {
    useCell = undefined;
  }
  if (!result) throw new Error("tslab did not update the program");
  return result.value;
}

/**
 * Lets the next cell be checked in the program of the last one. Call it only if that had no errors, as a type checker
 * suggests what a wrong name could mean only for the first ones.
 */
export function reuseProgram(): void {
  isReusable = true;
}

function checkedCell(program: ts.Program, file: ts.SourceFile): CheckedCell {
  const [checker, syntaxErrors] = [program.getTypeChecker(), program.getSyntacticDiagnostics(file)];
  return { typescript, program, checker, file, syntaxErrors, start: PREFIX.length };
}

/** Makes tslab load stock TypeScript with the functions that its converter expects. */
export function installTypeScript(): void {
  const slot = requireAsTslab.resolve("@tslab/typescript-for-tslab");
  // Loading the fork only to replace it would cost time and memory.
  const module = { id: slot, filename: slot, loaded: true, exports: forTslab(typescript) };
  require.cache[slot] = module as unknown as NodeJS.Module;
}

function forTslab(stock: TypeScript): object {
  const sys = Object.create(stock.sys) as ts.System;
  sys.useCaseSensitiveFileNames = true;
  sys.readFile = mergeDeclarations(stock, availableLibs(), stock.sys.readFile);
  sys.watchFile = (path, callback) => fileWatcher.watch(path, callback);
  sys.watchDirectory = () => ({ close() {} });
  return {
    ...stock,
    sys,
    getDefaultTypeRoots: typeRoots,
    getNullTransformationContext: () => (stock as Internal).nullTransformationContext,
    getQuickInfoAtPosition(file: ts.SourceFile) {
      if (!currentProgram || !resolve) throw new Error("tslab created no program");
      reused = new ReusedProgram(
        stock as TypeScript & InternalTypeScript,
        resolve,
        currentProgram,
        file,
      );
      useCell?.(checkedCell(currentProgram, file));
    },
    createWatchCompilerHost: (
      files: string[],
      options: ts.CompilerOptions,
      system: ts.System,
      _createProgram: null,
      reportDiagnostic: ts.DiagnosticReporter,
      reportStatus: ts.WatchStatusReporter,
    ) => {
      // Other builders keep track of what must be checked and emitted anew, which takes longer than to do it for a cell.
      const createBuilder = (...parameters: unknown[]) => {
        reused?.restore();
        reused = undefined;
        const { createAbstractBuilder } = stock;
        return (createAbstractBuilder as (...parameters: unknown[]) => ts.BuilderProgram)(
          ...parameters,
        );
      };
      const compiled = cellOptions(options);
      return watchCompilerHost(
        stock.createWatchCompilerHost(
          [...files, ...LIBRARY],
          compiled,
          system,
          createBuilder as typeof stock.createAbstractBuilder,
          reportDiagnostic,
          reportStatus,
        ),
        compiled,
        system,
      );
    },
    createWatchProgram(host: ts.WatchCompilerHostOfFilesAndCompilerOptions<ts.BuilderProgram>) {
      const { afterProgramCreate } = host;
      resolve = host.resolveModuleNameLiterals;
      host.afterProgramCreate = (builder) => {
        currentProgram = builder.getProgram();
        afterProgramCreate?.(builder);
      };
      return stock.createWatchProgram(host);
    },
  };
}

/** Replaces those of tslab's options that are of TypeScript 5.0 or of tslab's fork. */
function cellOptions(options: ts.CompilerOptions): ts.CompilerOptions {
  const {
    noImplicitUseStrict: _1,
    disableTopLevelAwait: _2,
    experimentalDecorators: _3,
    ...kept
  } = options;
  return {
    ...kept,
    target: typescript.ScriptTarget.ES2024,
    lib: [MERGED_LIB],
    module: typescript.ModuleKind.Preserve,
    moduleResolution: typescript.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    types: ["node", GLOBALS],
    strict: false,
    checkJs: false,
    rootDir: "/", // cells may import files of any folder
    inlineSourceMap: true,
  };
}

function watchCompilerHost<T extends ts.BuilderProgram>(
  host: ts.WatchCompilerHostOfFilesAndCompilerOptions<T>,
  options: ts.CompilerOptions,
  system: ts.System,
): ts.WatchCompilerHostOfFilesAndCompilerOptions<T> {
  const { resolve, isInvalidated } = resolveModules(typescript, system);
  host.resolveModuleNameLiterals = resolve;
  // TypeScript reads the package.json of every file for each cell unless it has a cache.
  const cache = typescript.createModuleResolutionCache(
    system.getCurrentDirectory(),
    (path) => path,
    options,
  );
  Object.assign(host, {
    hasInvalidatedResolutions: isInvalidated,
    getModuleResolutionCache: () => cache,
    jsDocParsingMode: typescript.JSDocParsingMode.ParseForTypeInfo,
  });
  // TypeScript has two timers. tslab runs the one that updates the program, and fails when it finds another. The other
  // one is not needed, as no resolution of a module is watched.
  const { setTimeout, clearTimeout } = host;
  const ignored = {};
  host.setTimeout = (callback, ms, ...args) =>
    args[0] === "timerToUpdateProgram" ? setTimeout?.(callback, ms, ...args) : ignored;
  host.clearTimeout = (timer) => {
    if (timer !== ignored) clearTimeout?.(timer);
  };
  return host;
}

/** The declarations of Node.js that this library depends on, for folders without any. */
const OWN_TYPES = dirname(dirname(require.resolve("@types/node/package.json")));

/** Returns the folders `node_modules/@types` of `folder` and those above it, and that of this library. */
function typeRoots(folder: string): string[] {
  const parent = dirname(folder);
  const here = join(folder, "node_modules", "@types");
  return parent === folder ? [here, OWN_TYPES] : [here, ...typeRoots(parent)];
}
