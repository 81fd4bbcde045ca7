/** Methods of Python's lists, strings and bytes, and Python's spelling of a name. */
import type ts from "typescript";
import { type Coach, codeOf, type Fault } from "./fault.js";
import { isPromise } from "./promise-types.js";
import { counterpart } from "./python-names.js";

const NO_SUCH_PROPERTY = new Set([2339, 2551, 2550]);

/** The code of a call of a method: `object` is the receiver, `args` are the arguments. */
type MethodRule = (object: string, args: string) => string;

const OF_ARRAYS: Record<string, MethodRule> = {
  append: (object, args) => `${object}.push(${args})`,
  extend: (object, args) => `${object}.push(...${args})`,
  insert: (object, args) => `${object}.splice(${args.replace(/, /, ", 0, ")})`,
  remove: (object, args) => `${object}.splice(${object}.indexOf(${args}), 1)`,
  index: (object, args) => `${object}.indexOf(${args})`,
  copy: (object) => `[...${object}]`,
};

const OF_STRINGS: Record<string, MethodRule> = {
  strip: (object) => `${object}.trim()`,
  lstrip: (object) => `${object}.trimStart()`,
  rstrip: (object) => `${object}.trimEnd()`,
  upper: (object) => `${object}.toUpperCase()`,
  lower: (object) => `${object}.toLowerCase()`,
  startswith: (object, args) => `${object}.startsWith(${args})`,
  endswith: (object, args) => `${object}.endsWith(${args})`,
  find: (object, args) => `${object}.indexOf(${args})`,
  encode: (object) => `Buffer.from(${object})`,
  splitlines: (object) => `${object}.split("\\n")`,
  join: (object, args) => `${/^[\w.$]+$/.test(args) ? args : `(${args})`}.join(${object})`,
};

const OF_BYTES: Record<string, MethodRule> = {
  decode: (object) => `${object}.toString()`,
  hex: (object) => `${object}.toString("hex")`,
};

const WITHOUT_ARGUMENTS = new Set([
  "strip",
  "lstrip",
  "rstrip",
  "encode",
  "splitlines",
  "copy",
  "hex",
]);

/** Recognizes a method that Python has on such an object, also behind a forgotten `await`. */
export const pythonMethod: Coach = (fault) => {
  const access = accessOf(fault);
  if (!access || !fault.typescript.isCallExpression(access.parent)) return undefined;
  const call = access.parent;
  if (call.expression !== access) return undefined;
  const { checker } = fault;
  const own = checker.getTypeAtLocation(access.expression);
  const awaited = isPromise(fault, own) ? checker.getAwaitedType(own) : undefined;
  const name = access.name.text;
  if (call.arguments.length > 1 && name !== "insert") return undefined;
  if (WITHOUT_ARGUMENTS.has(name) && call.arguments.length > 0) return undefined;
  const rules = rulesFor(fault, awaited ?? own);
  const rule = rules && Object.hasOwn(rules, name) ? rules[name] : undefined;
  if (!rule) return undefined;
  const object = codeOf(fault, access.expression);
  const args = call.arguments.map((argument) => codeOf(fault, argument)).join(", ");
  return counterpart(`${name}(${args})`, rule(awaited ? `(await ${object})` : object, args));
};

function accessOf({ typescript, code, node }: Fault): ts.PropertyAccessExpression | undefined {
  const { parent } = node;
  const isName =
    NO_SUCH_PROPERTY.has(code) && parent && typescript.isPropertyAccessExpression(parent);
  return isName && parent.name === node ? parent : undefined;
}

function rulesFor({ typescript, checker }: Fault, type: ts.Type): typeof OF_ARRAYS | undefined {
  if ((type.flags & typescript.TypeFlags.StringLike) !== 0) return OF_STRINGS;
  if (checker.isArrayType(type) || checker.isTupleType(type)) return OF_ARRAYS;
  return type.symbol?.name === "Buffer" ? OF_BYTES : undefined;
}

/** Recognizes a property whose name is Python's, such as `recv_into` for `recvInto`. */
export const snakeCase: Coach = (fault) => {
  const access = accessOf(fault);
  if (!access || !/^[a-z]+(_[a-z0-9]+)+$/.test(access.name.text)) return undefined;
  const { checker } = fault;
  const type = checker.getApparentType(checker.getTypeAtLocation(access.expression));
  const name = access.name.text;
  const [camelCase, lowerCase] = [toCamelCase(name), name.replaceAll("_", "")];
  const found = [camelCase, lowerCase].find((spelling) => type.getProperty(spelling));
  return found === undefined ? undefined : counterpart(name, found);
};

function toCamelCase(name: string): string {
  return name.replace(/_+([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
