/** Answers that are not written yet: code and predictions. */

/** The error that `todo()` throws. */
export class NotWritten extends Error {
  constructor() {
    super("还没有写：把 todo() 换成你的代码 · not written yet: put your code in place of todo()");
    this.name = "NotWritten";
  }
}

/**
 * Marks the place of your answer: it throws, and the check reports that nothing is written yet.
 * Replace it with your code.
 *
 * @example
 * const double = (number: number): number => todo(number);
 * assert.throws(() => double(21), /not written yet/);
 */
export function todo(..._unused: unknown[]): never {
  throw new NotWritten();
}

/** What a notebook holds in place of a prediction that is not written yet. */
const UNKNOWN = "?";

/** Throws `NotWritten` if a part of the prediction is still unknown. */
export function requireWritten(prediction: object): void {
  if (Object.values(prediction).flat().includes(UNKNOWN)) throw new NotWritten();
}
