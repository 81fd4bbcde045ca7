/** Runs the checks of an exercise, each in its own sandbox, and shows the report. */
import { output } from "../../notebook/host.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import { type CheckFailure, expectEqual, failureOf } from "./expectations.js";
import { type CheckResult, notWrittenReport, type ReportText, reportOf } from "./report.js";
import { Sandbox } from "./sandbox.js";
import { NotWritten, requireWritten } from "./todo.js";

/** One check of the student's code. */
export interface Check {
  /** What is checked. */
  readonly title: ReportText;
  /** Advice that the report shows if it fails. */
  readonly hint?: Bilingual;
  /** The time limit of the student's code. Default 2. */
  readonly seconds?: number;
  /** Throws `CheckFailure` if the code does not do what it should. */
  run(sandbox: Sandbox): void | Promise<void>;
}

/**
 * Runs the checks and shows a report. Stops at the first one that times out, because the others would
 * probably time out too.
 */
export async function runChecks(checks: readonly Check[]): Promise<void> {
  try {
    output(reportOf(await resultsOf(checks), checks.length));
  } catch (error) {
    if (!(error instanceof NotWritten)) throw error;
    output(notWrittenReport());
  }
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
    const { expected, actual, hint = check.hint } = failure;
    results.push({ title, mistake: { expected, actual, hint } });
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

/** How a prediction is checked. */
interface PredictionChecks<Name extends string, T> {
  /** The title and the hint of each predicted value; the title is by default its name. */
  readonly parts: Readonly<Record<Name, { title?: ReportText; hint?: Bilingual }>>;
  /** Finds out what really happens. */
  actual(sandbox: Sandbox): Readonly<Record<Name, T>> | Promise<Readonly<Record<Name, T>>>;
  /** Throws `CheckFailure` if the prediction is wrong; by default it must be equal. */
  compare?(predicted: T, actual: T): void;
}

/** Checks each value of a prediction against what really happens. */
export function checkPrediction<Name extends string, T>(
  predicted: Readonly<Record<Name, T | "?">>,
  { parts, actual, compare = expectEqual }: PredictionChecks<Name, T>,
): Promise<void> {
  const names = Object.keys(parts) as Name[];
  return runChecks(
    names.map((name) => ({
      title: name,
      ...parts[name],
      async run(sandbox) {
        requireWritten(predicted);
        compare(predicted[name] as T, (await actual(sandbox))[name]);
      },
    })),
  );
}
