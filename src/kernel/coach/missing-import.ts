/** A name that the cell did not import. */
import type { Coach, Fault } from "./fault.js";
import { nodeModuleHas, nodeModulesWith, ourModulesWith } from "./modules.js";

/** The numbers of TypeScript's messages "Cannot find name" and "No value exists in scope for the shorthand property". */
const CANNOT_FIND = new Set([2304, 2503, 2552, 18004]);

/** Returns the name that TypeScript cannot find, if that is the error. */
export function missingName({ typescript, code, node }: Fault): string | undefined {
  return CANNOT_FIND.has(code) && typescript.isIdentifier(node) ? node.text : undefined;
}

/** Recognizes a name that a module of this package or of Node.js exports. */
export const missingImport: Coach = (fault) => {
  const name = missingName(fault);
  if (name === undefined) return undefined;
  const ours = ourModulesWith(fault.typescript, name);
  if (ours.length > 0) return advice(name, [...ours, ...nodeModules(name)]);
  const camelCase = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const [renamed] = camelCase === name ? [] : ourModulesWith(fault.typescript, camelCase);
  if (renamed) return line(`import { ${camelCase} } from "${renamed}";`);
  const member = memberOf(fault);
  // Python's programs write `socket.AF_INET` and `select.POLLIN`.
  if ((name === "socket" || name === "select") && member !== undefined) {
    const [module] = ourModulesWith(fault.typescript, member);
    if (module) return line(`import { ${member} } from "${module}";`);
  }
  if (member !== undefined && nodeModuleHas(name, member)) {
    return line(`import * as ${name} from "node:${name}";`);
  }
  return advice(name, nodeModules(name));
};

/** Returns the modules of Node.js to name. A short word, such as `join`, is too likely to be the student's own. */
function nodeModules(name: string): string[] {
  return /^[a-z]+[A-Z]|^[A-Z]+[a-z]/.test(name) ? nodeModulesWith(name) : [];
}

/** Returns the property that is read from the missing name. */
function memberOf({ typescript, node }: Fault): string | undefined {
  const { parent } = node;
  const isObject = typescript.isPropertyAccessExpression(parent) && parent.expression === node;
  return isObject ? parent.name.text : undefined;
}

const MAX_MODULES = 4;

function advice(name: string, modules: string[]): string | undefined {
  const [first, ...others] = modules;
  if (first === undefined || modules.length > MAX_MODULES) return undefined;
  const importLine = `import { ${name} } from "${first}";`;
  const also = others.map((module) => `"${module}"`).join(", ");
  return also === "" ? line(importLine) : line(importLine, `（或 ${also}）`, ` (or from ${also})`);
}

function line(code: string, inChinese = "", inEnglish = ""): string {
  return `没有导入：先写 \`${code}\`${inChinese} · not imported: first write \`${code}\`${inEnglish}`;
}
