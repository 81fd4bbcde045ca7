/** How an answer is checked: one trial after the other, each on a sandbox of its own. */
import { type MimeBundle, output } from "../../notebook/host.js";
import { notWritten, reportOf, type Said, type Trial } from "./report.js";
import { type CheckFailure, mistakeOf, Sandbox, SECONDS } from "./sandbox.js";
import { NotWritten } from "./todo.js";

/** One thing to try with the student's code. */
export interface Check {
  /** What is tried. */
  readonly tried: Said;
  /** Throws `CheckFailure` where the code does something else than it should. */
  readonly run: (sandbox: Sandbox) => void | Promise<void>;
  /** How long it may take. */
  readonly seconds?: number;
}

/**
 * Tries everything and shows what came of it. Once the code used up its time, the rest is not
 * tried: it would take as long again.
 */
export async function runChecks(attempts: readonly Check[]): Promise<void> {
  output(await examination(attempts));
}

async function examination(attempts: readonly Check[]): Promise<MimeBundle> {
  const trials: Trial[] = [];
  for (const attempt of attempts) {
    let mistake: CheckFailure | null;
    try {
      mistake = await outcomeOf(attempt);
    } catch (error) {
      if (error instanceof NotWritten) return notWritten();
      throw error;
    }
    trials.push({ tried: attempt.tried, mistake: mistake?.mistake ?? null });
    if (mistake?.late === true) break;
  }
  return reportOf(trials, attempts.length);
}

async function outcomeOf({ run, seconds = SECONDS }: Check): Promise<CheckFailure | null> {
  const sandbox = new Sandbox(seconds);
  try {
    await run(sandbox);
    return null;
  } catch (error) {
    if (error instanceof NotWritten) throw error;
    return mistakeOf(error);
  } finally {
    sandbox.close();
  }
}
