/** What stands where an answer is still to be written. */

/** The error of `todo()`. */
export class NotWritten extends Error {
  constructor() {
    super("还没有写：把 todo() 换成你的代码 · not written yet: put your code in place of todo()");
    this.name = "NotWritten";
  }
}

/**
 * Stands where your answer belongs: it throws, and the check says that nothing is written yet. Put
 * your own code in its place.
 *
 * @example
 * const double = (number: number): number => todo(number);
 * assert.throws(() => double(21), /not written yet/);
 */
export function todo(..._unused: unknown[]): never {
  throw new NotWritten();
}

/** What stands where a prediction is still to be written. */
export const UNKNOWN = "?";
