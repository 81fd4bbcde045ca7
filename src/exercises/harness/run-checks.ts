/** How an answer is checked: one trial after the other, each on a bench of its own. */
import { type Bundle, output } from "../../notebook/host.js";
import { notWritten, reportOf, type Said, type Trial } from "./report.js";
import { Bench, mistakeOf, SECONDS, type Wrong } from "./sandbox.js";
import { NotWritten } from "./todo.js";

/** One thing to try with the student's code. */
export interface Attempt {
  /** What is tried. */
  readonly tried: Said;
  /** Throws `Wrong` where the code does something else than it should. */
  readonly run: (bench: Bench) => void | Promise<void>;
  /** How long it may take. */
  readonly seconds?: number;
}

/**
 * Tries everything and shows what came of it. Once the code used up its time, the rest is not
 * tried: it would take as long again.
 */
export async function examine(attempts: readonly Attempt[]): Promise<void> {
  output(await examination(attempts));
}

async function examination(attempts: readonly Attempt[]): Promise<Bundle> {
  const trials: Trial[] = [];
  for (const attempt of attempts) {
    let mistake: Wrong | null;
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

async function outcomeOf({ run, seconds = SECONDS }: Attempt): Promise<Wrong | null> {
  const bench = new Bench(seconds);
  try {
    await run(bench);
    return null;
  } catch (error) {
    if (error instanceof NotWritten) throw error;
    return mistakeOf(error);
  } finally {
    bench.close();
  }
}
