/** What importing a module gives, whether it is an ECMAScript module or CommonJS. */

export type Module = Record<string, unknown>;

export function isEsModule(module: Module): boolean {
  return (
    (typeof module === "object" || typeof module === "function") &&
    module !== null &&
    (module.__esModule === true || Object.hasOwn(module, Symbol.toStringTag))
  );
}

/** Returns what `import * as` binds: for a CommonJS module, its properties and itself as `default`. */
export function namespaceOf(module: Module): object {
  if (isEsModule(module)) return module;
  const namespace = Object.create(null) as Module;
  for (const name of Object.keys(module ?? {})) {
    Object.defineProperty(namespace, name, { enumerable: true, get: () => module[name] });
  }
  Object.defineProperty(namespace, "default", { enumerable: true, value: module });
  return namespace;
}
