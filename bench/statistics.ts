/** What several rounds of a measurement come to. */

/** The middle of some figures, and how far apart they are. */
export interface Summary {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  /** Each round's. */
  readonly each: readonly number[];
}

export function summary(figures: readonly number[]): Summary {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [lower, upper] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (lower === undefined || upper === undefined) throw new RangeError("no figures");
  return {
    median: (lower + upper) / 2,
    least: sorted[0] as number,
    most: sorted.at(-1) as number,
    each: figures,
  };
}

/**
 * How often `b` goes into `a`: in the middle of the rounds, as the two of a round were measured soon
 * after each other, and the speed of a machine drifts.
 */
export function ratio(a: Summary, b: Summary): number {
  return summary(a.each.map((figure, round) => figure / (b.each[round] as number))).median;
}

/** `value` to three significant digits, as one reads it. */
export function readable(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en", { maximumFractionDigits: 20 });
}
