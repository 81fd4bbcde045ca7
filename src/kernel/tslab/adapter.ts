/** The parts of tslab 1.0.22 that the kernel is built of. tslab does not export them, so they are described here. */
import { createRequire } from "node:module";
import type { DisplayOptions } from "../../sys/host.js";
import { seeShorthand, type Walker } from "./shorthand.js";
import { keepSourceMaps, type TypeScript } from "./source-maps.js";

/** A place in a cell; `line` and `character` count from zero. */
export interface Position {
  offset: number;
  line: number;
  character: number;
}

/** What TypeScript has against a cell. `fileName` is set when the fault lies in a file that the cell imports. */
export interface Diagnostic {
  start: Position;
  end: Position;
  messageText: string;
  code: number;
  fileName?: string;
}

/** A cell turned into JavaScript, or the diagnostics that prevent it. */
export interface Conversion {
  diagnostics: Diagnostic[];
  output?: string;
  /** Declarations of everything that later cells can see. */
  declOutput?: string;
  hasToplevelAwait?: boolean;
}

/** TypeScript's answer to "what is this?". */
export interface QuickInfo {
  displayParts?: { text: string }[];
  documentation?: { text: string }[];
  tags?: { name: string; text?: { text: string }[] }[];
}

/** TypeScript's answer to "what could follow?". */
export interface Completion {
  start: number;
  end: number;
  candidates: string[];
}

/** Type-checks and transpiles cells. `declarations` are those of the cells before. */
export interface Converter {
  convert(declarations: string, code: string): Conversion;
  inspect(declarations: string, code: string, position: number): QuickInfo | undefined;
  complete(declarations: string, code: string, position: number): Completion;
}

/** Runs cells. `execute` is false, and the console has been told why, when a cell fails. */
export interface Executor {
  execute(code: string): Promise<boolean>;
  interrupt(): void;
}

/** What a cell shows through tslab: one form, by its MIME type. */
interface TslabDisplay {
  data: object;
  transient: { display_id?: string };
}

interface Tslab {
  createConverter(options: { isJS: boolean; isBrowser: boolean }): Converter;
  createExecutor(
    folder: string,
    converters: { node: Converter; browser: Converter; close(): void },
    console: { log(value: unknown): void; error(...values: unknown[]): void },
  ): Executor;
  isCompleteCode(code: string): { completed: boolean; indent?: string };
  /** What a comment at the head of a cell asks for; with `module`, the cell becomes a module of that name. */
  getCodeMetadata(code: string): { module?: string };
}

const require = createRequire(import.meta.url);
const requireAsTslab = createRequire(require.resolve("tslab/package.json"));

/** The version of tslab. */
export const TSLAB_VERSION: string = require("tslab/package.json").version;

/** The version of the TypeScript that checks cells. */
export const TYPESCRIPT_VERSION: string = requireAsTslab(
  "@tslab/typescript-for-tslab/package.json",
).version;

/** A socket of the zeromq package, which tslab brings along. */
export interface ZmqSocket extends AsyncIterable<Buffer[]> {
  bind(address: string): Promise<void>;
  send(frames: readonly (string | Buffer)[]): Promise<void>;
}

type ZmqSocketClass = new (options: Record<string, number>) => ZmqSocket;

/** Loads zeromq, the very copy that tslab would use. */
export function loadZmq(): Record<"Publisher" | "Router" | "Reply", ZmqSocketClass> {
  return requireAsTslab("zeromq");
}

/** Loads the TypeScript that checks cells. */
export function loadTypeScript(): unknown {
  return requireAsTslab("@tslab/typescript-for-tslab");
}

/** Loads tslab's converter and executor, with a TypeScript that keeps source maps and sees shorthand properties. */
export function loadTslab(): Tslab {
  const path = requireAsTslab.resolve("@tslab/typescript-for-tslab");
  requireAsTslab(path);
  const typescript = require.cache[path] as { exports: TypeScript & Walker };
  typescript.exports = seeShorthand(keepSourceMaps(typescript.exports));
  return {
    ...require("tslab/dist/converter.js"),
    ...require("tslab/dist/executor.js"),
    ...require("tslab/dist/metadata.js"),
  };
}

/** Makes `display` and `newDisplay()` of the module "tslab", which cells import, show through `display`. */
export function showTslabDisplays(
  display: (bundle: object, options: DisplayOptions) => void,
): void {
  require("tslab/dist/jupyter.js").lastWriteDisplayData = (
    { data, transient }: TslabDisplay,
    update?: boolean,
  ) => display(data, { id: transient.display_id, update });
}
