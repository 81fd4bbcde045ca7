/**
 * Checks predictions. The first wrong one is only marked, so that there is something left to think about; the
 * second gets hints, and from the third on the report says what really happens.
 */
import { inspect } from "node:util";
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { ExerciseName } from "../exercise-list.js";
import { fieldsMistake } from "./answer.js";
import { runChecks } from "./checks.js";
import { CheckFailure, isEqual } from "./expectations.js";
import type { CheckReport, Mistake, ReportText } from "./report.js";
import type { Sandbox } from "./sandbox.js";
import { requireWritten } from "./todo.js";

/** How a check of a prediction reports. */
export interface PredictionOptions {
  /** Shows what really happens, whatever was predicted. Default `false`. */
  readonly reveal?: boolean;
}

/** One predicted value. */
interface Part<T> {
  /** By default the name of the value. */
  readonly title?: ReportText;
  /** Advice on a wrong value. */
  readonly hint?: Bilingual | ((predicted: T, actual: T) => Bilingual | undefined);
}

/** How a prediction is checked. */
interface PredictionChecks<Name extends string, T> {
  readonly parts: Readonly<Record<Name, Part<T>>>;
  /** Returns what is expected instead if a value is of the wrong kind. */
  problem(value: unknown): ReportText | null;
  /** Finds out what really happens. */
  actual(sandbox: Sandbox): Readonly<Record<Name, T>> | Promise<Readonly<Record<Name, T>>>;
  /** By default deep equality. */
  isRight?(predicted: T, actual: T): boolean;
  /** How the report prints a value. */
  describe?(value: T): string;
}

/** From this number of wrong predictions on, a report has hints, or the answer. */
const HINTS_FROM = 2;
const ANSWERS_FROM = 3;

const ONLY_MARKED: Bilingual = {
  zh: "再想想，改了再试。下次还不对就给提示，第三次给答案",
  en: "think again, and try another one. The second wrong prediction gets hints, the third one the answer",
};
const WITH_HINTS: Bilingual = {
  zh: "再不对，就给答案",
  en: "the next wrong prediction gets the answer",
};

/** The wrong predictions of each exercise in this kernel, at most as many as make a difference. */
const wrongPredictions = new Map<ExerciseName, Set<string>>();

/** Starts to count the tries anew. */
export function forgetTries(): void {
  wrongPredictions.clear();
}

/** Checks each value of a prediction against what really happens. */
export function checkPrediction<Name extends string, T>(
  exercise: ExerciseName,
  predicted: Readonly<Record<Name, T | "?">>,
  { reveal = false }: PredictionOptions,
  { parts, problem, actual, isRight = isEqual, describe = String }: PredictionChecks<Name, T>,
): Promise<CheckReport> {
  const names = Object.keys(parts) as Name[];
  let tries = reveal ? ANSWERS_FROM : 0;
  const checks = names.map((name) => ({
    title: name,
    ...parts[name],
    hint: undefined,
    async run(sandbox: Sandbox) {
      requireWritten(predicted);
      const value = predicted[name] as T;
      const kind = problem(value);
      if (kind !== null) throw new CheckFailure({ expected: kind, actual: inspect(value) });
      const real = (await actual(sandbox))[name];
      if (isRight(value, real)) return;
      tries = Math.max(tries, countTry(exercise, predicted));
      const { hint } = parts[name];
      const mistake: Mistake = {
        predicted: describe(value),
        expected: tries >= ANSWERS_FROM ? describe(real) : undefined,
        hint:
          tries < HINTS_FROM ? undefined : typeof hint === "function" ? hint(value, real) : hint,
      };
      throw new CheckFailure(mistake);
    },
  }));
  const note = (): Bilingual | undefined => [undefined, ONLY_MARKED, WITH_HINTS][tries];
  return runChecks(exercise, fieldsMistake(predicted, names), checks, note);
}

/** Returns how many different wrong predictions there were, this one included. */
function countTry(exercise: ExerciseName, predicted: object): number {
  const seen = wrongPredictions.get(exercise) ?? new Set<string>();
  wrongPredictions.set(exercise, seen);
  if (seen.size < ANSWERS_FROM) seen.add(inspect(predicted, { depth: 3, sorted: true }));
  return seen.size;
}

/** Returns what is expected if a value is not a whole number. */
export function wholeNumberProblem(value: unknown): Bilingual | null {
  return Number.isSafeInteger(value) ? null : { zh: "一个整数", en: "a whole number" };
}
