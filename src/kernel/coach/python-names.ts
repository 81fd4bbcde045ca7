/** Names that Python has and TypeScript does not. */
import type ts from "typescript";
import { type Coach, codeOf, type Fault } from "./fault.js";
import { missingName } from "./missing-import.js";
import { isPromise } from "./promise-types.js";

/** Members of Python's modules. */
const MEMBERS: Record<string, string> = {
  "socket.socket": "new Socket",
  "select.select": "await select",
  "select.poll": "new Poll",
  "select.epoll": "new Epoll",
  "json.dumps": "JSON.stringify",
  "json.loads": "JSON.parse",
  "time.time": "Date.now() / 1000",
  "time.sleep": "await new Promise((done) => setTimeout(done, 1000 * seconds))",
  "os.getpid": "process.pid",
  "sys.argv": "process.argv",
};

/** The argument of a call as code, and the code of an object to read a member of. */
interface Argument {
  code: string;
  object: string;
  expression: ts.Expression;
}

/** Returns the counterpart of a call with these arguments, or undefined if there is none. */
type CallRule = (args: Argument[], fault: Fault) => string | undefined;

/** A rule for calls with one argument. */
function one(rule: (argument: Argument, fault: Fault) => string | undefined): CallRule {
  return ([argument, ...more], fault) =>
    argument && more.length === 0 ? rule(argument, fault) : undefined;
}

const WORDS: Record<string, string> = {
  None: "null",
  True: "true",
  False: "false",
  self: "this",
  Exception: "Error",
  ValueError: "RangeError",
  print: "console.log(…)",
  elif: "else if (…)",
  except: "catch (error)",
  raise: "throw",
  pass: "{}",
  and: "&&",
  or: "||",
  not: "!",
};

const extreme: CallRule = (args, { text }) =>
  args.length > 0 ? `Math.${text}(${args.length === 1 ? "..." : ""}${codes(args)})` : undefined;

const CALLS: Record<string, CallRule> = {
  print: (args) => `console.log(${codes(args)})`,
  input,
  len: one(sizeOf),
  range: loop,
  str: one(({ code }) => `String(${code})`),
  int: one(({ code }) => `Math.trunc(Number(${code}))`),
  float: one(({ code }) => `Number(${code})`),
  bool: one(({ code }) => `Boolean(${code})`),
  bytes: one(buffer),
  bytearray: one(buffer),
  ord: one(({ object }) => `${object}.codePointAt(0)`),
  chr: one(({ code }) => `String.fromCodePoint(${code})`),
  hex: one(({ object }) => `"0x" + ${object}.toString(16)`),
  sorted: one(sorted),
  enumerate: one(({ object }) => `${object}.entries()`),
  isinstance: ([value, type, ...more]) =>
    value && type && more.length === 0 ? `${value.object} instanceof ${type.code}` : undefined,
  abs: one(({ code }) => `Math.abs(${code})`),
  round: one(({ code }) => `Math.round(${code})`),
  min: extreme,
  max: extreme,
};

function codes(args: Argument[]): string {
  return args.map(({ code }) => code).join(", ");
}

/** Recognizes Python's built-in names. */
export const pythonName: Coach = (fault) => {
  const name = missingName(fault);
  if (name === undefined) return undefined;
  const { typescript, node } = fault;
  const { parent } = node;
  const call =
    typescript.isCallExpression(parent) && parent.expression === node ? parent : undefined;
  const rule = Object.hasOwn(CALLS, name) ? CALLS[name] : undefined;
  if (call && rule && isIntact(fault, call)) {
    const args = call.arguments.map((expression) => argument(fault, expression));
    const code = rule(args, fault);
    if (code !== undefined) return counterpart(codeOf(fault, call), code);
  }
  const member = typescript.isPropertyAccessExpression(parent) ? parent : undefined;
  if (member?.expression === node && Object.hasOwn(MEMBERS, `${name}.${member.name.text}`)) {
    const python = `${name}.${member.name.text}`;
    return counterpart(python, MEMBERS[python] ?? "");
  }
  if (name === "math" && member && Object.hasOwn(Math, member.name.text)) {
    return counterpart(codeOf(fault, member), `Math.${member.name.text}`);
  }
  if (name === "socket" && call) return counterpart("socket(…)", "new Socket(…)");
  const word = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
  return word === undefined ? undefined : counterpart(name, word);
};

/** Returns the line that names the TypeScript for something in Python. */
export function counterpart(python: string, code: string): string {
  return `Python 的 \`${python}\`，TypeScript 写 \`${code}\` · Python's \`${python}\` is \`${code}\` in TypeScript`;
}

/** Returns whether the arguments are as they were written, without syntax errors between them. */
function isIntact({ file }: Fault, call: ts.CallExpression): boolean {
  const written = file.text.slice(call.arguments.pos, call.end);
  const understood = call.arguments.map((expression) => expression.getText(file)).join(",");
  const compact = (code: string) => code.replace(/\s+|,(?=\s*\)$)/g, "");
  return compact(written) === compact(`${understood})`);
}

function argument(fault: Fault, expression: ts.Expression): Argument {
  const { typescript } = fault;
  const code = codeOf(fault, expression);
  const isObject =
    typescript.isLeftHandSideExpression(expression) && !typescript.isNumericLiteral(expression);
  return { code, object: isObject ? code : `(${code})`, expression };
}

function sizeOf(
  { object, expression }: Argument,
  { checker, typescript }: Fault,
): string | undefined {
  const type = checker.getApparentType(checker.getTypeAtLocation(expression));
  if ((type.flags & typescript.TypeFlags.Any) !== 0) return `${object}.length`;
  const property = ["length", "size"].find((name) => type.getProperty(name) !== undefined);
  return property && `${object}.${property}`;
}

/** The counterpart of `input()`, where the kernel has it. */
function input(args: Argument[], fault: Fault): string | undefined {
  const { checker, typescript, node } = fault;
  const values = checker.getSymbolsInScope(node, typescript.SymbolFlags.Value);
  const prompt = values.find(({ name }) => name === "prompt");
  const [call] = prompt ? checker.getTypeOfSymbolAtLocation(prompt, node).getCallSignatures() : [];
  if (!call || args.length > 1) return undefined;
  return `${isPromise(fault, call.getReturnType()) ? "await " : ""}prompt(${codes(args)})`;
}

/** The counterpart of `range()`, for steps of which it is certain that they count up. */
function loop(args: Argument[]): string | undefined {
  const [first, last, step] = args.map(({ code }) => code);
  if (first === undefined || args.length > 3 || (step && !/^[1-9]\d*$/.test(step)))
    return undefined;
  const [from, to] = last === undefined ? ["0", first] : [first, last];
  return `for (let i = ${from}; i < ${to}; ${step ? `i += ${step}` : "i++"})`;
}

function buffer(
  { code, expression }: Argument,
  { checker, typescript }: Fault,
): string | undefined {
  const type = checker.getTypeAtLocation(expression);
  if (checker.isArrayType(type)) return `Buffer.from(${code})`;
  const isNumber = (type.flags & typescript.TypeFlags.NumberLike) !== 0;
  return isNumber ? `Buffer.alloc(${code})` : undefined;
}

/** An array sorts its elements as texts unless it gets a function. */
function sorted({ object, expression }: Argument, { checker }: Fault): string | undefined {
  switch (checker.typeToString(checker.getTypeAtLocation(expression))) {
    case "string[]":
      return `[...${object}].sort()`;
    case "number[]":
      return `[...${object}].sort((a, b) => a - b)`;
    default:
      return undefined;
  }
}
