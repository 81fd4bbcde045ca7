/** The only place that knows how tslab 1.0.22 converts and runs cells. tslab does not export these parts. */
import { createRequire } from "node:module";
import type { DisplayOptions } from "../../sys/host.js";
import { type CheckedCell, keepCheckedCell, lastCheckedCell } from "./checked-cell.js";
import { type Completion, completeAt } from "./completion.js";
import { declareGlobals } from "./globals.js";
import { inspectAt } from "./inspection.js";
import { type Cursor, captureCursors, cursorOf, type SymbolInfo } from "./language.js";
import { expandShorthand, type Walker } from "./shorthand.js";
import { keepSourceMaps, type TypeScript } from "./source-maps.js";

/** A place in a cell; `line` and `character` count from zero. */
export interface Position {
  offset: number;
  line: number;
  character: number;
}

/** An error that TypeScript finds. `fileName` is set if it is in a file that the cell imports. */
export interface Diagnostic {
  start: Position;
  end: Position;
  messageText: string;
  code: number;
  fileName?: string;
  /** A line that helps to understand the error. */
  hint?: string;
}

/** A cell that was converted to JavaScript. It must not be executed if there are diagnostics. */
export interface Conversion {
  diagnostics: Diagnostic[];
  output: string;
  /** This field and the following ones are for {@link Session.execute}. */
  hasToplevelAwait?: boolean;
  lastExpressionVar?: string;
  /** The files that the cell imports, as JavaScript. */
  sideOutputs?: unknown[];
  /** The cell with its types; undefined if it was not checked. */
  checked?: CheckedCell | undefined;
}

/** How a cell ended. */
export type Outcome =
  /** The value of the last expression is missing if there is none, or if it is undefined or null. */
  | { status: "ok"; value?: unknown }
  | { status: "interrupted" }
  | { status: "thrown"; thrown: unknown };

/** A TypeScript session: each cell sees the declarations of those before it. */
export class Session {
  readonly #tslab = loadTslab();
  readonly #converter = this.#tslab.createConverter({ isJS: false, isBrowser: false });
  readonly #executor: TslabExecutor;
  #declarations = "";
  #converted: TslabConversion = EMPTY_CONVERSION;
  #thrown: unknown;
  #outcome: Outcome = { status: "ok" };

  /** @param folder the directory to which imports in cells are relative */
  constructor(folder: string) {
    // tslab's executor converts a cell, and prints its result or what it threw. Here the caller does all that.
    const converter = { ...this.#converter, convert: () => this.#converted };
    const log = (value: unknown) => {
      this.#outcome = { status: "ok", value };
    };
    const error = (thrown: unknown) => {
      this.#thrown = thrown;
    };
    this.#executor = this.#tslab.createExecutor(
      folder,
      { node: converter, browser: converter, close: () => {} },
      { log, error },
    );
  }

  /** Type-checks a cell and converts it to JavaScript. Later cells see its declarations, even if it throws. */
  convert(code: string): Conversion {
    const metadata = this.#tslab.getCodeMetadata(code);
    if (metadata.module !== undefined) {
      const diagnostics = this.#converter.addModule(metadata.module, code, metadata);
      for (const diagnostic of diagnostics) console.error(format(diagnostic));
      return EMPTY_CONVERSION; // the module exists even if it has type errors
    }
    const conversion = this.#converter.convert(this.#declarations, code);
    const checked = lastCheckedCell();
    if (conversion.diagnostics.length > 0) return { ...conversion, output: "", checked };
    this.#declarations = conversion.declOutput ?? "";
    if (metadata.mode === "browser") return EMPTY_CONVERSION;
    // tslab overlooks some forms of top-level await, such as `await (x)` and `for await`, so assume one in every cell.
    return { ...conversion, output: conversion.output ?? "", hasToplevelAwait: true, checked };
  }

  /** Runs a converted cell, one at a time. */
  async execute(conversion: Conversion): Promise<Outcome> {
    this.#converted = conversion;
    this.#outcome = { status: "ok" };
    if (await this.#executor.execute("")) return this.#outcome;
    const thrown = this.#thrown;
    this.#thrown = undefined;
    return isInterrupt(thrown) ? { status: "interrupted" } : { status: "thrown", thrown };
  }

  /** Ends the running cell if it awaits. A SIGINT ends one that does not. */
  interrupt(): void {
    this.#executor.interrupt();
  }

  /**
   * Returns what TypeScript knows about the name at `position`, or about the call whose arguments are there.
   * @param detailed whether to add what is not needed at first sight
   */
  inspect(code: string, position: number, detailed: boolean): SymbolInfo | undefined {
    return inspectAt(this.#cursor(code, position), detailed);
  }

  /** Returns the completions at `position`. */
  complete(code: string, position: number): Completion {
    const cursor = this.#cursor(code, position);
    const added = cursor.position - position; // tslab adds a line before the cell
    const { start, end, candidates } = completeAt(cursor);
    return { start: start - added, end: end - added, candidates };
  }

  #cursor(code: string, position: number): Cursor {
    return cursorOf(() => this.#converter.complete(this.#declarations, code, position));
  }

  /** Returns the variables that cells have declared. */
  variables(): Iterable<[name: string, value: unknown]> {
    return Object.entries(this.#executor.locals);
  }

  /** Stops watching the files that cells import. */
  close(): void {
    this.#converter.close();
  }
}

function format({ fileName, start, messageText }: Diagnostic): string {
  const file = fileName === undefined ? "" : `${fileName} `;
  return `${file}${start.line + 1}:${start.character + 1} - ${messageText}`;
}

/** Returns whether an interrupt ended the cell: Node.js and tslab throw different errors. */
export function isInterrupt(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { code } = thrown as NodeJS.ErrnoException;
  return (
    code === "ERR_SCRIPT_EXECUTION_INTERRUPTED" || thrown.message === "Interrupted asynchronously"
  );
}

/** A cell that does nothing. */
const EMPTY_CONVERSION = { diagnostics: [], output: "" } satisfies Conversion;

/** The type that tslab's converter returns, and that its executor accepts. */
interface TslabConversion extends Omit<Conversion, "output"> {
  output?: string;
  /** Declarations of everything that later cells can see. */
  declOutput?: string;
}

interface TslabMetadata {
  /** The name of the module that the cell becomes. */
  module?: string;
  mode?: "node" | "browser";
}

interface TslabConverter {
  close(): void;
  convert(declarations: string, code: string): TslabConversion;
  addModule(name: string, code: string, metadata: TslabMetadata): Diagnostic[];
  complete(declarations: string, code: string, position: number): unknown;
}

interface TslabExecutor {
  /** What cells have declared, by name. */
  locals: Record<string, unknown>;
  /** Resolves with false if the cell threw, which was passed to the console's `error`. */
  execute(code: string): Promise<boolean>;
  interrupt(): void;
}

interface Tslab {
  createConverter(options: { isJS: boolean; isBrowser: boolean }): TslabConverter;
  createExecutor(
    folder: string,
    converters: { node: TslabConverter; browser: TslabConverter; close(): void },
    console: { log(value: unknown): void; error(thrown: unknown): void },
  ): TslabExecutor;
  /** Parses the directives in comments at the start of a cell. */
  getCodeMetadata(code: string): TslabMetadata;
}

const require = createRequire(import.meta.url);
const requireAsTslab = createRequire(require.resolve("tslab/package.json"));

/** The version of tslab. */
export const TSLAB_VERSION: string = require("tslab/package.json").version;

/** The version of the TypeScript that checks cells. */
export const TYPESCRIPT_VERSION: string = requireAsTslab(
  "@tslab/typescript-for-tslab/package.json",
).version;

/** A socket of the zeromq package, a dependency of tslab. */
export interface ZmqSocket extends AsyncIterable<Buffer[]> {
  bind(address: string): Promise<void>;
  send(frames: readonly (string | Uint8Array)[]): Promise<void>;
  close(): void;
}

/** A Publisher of the zeromq package. */
export interface ZmqPublisher extends ZmqSocket {
  /** Whether send() fails with EAGAIN instead of leaving out a client whose queue is full. */
  noDrop: boolean;
}

type ZmqSocketClass<Socket> = new (options: Record<string, number>) => Socket;

/** Loads tslab's copy of zeromq. */
export function loadZmq(): Record<"Router" | "Reply", ZmqSocketClass<ZmqSocket>> & {
  Publisher: ZmqSocketClass<ZmqPublisher>;
} {
  return requireAsTslab("zeromq");
}

/** Loads the TypeScript that checks cells. */
export function loadTypeScript(): unknown {
  return requireAsTslab("@tslab/typescript-for-tslab");
}

/** Loads tslab's converter and executor, with a TypeScript that keeps source maps and expands shorthand properties. */
function loadTslab(): Tslab {
  const path = requireAsTslab.resolve("@tslab/typescript-for-tslab");
  requireAsTslab(path);
  const typescript = require.cache[path] as {
    exports: TypeScript & Walker & { Completions: object };
  };
  typescript.exports = captureCursors(
    declareGlobals(expandShorthand(keepSourceMaps(keepCheckedCell(typescript.exports)))),
  );
  return {
    ...require("tslab/dist/converter.js"),
    ...require("tslab/dist/executor.js"),
    ...require("tslab/dist/metadata.js"),
  };
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
