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

/**
 * Runs `update`, which must make tslab's converter update its program and inspect a position in it. Returns what `use`
 * returns for the cell in it.
 */
export function withCheckedCell<T>(update: () => void, use: (cell: CheckedCell) => T): T {
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
    getQuickInfoAtPosition(file: ts.SourceFile, checker: ts.TypeChecker) {
      if (!currentProgram) throw new Error("tslab created no program");
      const program = currentProgram;
      const syntaxErrors = program.getSyntacticDiagnostics(file);
      const start = PREFIX.length;
      useCell?.({ typescript: stock, program, checker, file, syntaxErrors, start });
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
      const { createAbstractBuilder } = stock;
      const compiled = cellOptions(options);
      return watchCompilerHost(
        stock.createWatchCompilerHost(
          [...files, ...LIBRARY],
          compiled,
          system,
          createAbstractBuilder,
          reportDiagnostic,
          reportStatus,
        ),
        compiled,
        system,
      );
    },
    createWatchProgram(host: ts.WatchCompilerHostOfFilesAndCompilerOptions<ts.BuilderProgram>) {
      const { afterProgramCreate } = host;
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
