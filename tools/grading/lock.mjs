// Makes what the checks use of JavaScript, Node.js and day29 unchangeable for code that runs later in the process.
import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { types } from "node:util";

const require = createRequire(import.meta.url);

/** The modules of Node.js that the checks call. Their prototypes stay open: packages assign to those they inherit from. */
const BUILTIN = [
  "assert",
  "buffer",
  "child_process",
  "crypto",
  "fs",
  "module",
  "net",
  "path",
].concat(["perf_hooks", "timers", "timers/promises", "url", "util", "worker_threads"]);

/** Globals of Node.js that are accessors. */
const LAZY = ["performance", "structuredClone"];

/** Objects to which programs assign as a matter of course. */
const OPEN = [globalThis, process, console, Error, EventEmitter, EventEmitter.prototype];

/** Prototypes that no global leads to. */
const HIDDEN = [
  async () => {},
  function* () {},
  async function* () {},
  ...[[], new Map(), new Set(), ""].map((each) => each[Symbol.iterator]()),
  "".matchAll(/a/g),
].map(Object.getPrototypeOf);

/**
 * Loads files of day29 and everything that they import. Cells that import them get the same modules.
 * @param {URL[]} files
 * @returns {Promise<object[]>}
 */
export function modulesOf(files) {
  const seen = new Set(files.map(String));
  for (const url of seen) {
    const source = readFileSync(new URL(url), "utf8");
    const imports = source.matchAll(/^(?:import|export)\b[^;]*? from "(\.[^"]+)";$/gm);
    for (const [, specifier = ""] of imports) seen.add(`${new URL(specifier, url)}`);
  }
  return Promise.all([...seen].map((url) => import(url)));
}

/**
 * Locks the language, modules of Node.js, and these modules.
 * @param {object[]} modules
 */
export function lock(modules) {
  const seen = new Set(OPEN);
  for (const name of standardGlobals()) {
    fix(globalThis, name);
    freeze(Reflect.get(globalThis, name), seen);
  }
  for (const value of [Error.prototype, ...HIDDEN]) freeze(value, seen);
  for (const module of modules) for (const value of Object.values(module)) freeze(value, seen);
  for (const name of BUILTIN) Object.freeze(require(`node:${name}`));
  for (const name of ["cpuUsage", "hrtime", "nextTick"]) fix(process, name);
}

function standardGlobals() {
  const names = Object.getOwnPropertyNames(globalThis).filter((name) => {
    const value = Object.getOwnPropertyDescriptor(globalThis, name)?.value;
    return (
      isObject(value) &&
      !(/** @type {unknown[]} */ ([globalThis, process, console]).includes(value))
    );
  });
  return [...names, ...LAZY];
}

/**
 * Makes a property constant.
 * @param {object} holder
 * @param {string} name
 */
function fix(holder, name) {
  const { configurable, enumerable } = Object.getOwnPropertyDescriptor(holder, name) ?? {};
  if (configurable === false) return;
  const value = Reflect.get(holder, name);
  Object.defineProperty(holder, name, {
    value,
    enumerable: enumerable ?? false,
    writable: false,
    configurable: false,
  });
}

/**
 * Freezes an object and everything that its properties and prototypes hold.
 * @param {unknown} root
 * @param {Set<unknown>} seen
 */
function freeze(root, seen) {
  const pending = [root];
  while (pending.length > 0) {
    const next = pending.pop();
    if (!isObject(next) || seen.has(next) || ArrayBuffer.isView(next)) continue;
    seen.add(next);
    const descriptors = Object.getOwnPropertyDescriptors(next);
    for (const key of Reflect.ownKeys(descriptors)) {
      const { value, get, set } = Reflect.get(descriptors, key);
      pending.push(value, get, set);
    }
    pending.push(Object.getPrototypeOf(next));
    if (types.isModuleNamespaceObject(next)) continue; // is constant already
    if (isInheritedByAll(next)) lockButAllowOverrides(next);
    else Object.freeze(next);
  }
}

/**
 * Whether programs assign properties with the names of this object's own to the objects that inherit from it.
 * @param {object} value
 */
function isInheritedByAll(value) {
  return (
    value === Object.prototype ||
    value === Function.prototype ||
    value instanceof Error ||
    value === Error.prototype
  );
}

/**
 * A property that is not writable cannot be assigned to in objects that inherit it, either, but one with a setter can.
 * @param {object} holder
 */
function lockButAllowOverrides(holder) {
  for (const key of Reflect.ownKeys(holder)) {
    if (key === "constructor") continue; // util.inspect() looks for a property with a value
    const descriptor = Object.getOwnPropertyDescriptor(holder, key);
    if (!descriptor?.configurable) continue;
    const locked = { ...descriptor, configurable: false };
    Object.defineProperty(
      holder,
      key,
      descriptor.writable ? overridable(holder, key, locked) : locked,
    );
  }
  Object.preventExtensions(holder);
}

/**
 * @param {object} holder
 * @param {string | symbol} key
 * @param {PropertyDescriptor} descriptor
 */
function overridable(holder, key, { value, enumerable = false }) {
  return {
    enumerable,
    configurable: false,
    get: () => value,
    /**
     * @this {object}
     * @param {unknown} own
     */
    set(own) {
      if (this === holder)
        throw new TypeError(`${String(key)} is locked while notebooks are graded`);
      const property = { value: own, writable: true, enumerable: true, configurable: true };
      Object.defineProperty(this, key, property);
    },
  };
}

/**
 * @param {unknown} value
 * @returns {value is object}
 */
function isObject(value) {
  return typeof value === "function" || (typeof value === "object" && value !== null);
}
