/** Runs the checks of an exercise, each in its own sandbox, and shows the report. */
import { output } from "../../notebook/host.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { ExerciseName } from "../exercise-list.js";
import { type CheckFailure, failureOf } from "./expectations.js";
import { recordSolved, solvedExercises } from "./progress-file.js";
import {
  type CheckReport,
  type CheckResult,
  type Mistake,
  type ReportText,
  reportOf,
} from "./report.js";
import { Sandbox } from "./sandbox.js";
import { NotWritten } from "./todo.js";

/** One check of the student's code. */
export interface Check {
  /** What is checked. */
  readonly title: ReportText;
  /** Advice that the report shows if it fails. */
  readonly hint?: Bilingual | undefined;
  /** The time limit of the student's code. Default 2. */
  readonly seconds?: number;
  /** Throws `CheckFailure` if the code does not do what it should. */
  run(sandbox: Sandbox): void | Promise<void>;
}

const THE_ANSWER: Bilingual = { zh: "答案", en: "the answer" };

/**
 * Runs the checks, shows the report, records that the exercise is solved, and returns the report. Stops at the first
 * check that times out, because the others would probably time out too.
 *
 * @param wrongKind what is wrong with an answer of the wrong kind; then no check runs
 * @param note a line below the results
 */
export async function runChecks(
  exercise: ExerciseName,
  wrongKind: Mistake | null,
  checks: readonly Check[],
  note: () => Bilingual | undefined = () => undefined,
): Promise<CheckReport> {
  const total = checks.length;
  let results: CheckResult[] = [];
  let notWritten = false;
  try {
    results =
      wrongKind === null ? await resultsOf(checks) : [{ title: THE_ANSWER, mistake: wrongKind }];
  } catch (error) {
    if (!(error instanceof NotWritten)) throw error;
    notWritten = true;
  }
  if (results.filter(({ mistake }) => mistake === null).length === total) recordSolved(exercise);
  const solved = solvedExercises().size;
  const shown = reportOf(exercise, results, { total, solved, notWritten, note: note() });
  output(shown.bundle);
  return shown.report;
}

async function resultsOf(checks: readonly Check[]): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const failure = await run(check);
    const { title } = check;
    if (failure === null) {
      results.push({ title, mistake: null });
      continue;
    }
    const { mistake } = failure;
    results.push({ title, mistake: { ...mistake, hint: mistake.hint ?? check.hint } });
    if (failure.timedOut) break;
  }
  return results;
}

async function run(check: Check): Promise<CheckFailure | null> {
  const sandbox = new Sandbox(check.seconds);
  try {
    await check.run(sandbox);
    return null;
  } catch (error) {
    if (error instanceof NotWritten) throw error;
    return failureOf(error);
  } finally {
    sandbox.close();
  }
}
