/** Summaries of the rounds of a measurement. */

/** The median and the range of some figures. */
export interface Summary {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  /** The figure of each round. */
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
 * `a` divided by `b`: the median of the ratios of the rounds, because the two figures of a round were
 * measured soon after each other, and the speed of a machine drifts.
 */
export function ratio(a: Summary, b: Summary): number {
  return summary(a.each.map((figure, round) => figure / (b.each[round] as number))).median;
}

/** `value` with three significant digits and thousands separators. */
export function readable(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en", { maximumFractionDigits: 20 });
}
