/** Statements of Python. The compiler reports several errors in such a line, and the coach explains the first one. */
import type { Coach } from "./fault.js";
import { isSyntaxFault, lineAt } from "./line.js";
import { ourModulesWith } from "./modules.js";
import { counterpart } from "./python-names.js";

type Groups = Record<string, string | undefined>;

/** The form of a whole line, without indentation and comment, and what TypeScript has for it. */
type Rule = [
  form: RegExp,
  code: (groups: Groups, hasExport: (name: string) => boolean) => string | undefined,
];

const RULES: Rule[] = [
  [
    /^(?<prefix>async )?def (?<name>\w+) *\((?<args>.*)\)[^:]*:/,
    ({ prefix = "", name = "", args = "" }) => functionCode(prefix, name, args),
  ],
  [/^class (?<name>\w+) *(\(\))? *:/, ({ name }) => `class ${name} { … }`],
  [
    /^class (?<name>\w+)\((?<base>\w+)\) *:/,
    ({ name, base }) => `class ${name} extends ${base} { … }`,
  ],
  [/^if (?<test>.*):$/, ({ test = "" }) => `if (${condition(test)}) { … }`],
  [/^if (?<test>(?!\().*): .*$/, ({ test = "" }) => `if (${condition(test)}) { … }`],
  [/^(?:\} *)?elif (?<test>.*?) *:/, ({ test = "" }) => `} else if (${condition(test)}) { … }`],
  [/^else *:/, () => "} else { … }"],
  [/^while (?<test>.*):$/, ({ test = "" }) => `while (${condition(test)}) { … }`],
  [/^while (?<test>(?!\().*): .*$/, ({ test = "" }) => `while (${condition(test)}) { … }`],
  [
    /^for (?<name>\w+) in range\((?<end>[^,()]+)\) *:/,
    ({ name, end }) => `for (let ${name} = 0; ${name} < ${end}; ${name}++) { … }`,
  ],
  [
    /^for (?<name>\w+) in range\((?<begin>[^,()]+), *(?<end>[^,()]+)\) *:/,
    ({ name, begin, end }) => `for (let ${name} = ${begin}; ${name} < ${end}; ${name}++) { … }`,
  ],
  [
    /^for (?<name>\w+) in (?!range\b)(?<values>.+?) *:/,
    ({ name, values }) => `for (const ${name} of ${values}) { … }`,
  ],
  [
    /^for \(?(?<names>\w+(?:, *\w+)+)\)? in (?<values>.+?) *:/,
    ({ names, values }) => `for (const [${names}] of ${values}) { … }`,
  ],
  [/^try *:/, () => "try { … } catch (error) { … }"],
  [/^except\b.*:/, () => "} catch (error) { … }"],
  [/^finally *:/, () => "} finally { … }"],
  [/^(?:async )?with .+ as (?<name>\w+) *:/, ({ name }) => `{ using ${name} = …; … }`],
  [/^raise \w+\((?<args>.*)\)$/, ({ args }) => `throw new Error(${args});`],
  [/^raise\b(?! *[(=.:])/, () => "throw error;"],
  [/^from (?<module>[\w.]+) import (?<names>\*|\w+(?:, *\w+)*)$/, fromImport],
  [/^import (?<modules>\w+(?:, *\w+)*)(?: as \w+)?$/, ({ modules = "" }) => importsOf(modules)],
  [/^# ?(?<comment>.*)$/, ({ comment }) => `// ${comment}`],
];

/** What TypeScript has for a module of Python. */
const MODULES: Record<string, string> = {
  socket: 'import { Socket, AF_INET, SOCK_STREAM } from "day29";',
  select: 'import { select, Poll, Epoll } from "day29";',
  selectors: 'import { DefaultSelector, EVENT_READ } from "day29";',
  time: 'import { setTimeout as sleep } from "node:timers/promises";',
  os: 'import * as os from "node:os";',
  sys: 'import * as process from "node:process";',
  subprocess: 'import { spawn } from "node:child_process";',
  threading: 'import { Worker } from "node:worker_threads";',
};

/** Recognizes a line of Python. */
export const pythonStatement: Coach = (fault) => {
  if (!isSyntaxFault(fault)) return undefined;
  const line = lineAt(fault);
  const hasExport = (name: string) => ourModulesWith(fault.typescript, name).includes("day29");
  for (const [form, code] of RULES) {
    const found = form.exec(line);
    const typescript = found && code(found.groups ?? {}, hasExport);
    if (typescript) return counterpart(found[0], typescript);
  }
  return undefined;
};

const OPERATORS: [python: RegExp, typescript: string][] = [
  [/\bis +not\b/g, "!=="],
  [/\bis\b|(?<![=!<>])==(?!=)/g, "==="],
  [/\bnot +/g, "!"],
  [/\band\b/g, "&&"],
  [/\bor\b/g, "||"],
  [/\bNone\b/g, "null"],
  [/\bTrue\b/g, "true"],
  [/\bFalse\b/g, "false"],
];

/** Returns a condition of Python in TypeScript, or `…` if it has more than names, numbers and operators. */
function condition(python: string): string {
  const test = python.replace(/^\((.*)\)$/, "$1").trim();
  if (!/^[\w\s=!<>+*/%.-]+$/.test(test) || /\bin\b|\bnot\b.*\S\s/.test(test)) return "…";
  return OPERATORS.reduce(
    (code, [operator, replacement]) => code.replace(operator, replacement),
    test,
  );
}

function importsOf(modules: string): string | undefined {
  const lines = modules
    .split(/, */)
    .map((module) => (Object.hasOwn(MODULES, module) ? MODULES[module] : undefined));
  return lines.includes(undefined) ? undefined : lines.join(" ");
}

function functionCode(prefix: string, name: string, args: string): string {
  const rest = args.replace(/^\s*self\s*(?:,\s*)?/, "");
  if (rest === args) return `${prefix}function ${name}(${args}) { … }`;
  return name === "__init__" ? `constructor(${rest}) { … }` : `${prefix}${name}(${rest}) { … }`;
}

/** Names of Python's modules that are spelled otherwise here. */
const RENAMED: Record<string, string> = { socket: "Socket", poll: "Poll", epoll: "Epoll" };

function fromImport(
  { module = "", names = "" }: Groups,
  hasExport: (name: string) => boolean,
): string | undefined {
  if (!["socket", "select", "selectors", "day29"].includes(module)) return undefined;
  if (names === "*") return MODULES[module];
  const known = names.split(/, */).map((name) => RENAMED[name] ?? name);
  return known.every(hasExport) ? `import { ${known.join(", ")} } from "day29";` : undefined;
}
