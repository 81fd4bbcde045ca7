/** Finds every public call by reflection. */
import * as day29 from "day29";
import * as exercises from "day29/exercises";
import * as notebook from "day29/notebook";
import * as servers from "day29/servers";

// biome-ignore lint/complexity/noBannedTypes: any function of the package
export type Callable = Function;

/** Classes whose objects calls return, although their constructors are not exported. */
const [stream, other] = day29.socketpair();
const returned = {
  Lines: stream.lines().constructor,
  BufferedReader: stream.makefile("rb").constructor,
  BufferedWriter: stream.makefile("wb").constructor,
  BufferedRWPair: stream.makefile("rwb").constructor,
  TextIOWrapper: stream.makefile().constructor,
  SelectorMap: new day29.PollSelector().getMap()?.constructor,
  LiveDisplay: notebook.live().constructor,
};
for (const socket of [stream, other]) socket.close();

/**
 * Every public function, constructor and method by its name, such as `Socket.prototype.recv`. One that has
 * several names, as a method of several classes, has only the first of them.
 */
export function publicCalls(): Map<string, Callable> {
  const calls = new Map<string, Callable>();
  for (const module of [day29, servers, notebook, exercises, returned]) addAll(calls, "", module);
  const firstNames = new Map<Callable, string>();
  for (const [name, call] of calls) {
    // A constructor that is inherited has the name of the class that declares it.
    const own = name.startsWith("new ") && calls.has(`new ${call.name}`);
    if (!firstNames.has(call)) firstNames.set(call, own ? `new ${call.name}` : name);
  }
  return new Map([...firstNames].map(([call, name]) => [name, call]));
}

function addAll(calls: Map<string, Callable>, prefix: string, module: object): void {
  for (const [name, value] of Object.entries(module)) {
    if (isClass(value)) addClass(calls, `${prefix}${name}`, value);
    else if (typeof value === "function") calls.set(`${prefix}${name}`, value);
    else if (typeof value === "object" && value !== null) addAll(calls, `${prefix}${name}.`, value);
  }
}

function addClass(calls: Map<string, Callable>, name: string, Class: Callable): void {
  calls.set(`new ${name}`, constructorOf(Class));
  for (const key of Object.getOwnPropertyNames(Class)) {
    const value = Object.getOwnPropertyDescriptor(Class, key)?.value;
    if (typeof value === "function") calls.set(`${name}.${key}`, value);
  }
  for (let at = Class.prototype; isOurs(at); at = Object.getPrototypeOf(at)) {
    for (const key of Reflect.ownKeys(at)) {
      const { value, set } = Object.getOwnPropertyDescriptor(at, key) as PropertyDescriptor;
      if (set !== undefined)
        throw new Error(`${name}.${String(key)} has a setter, which no sweep tries`);
      if (typeof value !== "function" || key === "constructor") continue;
      const method = `${name}.prototype.${typeof key === "symbol" ? `[${key.description}]` : key}`;
      if (!calls.has(method)) calls.set(method, value);
    }
  }
}

function isClass(value: unknown): value is Callable {
  return typeof value === "function" && source(value).startsWith("class");
}

/** Whether a prototype is one of the package, not JavaScript's or Node's. */
function isOurs(prototype: { constructor: Callable } | null): boolean {
  return (
    prototype !== null && isClass(prototype.constructor) && prototype.constructor !== EventTarget
  );
}

/** Returns the class that declares the constructor of `Class`. */
function constructorOf(Class: Callable): Callable {
  let at = Class;
  while (isClass(at) && !/\bconstructor\(/.test(source(at))) at = Object.getPrototypeOf(at);
  return at;
}

function source(callable: Callable): string {
  return Function.prototype.toString.call(callable);
}

/** Returns how many parameters a function or the constructor of a class declares. */
export function parameterCount(callable: Callable): number {
  const code = source(callable);
  const start = isClass(callable) ? code.search(/\bconstructor\(/) : 0;
  if (start < 0 || code.includes("[native code]")) return 0;
  const open = code.indexOf("(", start);
  let [depth, count, empty] = [0, 1, true];
  for (let i = open; ; i++) {
    const char = code[i] as string;
    if ("([{".includes(char)) depth++;
    else if (")]}".includes(char)) depth--;
    else if (char === "," && depth === 1) count++;
    else if (char.trim() !== "") empty = false;
    if (depth === 0) return empty && count === 1 ? 0 : count;
    if (depth > 1) empty = false;
  }
}
