/** The names that the modules of this package and of Node.js export. They are read when an error needs them. */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type ts from "typescript";

const require = createRequire(import.meta.url);

/** Where cells import our modules from, and where their types are. */
const OUR_MODULES = {
  day29: "../../index.d.ts",
  "day29/servers": "../../servers/index.d.ts",
  "day29/notebook": "../../notebook/index.d.ts",
  "day29/exercises": "../../exercises/index.d.ts",
};

const NODE_MODULES = [
  "node:fs",
  "node:fs/promises",
  "node:path",
  "node:os",
  "node:net",
  "node:dgram",
  "node:http",
  "node:dns",
  "node:child_process",
  "node:worker_threads",
  "node:events",
  "node:stream",
  "node:stream/promises",
  "node:readline",
  "node:readline/promises",
  "node:util",
  "node:url",
  "node:crypto",
  "node:zlib",
  "node:perf_hooks",
];

let ours: Map<string, string[]> | undefined;

/** Returns the modules of this package that export a value or type of that name. */
export function ourModulesWith(typescript: typeof ts, name: string): string[] {
  ours ??= readOurs(typescript);
  return ours.get(name) ?? [];
}

/** Reads our declarations, as importing the modules would load the library into the kernel. */
function readOurs(typescript: typeof ts): Map<string, string[]> {
  const entries = Object.entries(OUR_MODULES).map(
    ([module, file]) => [module, fileURLToPath(new URL(file, import.meta.url))] as const,
  );
  const program = typescript.createProgram(
    entries.map(([, file]) => file),
    { noLib: true, types: [], module: typescript.ModuleKind.NodeNext },
  );
  const checker = program.getTypeChecker();
  const modules = new Map<string, string[]>();
  for (const [module, file] of entries) {
    const source = program.getSourceFile(file);
    const symbol = source && checker.getSymbolAtLocation(source);
    for (const { name } of symbol ? checker.getExportsOfModule(symbol) : []) {
      modules.set(name, [...(modules.get(name) ?? []), module]);
    }
  }
  return modules;
}

/** Returns the modules of Node.js that export a value of that name. */
export function nodeModulesWith(name: string): string[] {
  return NODE_MODULES.filter((module) => exportsOf(module).has(name));
}

/** Returns whether `member` is exported by the module of Node.js that is named `module`, such as `fs`. */
export function nodeModuleHas(module: string, member: string): boolean {
  return NODE_MODULES.includes(`node:${module}`) && exportsOf(`node:${module}`).has(member);
}

function exportsOf(module: string): Set<string> {
  const exports: object = require(module);
  return new Set(Object.keys(exports));
}
