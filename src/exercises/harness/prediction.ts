/** Predictions: what the student expects of the kernel, beside what the kernel says. */
import type { Bilingual } from "../../notebook/render/phrases.js";
import { wrong } from "./sandbox.js";
import { NotWritten, UNKNOWN } from "./todo.js";

/** Throws where the student has not written anything yet. */
export function requireWritten(predictions: readonly unknown[]): void {
  if (predictions.flat().includes(UNKNOWN)) throw new NotWritten();
}

/** Ends the trial unless the names are those that the kernel reported, in whatever order. */
export function expectNames(
  predicted: readonly string[],
  reported: readonly string[],
  why: Readonly<Record<string, Bilingual>>,
): void {
  const missed = reported.filter((name) => !predicted.includes(name));
  const surplus = predicted.filter((name) => !reported.includes(name));
  const [first] = [...missed, ...surplus];
  if (first === undefined) return;
  const list = (names: readonly string[]): string => `[${names.join(", ")}]`;
  wrong(list(reported), list(predicted), why[first]);
}
