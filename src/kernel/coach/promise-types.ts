/** Types of promises. */
import type ts from "typescript";
import type { CheckedCell } from "../tslab/checked-cell.js";

/** Returns whether each value of the type, other than null and undefined, is a promise. */
export function isPromise(cell: CheckedCell, type: ts.Type): boolean {
  const present = cell.checker.getNonNullableType(type);
  const members = present.isUnion() ? present.types : [present];
  return members.length > 0 && members.every((member) => hasThen(cell, member));
}

/** Returns whether a value of the type may be a promise. */
export function mayBePromise(cell: CheckedCell, type: ts.Type): boolean {
  return type.isUnion() ? type.types.some((member) => hasThen(cell, member)) : hasThen(cell, type);
}

function hasThen({ typescript, checker, file }: CheckedCell, type: ts.Type): boolean {
  if ((type.flags & (typescript.TypeFlags.Any | typescript.TypeFlags.Never)) !== 0) return false;
  const then = type.getProperty("then");
  return (
    then !== undefined &&
    checker.getTypeOfSymbolAtLocation(then, file).getCallSignatures().length > 0
  );
}

/** Returns whether a value of the type is of no use, as that of `Promise<void>` after `await`. */
export function isVoid({ typescript }: CheckedCell, type: ts.Type): boolean {
  const { Void, Undefined, Never } = typescript.TypeFlags;
  return (type.flags & (Void | Undefined | Never)) !== 0;
}
