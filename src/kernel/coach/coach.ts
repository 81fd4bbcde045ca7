/** Adds a line to the errors of a cell that helps with a likely mistake. */
import { log } from "../process/stdio.js";
import type { Diagnostic } from "../tslab/adapter.js";
import type { CheckedCell } from "../tslab/checked-cell.js";
import { addressInUse } from "./address-in-use.js";
import { type Coach, type Fault, nodeAt } from "./fault.js";
import { forgottenAwait } from "./forgotten-await.js";
import { leaving } from "./leaving.js";
import { missingImport } from "./missing-import.js";
import type { Variables } from "./own-sockets.js";
import { pythonMethod, snakeCase } from "./python-methods.js";
import { pythonName } from "./python-names.js";
import { pythonStatement } from "./python-statements.js";
import {
  bareTuple,
  pythonAssignment,
  pythonString,
  pythonTuple,
  pythonWord,
} from "./python-syntax.js";
import { notesOnPromises } from "./unawaited.js";

/** These also recognize mistakes in a cell that cannot be parsed. */
const SYNTAX_COACHES: Coach[] = [
  pythonStatement,
  pythonWord,
  pythonString,
  bareTuple,
  leaving,
  pythonName,
];

/** The first one that recognizes an error explains it. */
const COACHES: Coach[] = [
  ...SYNTAX_COACHES,
  pythonTuple,
  pythonMethod,
  forgottenAwait,
  missingImport,
  pythonAssignment,
  snakeCase,
];

/** The numbers of TypeScript's messages about a string or template without an end: what follows is no code. */
const UNTERMINATED = new Set([1002, 1160]);

/** A line in which these recognize Python is not TypeScript: its other errors only follow from the first. */
const FOREIGN = new Set([pythonStatement, pythonWord]);

/** Returns the errors with hints, no hint twice. */
export function addHints(diagnostics: Diagnostic[], cell: CheckedCell): Diagnostic[] {
  const given = new Set<string>();
  const foreignLines = new Set<number>();
  return diagnostics.map((diagnostic) => {
    const { fileName, start } = diagnostic;
    if (fileName !== undefined || foreignLines.has(start.line)) return diagnostic;
    const { coach, hint } = guarded(() => firstHint(faultOf(diagnostic, cell))) ?? {};
    if (coach && FOREIGN.has(coach)) foreignLines.add(start.line);
    if (hint === undefined || given.has(hint)) return diagnostic;
    given.add(hint);
    return { ...diagnostic, hint };
  });
}

function firstHint(fault: Fault): { coach: Coach; hint: string } | undefined {
  const { syntaxErrors } = fault;
  if (syntaxErrors.some(({ code }) => UNTERMINATED.has(code))) return undefined;
  for (const coach of syntaxErrors.length > 0 ? SYNTAX_COACHES : COACHES) {
    const hint = coach(fault);
    if (hint !== undefined) return { coach, hint };
  }
  return undefined;
}

function faultOf({ code, messageText, start, end }: Diagnostic, cell: CheckedCell): Fault {
  const range = { pos: start.offset + cell.start, end: end.offset + cell.start };
  return {
    ...cell,
    code,
    message: messageText,
    node: nodeAt(cell, range.pos, range.end),
    text: cell.file.text.slice(range.pos, range.end),
    range,
  };
}

/** Returns notes on a cell without errors, one line each. */
export function notesOn(cell: CheckedCell): string[] {
  return guarded(() => notesOnPromises(cell)) ?? [];
}

/** Returns a line that helps with an error that a cell has thrown, or that was thrown in the background. */
export function hintOnThrown(thrown: unknown, variables: Variables): string | undefined {
  return guarded(() => addressInUse(thrown, variables));
}

/** A fault of the coach must not hide the error that it explains. */
function guarded<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    log(`the coach failed: ${(error as Error).stack}`);
    return undefined;
  }
}
