/** The parts of TypeScript's library that describe what the running Node.js has. */

/** Everything in ES2023 exists in the oldest Node.js that is supported. */
const ALWAYS = ["es2023", "es2024.regexp", "esnext.decorators"];

/** Later parts, each with a test of whether this Node.js has it. */
const PROBES: Record<string, () => unknown> = {
  "es2024.arraybuffer": () => has(ArrayBuffer.prototype, "transfer"),
  "es2024.collection": () => has(Map, "groupBy"),
  "es2024.object": () => has(Object, "groupBy"),
  "es2024.promise": () => has(Promise, "withResolvers"),
  "es2024.sharedmemory": () => has(Atomics, "waitAsync"),
  "es2024.string": () => has(String.prototype, "toWellFormed"),
  "es2025.collection": () => has(Set.prototype, "union"),
  "es2025.float16": () => has(globalThis, "Float16Array"),
  "es2025.intl": () => has(Intl, "DurationFormat"),
  "es2025.iterator": () => has(globalThis, "Iterator"),
  "es2025.promise": () => has(Promise, "try"),
  "es2025.regexp": () => has(RegExp, "escape"),
  "esnext.array": () => has(Array, "fromAsync"),
  "esnext.collection": () => has(Map.prototype, "getOrInsert"),
  "esnext.date": () => has(Date.prototype, "toTemporalInstant"),
  // Without this one, @types/node declares the symbols, which `using` needs.
  "esnext.disposable": () => has(globalThis, "DisposableStack"),
  "esnext.error": () => has(Error, "isError"),
  "esnext.sharedmemory": () => has(Atomics, "pause"),
  "esnext.temporal": () => has(globalThis, "Temporal"),
  "esnext.typedarrays": () => has(Uint8Array, "fromBase64"),
};

function has(object: object, name: string): boolean {
  return name in object;
}

/** Returns the names of the parts, such as `es2024.object`. */
export function availableLibs(): string[] {
  const later = Object.keys(PROBES).filter((lib) => PROBES[lib]?.());
  return [...ALWAYS, ...later];
}

/** Global names of JavaScript that some supported version of Node.js does not have. */
const LATER_GLOBALS = new Set([
  "AsyncDisposableStack",
  "DisposableStack",
  "Float16Array",
  "Iterator",
  "SuppressedError",
  "Temporal",
]);

/** Returns whether a name is one that later versions of Node.js have, but this one does not. */
export function isLaterGlobal(name: string | undefined): boolean {
  return name !== undefined && LATER_GLOBALS.has(name) && !has(globalThis, name);
}

const ITERATOR_HELPER =
  /^Property '(?:map|filter|take|drop|flatMap|reduce|toArray|forEach|some|every|find)' does not exist on type '\w*(?:Iterator|Generator)</;

/** Returns whether a message is about a method of iterators that later versions of Node.js have, but this one does not. */
export function isIteratorHelper(message: string): boolean {
  return ITERATOR_HELPER.test(message) && !has(globalThis, "Iterator");
}
