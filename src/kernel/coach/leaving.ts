/** `exit` and `quit`, which Python and shells have. */
import type ts from "typescript";
import type { Coach, Fault } from "./fault.js";
import { missingName } from "./missing-import.js";

const HINT =
  "退出 jupyter console 按 Ctrl-D；重启笔记本的内核：菜单 Kernel → Restart Kernel" +
  " · Press Ctrl-D to leave jupyter console; choose Kernel → Restart Kernel to restart a notebook's kernel";

const NAMES = new Set(["exit", "quit"]);
const MEMBERS = new Set(["sys.exit", "os._exit"]);

/** Recognizes an attempt to leave: `exit` as a statement, or a call of it. */
export const leaving: Coach = (fault) => {
  const name = missingName(fault);
  if (name === undefined) return undefined;
  const { typescript, node } = fault;
  const { parent } = node;
  if (NAMES.has(name)) {
    const isStatement = typescript.isExpressionStatement(parent);
    return isStatement || isCallee(fault, node) ? HINT : undefined;
  }
  const isMember = typescript.isPropertyAccessExpression(parent) && parent.expression === node;
  if (!isMember || !MEMBERS.has(`${name}.${parent.name.text}`)) return undefined;
  return isCallee(fault, parent) ? HINT : undefined;
};

function isCallee({ typescript }: Fault, node: ts.Node): boolean {
  return typescript.isCallExpression(node.parent) && node.parent.expression === node;
}
